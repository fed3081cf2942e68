"""The timers of a session's fragments: which are set, and which should be."""

from __future__ import annotations

from collections.abc import Mapping

from millstream.session.events import Alarm, Effect, Silence


class Alarms:
    """Keeps the timers in step with the fragments that the page shows."""

    def __init__(self) -> None:
        self._set: dict[str, float] = {}

    def follow(self, wanted: Mapping[str, float]) -> list[Effect]:
        """Give what makes the timers those that are wanted: seconds by the id of the fragment."""
        gone = [id for id in self._set if id not in wanted]
        new = {id: seconds for id, seconds in wanted.items() if self._set.get(id) != seconds}
        self._set = dict(wanted)
        return [*map(Silence, gone), *(Alarm(id, seconds) for id, seconds in new.items())]
