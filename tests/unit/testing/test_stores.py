"""The stores of cached results pass the exam of all stores, and a faulty one does not."""

from __future__ import annotations

import unittest
from typing import TYPE_CHECKING

import pytest

from millstream.caching.stores.disk import DiskStore
from millstream.caching.stores.memory import MemoryStore
from millstream.caching.stores.tiered import TieredStore
from millstream.testing.manual import ManualExecutor
from millstream.testing.stores import StoreConformance

if TYPE_CHECKING:
    from pathlib import Path

    from millstream.caching.api import Entry, Store
    from millstream.testing.manual import ManualTime


class OnePerFolder(StoreConformance):
    """A store that lives in one process is the same for all views of a folder."""

    def make_store(self, time: ManualTime) -> Store:
        raise NotImplementedError

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        stores: dict[Path, Store] = self.__dict__.setdefault("stores", {})
        if folder not in stores:
            stores[folder] = self.make_store(time)
        return stores[folder]


class TestMemory(OnePerFolder):
    """In memory alone."""

    def make_store(self, time: ManualTime) -> Store:
        return MemoryStore(time.monotonic)


def disk(folder: Path, time: ManualTime, **options: bool) -> DiskStore:
    return DiskStore(
        folder, clock=time, executor=ManualExecutor(), signing_key=b"s" * 32, **options
    )


class TestDisk(StoreConformance):
    """In files alone."""

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        return disk(folder, time)


class TestSyncedDisk(StoreConformance):
    """In files that have reached the disk before they count."""

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        return disk(folder, time, sync=True)


class TestTiered(StoreConformance):
    """In a memory of each view over files of all."""

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        return TieredStore(MemoryStore(time.monotonic), disk(folder, time))


class TestTieredOverMemory(OnePerFolder):
    """In memory over memory."""

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        return TieredStore(MemoryStore(time.monotonic), super().open_store(folder, time))

    def make_store(self, time: ManualTime) -> Store:
        return MemoryStore(time.monotonic)


class TestThreeTiers(StoreConformance):
    """In memory over files over files: as a third tier for many hosts will be."""

    def open_store(self, folder: Path, time: ManualTime) -> Store:
        host = TieredStore(MemoryStore(time.monotonic), disk(folder / "host", time))
        return TieredStore(host, disk(folder / "remote", time))


# --- the exam itself -----------------------------------------------------------------------------


class Forgetful(MemoryStore):
    """Keeps nothing."""

    def put(self, namespace: str, entry: Entry, lease: object = None) -> bool:
        return True


class Clinging(MemoryStore):
    """Forgets nothing of a function that is cleared."""

    def clear(self, namespace: str) -> None:
        pass


class Generous(MemoryStore):
    """Keeps what was computed under a void lease."""

    def put(self, namespace: str, entry: Entry, lease: object = None) -> bool:
        return super().put(namespace, entry)


class Careless(MemoryStore):
    """Discards whatever has the key."""

    def discard(self, namespace: str, entry: Entry) -> bool:
        return self.remove(namespace, entry.key)


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (Forgetful, "test_every_kind_of_value_comes_back"),
        (Clinging, "test_clear_forgets_one_function"),
        (Generous, "test_nothing_is_kept_of_a_computation_that_was_cleared"),
        (Careless, "test_discard_takes_the_entry_that_is_meant_and_no_other"),
    ],
)
def test_a_faulty_store_fails_where_it_is_faulty(kind: type[MemoryStore], fault: str) -> None:
    class Exam(OnePerFolder, unittest.TestCase):
        def make_store(self, time: ManualTime) -> Store:
            return kind(time.monotonic)

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Exam).run(result)
    failed = {test.id().rpartition(".")[2] for test, _ in [*result.failures, *result.errors]}
    assert fault in failed
    assert "test_a_store_has_every_method" not in failed


def test_the_folder_of_a_test_goes_with_it() -> None:
    test = TestDisk()
    folder = test.folder
    assert folder.is_dir()
    del test
    assert not folder.exists()
