"""The store of sessions in memory passes the exam of all stores."""

from __future__ import annotations

from pathlib import Path

from millstream.testing.manual import ManualTime
from millstream.testing.session_stores import MemorySessionStore, SessionStoreConformance


class TestMemory(SessionStoreConformance):
    """One memory for all views of a folder."""

    _stores: dict[object, MemorySessionStore]

    def setup_method(self) -> None:
        self._stores = {}

    def open_store(self, folder: object, time: ManualTime) -> MemorySessionStore:
        assert isinstance(folder, Path)
        return self._stores.setdefault(folder, MemorySessionStore(time))
