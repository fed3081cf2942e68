"""What of a session outlives a reload of its page, or its process: decided by the options `session.survive*`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from millstream.script.context import Run
    from millstream.state.persistence.journal import Journal


def key_filter(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Give the function that says whether the value of a key survives: the last pattern that fits decides.

    Parameters
    ----------
    patterns
        Such as ``["*", "!draft_*"]``: everything but what begins so. Without any, everything.

    Examples
    --------
    >>> survives = key_filter(["*", "!draft_*", "draft_title"])
    >>> survives("cart"), survives("draft_1"), survives("draft_title")
    (True, False, True)
    """
    rules = [(pattern.removeprefix("!"), not pattern.startswith("!")) for pattern in patterns]

    def survives(key: str) -> bool:
        verdicts = [verdict for pattern, verdict in rules if fnmatchcase(key, pattern)]
        return verdicts[-1] if verdicts else not rules

    return survives


class Keeper:
    """Stands at both ends of each run of a session, in the thread of the script.

    Parameters
    ----------
    survives
        Whether the value of a key outlives the page.
    journal
        Where everything is written down after each run, if it is.
    """

    def __init__(self, survives: Callable[[str], bool], journal: Journal | None = None) -> None:
        self._survives = survives
        self._journal = journal
        self._is_reloaded = False

    @property
    def saved(self) -> int | None:
        """The last event of the browser whose run is in the store, or None without one."""
        return None if self._journal is None else self._journal.saved

    @property
    def welcome(self) -> int:
        """The number of the welcome that the browser had from an earlier process."""
        return 0 if self._journal is None else self._journal.welcome

    def reloaded(self) -> None:
        """Hear that another page of the same tab goes on with the session."""
        self._is_reloaded = True

    def begin(self, run: Run) -> None:
        """Drop what a reload should not outlive."""
        if self._is_reloaded:
            self._is_reloaded = False
            run.state.drop([key for key in run.state if not self._survives(key)])

    def at_end(self, ack: int, welcome: int) -> Callable[[Run], None]:
        """Give what writes down the changes of a run that starts now.

        Parameters
        ----------
        ack
            The last event of the browser that the run knows.
        welcome
            The number of the oldest welcome that the browser may use.
        """
        journal = self._journal

        def end(run: Run) -> None:
            if journal is not None:
                journal.save(run.state, ack, welcome)

        return end
