"""What of a session outlives a reload of its page, or its process: decided by the options `session.survive*`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from millstream.state.persistence.archive import Head

if TYPE_CHECKING:
    from millstream.script.context import Run
    from millstream.state.persistence.journal import Journal
    from millstream.state.persistence.restored import Restored


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
    def writes(self) -> bool:
        """Whether there is a store."""
        return self._journal is not None

    @property
    def head(self) -> Head | None:
        """What is in the store of the session beside its values, or None as long as nothing is."""
        return None if self._journal is None else self._journal.head

    @property
    def restored(self) -> Restored | None:
        """The values of an earlier process, if there was one."""
        return None if self._journal is None else self._journal.restored

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
                address = run.address
                told, wait = run.hooks.started, run.hooks.ends
                head = Head(ack, welcome, address.path, address.params.query, told, wait)
                journal.save(run.state, head, of_fragments=run.scope is not None)

        return end

    def renew(self) -> None:
        """Keep what is stored for longer, if anything is."""
        if self._journal is not None:
            self._journal.renew()

    def claims_end(self) -> bool:
        """Say whether what waits for the session's end is to be called here; the next one to ask is told no."""
        return self._journal is None or self._journal.end()
