"""Large payloads by content: made once, however often they are drawn, and fetched over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from weakref import WeakValueDictionary

from blake3 import blake3


@dataclass(slots=True, weakref_slot=True)
class MediaFile:
    """A payload with its address; `content` may be made when it is asked for first."""

    url: str
    media_type: str
    content: bytes | Callable[[], bytes]
    lock: Lock

    def read(self) -> bytes:
        """Give the bytes."""
        with self.lock:
            if not isinstance(self.content, bytes):
                self.content = self.content()
            return self.content


class Media:
    """The payloads that some session's page shows.

    A payload lives while somebody holds its `MediaFile`: a session holds those that its page names.

    Parameters
    ----------
    base
        The path below which the app lives.
    """

    def __init__(self, base: str = "") -> None:
        self._folder = f"/{base}/media/" if base else "/media/"
        self._files: WeakValueDictionary[str, MediaFile] = WeakValueDictionary()
        self._lock = Lock()

    def add(
        self,
        content: bytes | Callable[[], bytes],
        media_type: str,
        extension: str,
        digest: bytes | None = None,
    ) -> MediaFile:
        """Keep a payload under its digest, which is that of the bytes unless it is given."""
        if digest is None:
            assert isinstance(content, bytes), "a payload to be made later needs its digest now"
            digest = blake3(content).digest()
        url = f"{self._folder}{digest[:20].hex()}.{extension}"
        with self._lock:
            file = self._files.get(url)
            if file is None:
                file = MediaFile(url, media_type, content, Lock())
                self._files[url] = file
            return file

    def get(self, url: str) -> MediaFile | None:
        """Find a payload by its address."""
        return self._files.get(url)
