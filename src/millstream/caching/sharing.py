"""Objects that sessions share, of classes that they do not: a script defines its classes for each session."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from millstream.caching import api

if TYPE_CHECKING:
    from millstream.caching.api import Entry

_log = logging.getLogger(__name__)


def creator_of(value: Any) -> str:
    """Return the calling session where its scripts define the class of a value, else nothing.

    Parameters
    ----------
    value
        What a function returned; of a container, its first item tells.
    """
    recorder = api.recorder.current()
    if recorder is None or recorder.name_class(_class_of(value)) is None:
        return ""
    return recorder.session_id


def _class_of(value: Any) -> type:
    kind = type(value)
    if kind is dict:
        value = list(value.values())[:1]
    if isinstance(value, (list, tuple)) and kind in {dict, list, tuple} and value:
        return type(value[0])
    return value if isinstance(value, type) else kind


def note_creator(entry: Entry, label: str) -> None:
    """Log, once for an entry, that a session gets an object of another one's class.

    Parameters
    ----------
    entry
        The entry of a value of such a class.
    label
        The name of the cached function.
    """
    recorder = api.recorder.current()
    if recorder is None or recorder.session_id == entry.creator:
        return
    entry.creator = ""
    entry.plain = entry.recording is None and entry.snapshot.shared
    name = _class_of(entry.value).__qualname__
    _log.warning(
        "`%s` shares an object of the class `%s` between sessions. The script defines that class for each of them, and the "
        "object keeps the one of the session that created it: in others, `isinstance(..., %s)` is false, and its methods "
        'read the globals and widgets of its creator. Define the class in a module, or cache with `scope="session"`.',
        *(label, name, name),
    )
