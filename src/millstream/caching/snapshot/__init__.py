"""How a stored value becomes a private one: by type, at a cost that does not grow with rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from millstream.caching.snapshot import frames, loans, tables
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

    from millstream.caching.api import Entry, Snapshot

__all__ = ["Constant", "UnfreezableError", "freeze", "lend", "settle"]


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
    return _freeze_part(value) or _freeze_by_pickle(value, _freeze_part)


def lend(value: Any) -> Snapshot:
    """Return a snapshot that may lie over the memory of ``value``, to be written down at once.

    It is a ``Loan`` then, which nobody may keep. Small values are copied: that is faster than to
    read them again.

    Parameters
    ----------
    value
        What a cached function returned.

    Raises
    ------
    UnfreezableError
        Where the value, or a part of it, does not survive pickling.
    """
    if not loans.is_large(value):
        return freeze(value)
    return loans.Loan(_lend_part(value) or _freeze_by_pickle(value, _lend_part))


def settle(entry: Entry, find: Callable[[], Entry | None] = lambda: None) -> None:
    """End the loan of an entry: it lies over what was written, or over a copy.

    Parameters
    ----------
    entry
        The entry; without a loan nothing is done.
    find
        Returns the entry as it was written.
    """
    if type(entry.snapshot) is not loans.Loan:
        return
    written = find()
    if written is not None and written.version == entry.version:
        entry.adopt(written.snapshot)
    else:
        entry.adopt(freeze(entry.snapshot.open()))


def _lend_part(value: Any) -> Snapshot | None:
    return loans.borrow(value) or _freeze_part(value)


def _freeze_by_pickle(value: Any, freeze_part: Callable[[Any], Snapshot | None]) -> Snapshot:
    try:
        return freeze_pickled(value, freeze_part)
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
