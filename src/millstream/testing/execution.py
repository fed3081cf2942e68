"""A run of a script on a thread of its own, so that a test need not wait for it for ever."""

from __future__ import annotations

from threading import Thread

from millstream.script.context import Run
from millstream.script.runner import Outcome, execute
from millstream.ui.write import magic


class Execution:
    """A run that has started."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._outcome: Outcome | None = None
        self._thread = Thread(target=self._execute, name="millstream-app-test", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> Outcome | None:
        """Give how it ended, or None if it still goes on after so long."""
        self._thread.join(max(seconds, 0.0))
        return self._outcome

    def _execute(self) -> None:
        self._outcome = execute(self.run, magic)
