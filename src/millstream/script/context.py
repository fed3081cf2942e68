"""Which run the calling code belongs to, and where in the page it draws."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Literal

from millstream.script.control import Interrupted, StopException
from millstream.script.parallel import Parts
from millstream.tree import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from millstream.protocol.messages import Client
    from millstream.script.address import Address
    from millstream.script.fragment import Fragment, Fragments
    from millstream.script.hooks import SessionHooks
    from millstream.script.media import Media, MediaFile
    from millstream.script.peer import Peer
    from millstream.script.source import Script
    from millstream.script.visit import Visit
    from millstream.state import SessionValues

_log = logging.getLogger("millstream.script")


class Tenants:
    """How many threads use the globals of a script, besides the run itself."""

    __slots__ = ("_lock", "count")

    def __init__(self) -> None:
        self.count = 0
        self._lock = Lock()

    def enter(self) -> None:
        """Count one more."""
        with self._lock:
            self.count += 1

    def leave(self) -> None:
        """Count one less."""
        with self._lock:
            self.count -= 1


class Run:
    """One run of a script, or of some of its fragments, for one session: what it draws, what it reads, how it ends.

    Drawing takes `lock`, so that the page can be compared and sent while the script goes on. `spawn` does some work on
    a thread of its own; without it, parallel fragments are run one after the other.
    """

    __slots__ = (
        "_after",
        "_unseen",
        "address",
        "after",
        "again",
        "asked",
        "around",
        "before",
        "changes",
        "client",
        "closed",
        "dialog",
        "counts",
        "drawn",
        "files",
        "forms",
        "fragments",
        "hooks",
        "interrupted",
        "lock",
        "main",
        "media",
        "namespace",
        "on_interrupt",
        "overlay",
        "parts",
        "passing",
        "peer",
        "recording",
        "root",
        "scope",
        "script",
        "session_id",
        "sidebar",
        "spawn",
        "stage",
        "state",
        "stopped",
        "tenants",
        "visit",
        "warned",
        "where_failed",
    )

    def __init__(
        self,
        *,
        script: Script,
        namespace: dict[str, Any],
        tenants: Tenants,
        state: SessionValues,
        media: Media,
        client: Client,
        peer: Peer,
        address: Address,
        session_id: str,
        root: Draft,
        changes: Mapping[str, Any],
        clicks: frozenset[str],
        fragments: Fragments,
        scope: tuple[Fragment, ...] | None,
        hooks: SessionHooks,
        visit: Visit,
        before: Callable[[Run], None],
        after: Callable[[Run], None],
    ) -> None:
        assert root.children is not None
        self.script = script
        self.namespace = namespace
        self.tenants = tenants
        self.state = state
        self.media = media
        self.client = client
        self.peer = peer
        self.address = address
        self.session_id = session_id
        self.root = root
        self.main, self.sidebar, self.overlay = root.children
        self.changes = changes
        self.fragments = fragments
        self.scope = scope  # the fragments to run; None is the whole script
        self.hooks = hooks
        self.before = before  # called in the run's thread, before anything else of it
        self.after = after  # and after everything else
        self.drawn: dict[str, Fragment] = {}  # the fragments that this run has called
        self.counts: dict[tuple[str, str], int] = {}  # calls of fragments by parent and function
        self.visit = visit
        self.around: dict[str, Any] = {}  # what it says around the page, by fields of `Page`
        self.files: list[MediaFile] = []
        self.forms: set[str] = set()
        self.dialog: str = ""  # the title of the one that this run has opened
        self.recording = 0  # how many cached functions draw at the moment
        self.warned: set[str] = set()
        self.lock = RLock()
        self.stage: Literal["callbacks", "script"] = "script"
        self.spawn: Callable[[Callable[[], None]], None] | None = None
        self.parts = Parts(script.options.parallel_max_workers)
        self.passing: list[
            Draft
        ] = []  # what goes when the run has ended, such as the places of spinners
        self.again: tuple[str, ...] | None = None  # the fragments that `st.rerun` asked for
        self.asked = False
        self.where_failed: tuple[BaseException, Draft] | None = None
        self.on_interrupt: set[Callable[[], object]] = set()
        self._unseen = set(clicks)
        self._after: frozenset[str] = frozenset()
        self.interrupted = False
        self.stopped = False
        self.closed = False

    def interrupt(self, after: frozenset[str] = frozenset()) -> None:
        """Have the script end at its next call into Millstream, or now where it waits for something awaited.

        Before that it gets to see the clicks of some buttons, `after`: the next run has other clicks of the same.
        """
        self._after = after
        self.interrupted = True
        self._wake()

    def saw(self, button: str) -> None:
        """Hear that the script has been told whether a button was clicked."""
        self._unseen.discard(button)
        if self.interrupted:
            self._wake()

    @property
    def is_leaving(self) -> bool:
        """Whether nothing more of the script has to run."""
        return self.interrupted and self._after.isdisjoint(self._unseen)

    def _wake(self) -> None:
        if self.is_leaving:
            for wake in tuple(self.on_interrupt):
                wake()

    def ask(self, fragments: tuple[str, ...] | None) -> None:
        """Hear what `st.rerun` wants to be run next; where several parts want something, all of it, or the script."""
        with self.lock:
            both = self.asked and self.again is not None and fragments is not None
            if both:
                self.again = tuple(dict.fromkeys((*(self.again or ()), *(fragments or ()))))
            elif not self.asked or self.again is not None:
                self.again = fragments
            self.asked = True

    def stop(self) -> None:
        """Have the script end at its next call into Millstream, as if that were `st.stop()`."""
        self.stopped = True
        self.interrupt()

    def checkpoint(self) -> None:
        """Leave the script here if something newer waits, unless this part of it must not be left."""
        if self.is_leaving and not is_protected.get():
            raise StopException if self.stopped else Interrupted

    def globals(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the globals of the calling script and, after them, those of the other: the app's, or its open page's."""
        own = (self.namespace, self.visit.namespace)
        return own[::-1] if page.get() and self.visit.namespace else own

    def close(self) -> None:
        """End the run: what its threads draw from now on goes nowhere."""
        with self.lock:
            self.closed = True

    def let_pass(self) -> None:
        """Take away what was drawn for a while only."""
        with self.lock:
            for draft in self.passing:
                if not draft.children:
                    draft.leave()

    def warn_late(self) -> None:
        """Say once that something was drawn after the end."""
        if "late" not in self.warned:
            self.warned.add("late")
            _log.warning(
                "A thread or task drew after the run that started it had ended; that is not shown. Wait for it in the "
                "script, or keep its result in st.session_state and let a fragment with run_every show it."
            )

    def publish(
        self,
        content: bytes | Callable[[], bytes],
        media_type: str,
        extension: str,
        digest: bytes | None = None,
    ) -> str:
        """Serve a payload while the page of this run is shown; give its address."""
        file = self.media.add(content, media_type, extension, digest)
        self.files.append(file)
        return file.url


current: ContextVar[Run | None] = ContextVar("millstream_run", default=None)
"""The run that the calling code belongs to; None in programs that no one serves."""

place: ContextVar[Draft | None] = ContextVar("millstream_place", default=None)
"""The block of the innermost `with`; None is the middle of the page."""

page: ContextVar[str] = ContextVar("millstream_page", default="")
"""The own path of the page that the calling code draws; "" in the frame around pages, and in apps without any."""

fragment: ContextVar[Fragment | None] = ContextVar("millstream_fragment", default=None)
"""The innermost fragment that the calling code is part of."""

is_protected: ContextVar[bool] = ContextVar("millstream_protected", default=False)
"""Whether the calling code runs to its end before something newer takes over: a callback, or `st.uninterrupted`."""
