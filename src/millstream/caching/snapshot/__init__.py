"""How a stored value becomes a private one: by type, at a cost that does not grow with rows."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from millstream.caching.snapshot.pickled import freeze_pickled
from millstream.caching.snapshot.plain import (
    Constant,
    FlatCopy,
    is_constant,
    is_flat,
    measure,
)

if TYPE_CHECKING:
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
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError) as error:
        raise UnfreezableError(f"{type(error).__name__}: {error}") from error


def _freeze_part(value: Any) -> Snapshot | None:
    return None
