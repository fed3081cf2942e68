"""Which run the calling code belongs to, and where in the page it draws."""

from __future__ import annotations

from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any

from millstream.script.control import Interrupted
from millstream.tree import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from millstream.protocol.messages import Client, Page
    from millstream.script.media import Media, MediaFile
    from millstream.script.source import Script
    from millstream.state import SessionValues


class Run:
    """One run of a script for one session: what it draws into, what it reads, and whether it should end.

    Drawing takes `lock`, so that the page can be compared and sent while the script goes on.
    """

    __slots__ = (
        "changes",
        "client",
        "closed",
        "files",
        "interrupted",
        "lock",
        "main",
        "media",
        "namespace",
        "page",
        "recording",
        "root",
        "script",
        "session_id",
        "sidebar",
        "state",
        "warned",
    )

    def __init__(
        self,
        *,
        script: Script,
        namespace: dict[str, Any],
        state: SessionValues,
        media: Media,
        client: Client,
        session_id: str,
        root: Draft,
        changes: Mapping[str, Any],
    ) -> None:
        assert root.children is not None
        self.script = script
        self.namespace = namespace
        self.state = state
        self.media = media
        self.client = client
        self.session_id = session_id
        self.root = root
        self.main, self.sidebar = root.children
        self.changes = changes
        self.page: Page | None = None
        self.files: list[MediaFile] = []
        self.recording = 0  # how many cached functions draw at the moment
        self.warned: set[str] = set()
        self.lock = Lock()
        self.interrupted = False
        self.closed = False

    def checkpoint(self) -> None:
        """Leave the script here if something newer waits."""
        if self.interrupted:
            raise Interrupted

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

    def draw(self, change: Callable[[Draft], None], draft: Draft) -> None:
        """Change the page: at a checkpoint, and not while it is being compared."""
        if self.interrupted:
            raise Interrupted
        with self.lock:
            change(draft)


current: ContextVar[Run | None] = ContextVar("millstream_run", default=None)
"""The run that the calling code belongs to; None in programs that no one serves."""

place: ContextVar[Draft | None] = ContextVar("millstream_place", default=None)
"""The block of the innermost `with`; None is the middle of the page."""
