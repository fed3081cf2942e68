"""How a stored value becomes a private one: by type, at a cost that does not grow with rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from millstream.caching.snapshot import frames, tables
from millstream.caching.snapshot.arrays import freeze_array
from millstream.caching.snapshot.pickled import freeze_pickled
from millstream.caching.snapshot.plain import (
    Constant,
    FlatCopy,
    is_constant,
    is_flat,
    measure,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Snapshot

__all__ = ["Constant", "UnfreezableError", "freeze"]


class UnfreezableError(Exception):
    """A value cannot be copied; the cause says why."""


def freeze(value: Any) -> Snapshot:
    """Return a snapshot that later changes of ``value`` do not reach.

    Parameters
    ----------
    value
        What a cached function returned.

    Raises
    ------
    UnfreezableError
        Where the value, or a part of it, does not survive pickling.
    """
    if is_constant(value):
        return Constant(value, measure(value))
    if is_flat(value):
        return FlatCopy(value.copy(), measure(value))
    part = _freeze_part(value)
    if part is not None:
        return part
    try:
        return freeze_pickled(value, _freeze_part)
    except Exception as error:
        # Whatever the methods of the user's classes raise.
        raise UnfreezableError(f"{type(error).__name__}: {error}") from error


# Looked up by the name of the type, so that no library is imported that the program did not.
_FREEZERS: dict[tuple[str, str], Callable[[Any], Snapshot | None]] = {
    ("numpy", "ndarray"): freeze_array,
    ("pandas", "DataFrame"): lambda value: frames.freeze_frame(value, _freeze_cells),
    ("pandas", "Series"): lambda value: frames.freeze_frame(value, _freeze_cells),
    **{("pandas", name): frames.freeze_index for name in frames.INDEX_TYPES},
    **tables.FREEZERS,
}
_LARGE_BYTES = 64 * 1024


def _freeze_cells(value: Any) -> Snapshot:
    return freeze_pickled(value, _freeze_part)


def _freeze_part(value: Any) -> Snapshot | None:
    """Return the snapshot of a value that has a way of its own, or ``None``."""
    kind = type(value)
    if kind is bytes or kind is str:
        return Constant(value, len(value)) if len(value) >= _LARGE_BYTES else None
    freezer = _FREEZERS.get((kind.__module__, kind.__qualname__))
    if freezer is None and kind.__module__ == "pyarrow.lib" and hasattr(value, "buffers"):
        freezer = tables.freeze_arrow
    return freezer(value) if freezer is not None else None
