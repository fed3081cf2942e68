"""What one test of a store works with: a folder, a time, stores, and entries to put into them."""

from __future__ import annotations

import math
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from millstream.caching.api import Entry, Store
from millstream.caching.snapshot import freeze
from millstream.testing.manual import ManualTime


class StoreCase:
    """The part of the exam that its author fills in, and what the tests use of it."""

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        """Return a view of the entries that belong to a folder, whose ages `time` tells.

        Parameters
        ----------
        folder
            An empty folder at first. What has no files takes it as a name.
        time
            The clock to give to the store.
        """
        raise NotImplementedError

    @cached_property
    def folder(self) -> Path:
        """The folder of this test; it goes when the test is forgotten."""
        folder = tempfile.mkdtemp(prefix="millstream-store-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    @cached_property
    def time(self) -> ManualTime:
        """The time of this test."""
        return ManualTime(1000.0)

    def open(self) -> Store:
        """Return one more view of the entries of this test."""
        return self.open_store(self.folder, self.time)

    def entry(
        self,
        key: bytes,
        value: Any = 1,
        *,
        tags: Iterable[str] = (),
        ttl_seconds: float = math.inf,
        **fields: Any,
    ) -> Entry:
        """Return an entry as it comes from a computation; a moment goes by, so each is younger."""
        self.time.advance(0.001)
        born = self.time.monotonic()
        return Entry(
            key,
            freeze(value),
            born_seconds=born,
            created_seconds=self.time.wall(),
            expires_seconds=born + ttl_seconds,
            tags=frozenset(tags),
            **fields,
        )


def value_of(store: Store, namespace: str, key: bytes) -> Any:
    """Return the value of an entry that has to be there."""
    found = store.get(namespace, key)
    assert found is not None, f"expected an entry of {namespace!r} under {key!r}; there is none"
    return found.snapshot.open()


def keys_of(store: Store, namespace: str) -> list[bytes]:
    """Return the keys of a function in the order of their age."""
    return [entry.key for entry in store.entries(namespace)]


def all_at_once(works: Iterable[Callable[[], object]]) -> None:
    """Run each in a thread of its own, and raise the first error of one."""
    errors: list[BaseException] = []

    def attempt(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=attempt, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
