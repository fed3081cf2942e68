"""What a browser says of widgets, checked: what a widget could not have said never gets to the script."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from millstream.protocol.messages import Change
from millstream.state import Misfit, Widget

_log = logging.getLogger("millstream.session")
_MOST_NAMED = 3
_LONGEST_REASON = 200


class Accepted(NamedTuple):
    """What a user made of a widget: the value for the script, and what the browser shows of it."""

    value: Any
    wire: Any


def accepted(changes: Iterable[Change], widgets: Mapping[str, Widget]) -> dict[str, Accepted]:
    """Give what widgets can have, by their ids; name the rest in one line of the log.

    Parameters
    ----------
    changes
        What the browser says.
    widgets
        The widgets of the session, by their ids.
    """
    taken: dict[str, Accepted] = {}
    refused: list[str] = []
    for change in changes:
        try:
            value = _value(change, widgets.get(change.id))
            taken[change.id] = Accepted(value, change.value)
        except Misfit as error:
            taken.pop(change.id, None)  # the browser shows its last word on each widget
            refused.append(f"{_short(repr(change.id))} {_short(str(error))}")
    if refused:
        named = "; ".join(refused[:_MOST_NAMED])
        more = f"; and {len(refused) - _MOST_NAMED} more" if len(refused) > _MOST_NAMED else ""
        _log.warning("Refused what a browser said of widgets: %s%s.", named, more)
    return taken


def _value(change: Change, widget: Widget | None) -> Any:
    if widget is None or widget.place is None:
        raise Misfit("is not on the page")
    if widget.disabled:
        raise Misfit("is disabled")
    try:
        return widget.codec.decode(change.value)
    except Misfit as error:
        raise Misfit(f"cannot have that value: {error}") from None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}..."
