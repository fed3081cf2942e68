"""Functions with `persist`: processes that share a folder share results, limits and clears."""

from __future__ import annotations

import gc
import os
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from millstream.caching.errors import CacheStoreWarning
from millstream.caching.snapshot.loans import Loan
from millstream.caching.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from millstream.testing.manual import ManualTime


LARGE = np.arange(200_000)


def test_results_survive_and_are_shared(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one = define(start(), ran)
    first = one(2)
    again = define(start(), ran)(2)
    assert ran == [2]
    assert type(again["rows"]) is np.ndarray
    assert (again["rows"] == first["rows"]).all()


def test_nobody_sees_the_changes_of_another(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one, two = define(start(), ran), define(start(), ran)
    for load in (one, two, one, two):
        value = load(1)
        assert (value["rows"] == LARGE).all()
        value["rows"][:] = 0
        value["x"] = None
    assert ran == [1]


def test_what_the_function_keeps_of_its_result_is_not_shared(
    start: Callable[..., Any],
) -> None:
    process = start()
    kept: list[Any] = []

    @process.cache_data(persist=True, track="code")
    def load() -> Any:
        kept.append({"a": LARGE.copy()})
        return kept[0]

    first = load()
    kept[0]["a"][:] = 0
    assert (first["a"] == LARGE).all()
    assert (load()["a"] == LARGE).all()


def test_a_large_result_lies_in_the_file_and_not_in_memory(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    process = start()
    define(process, [])(1)
    (entry,) = process.registry.store.entries(process.store.namespaces()[0])
    assert not isinstance(entry.snapshot, Loan)
    paths = process.store.folder.rglob("?" * 30)
    if os.path.exists("/proc/self/fd"):
        opened = {
            os.readlink(f"/proc/self/fd/{number}")
            for number in os.listdir("/proc/self/fd")
            if os.path.islink(f"/proc/self/fd/{number}")
        }
        assert {str(path) for path in paths} <= opened


@pytest.mark.parametrize("trouble", ["full disk", "no pickle", "cleared"])
def test_a_result_that_cannot_be_kept_is_private_all_the_same(
    trouble: str, start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start(allow_pickle=False)
    source = LARGE.copy()

    @process.cache_data(persist=True, track="code")
    def load() -> Any:
        if trouble == "cleared":
            load.clear()
        return {"a": source} if trouble == "no pickle" else source

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    if trouble == "full disk":
        monkeypatch.setattr(os, "writev", refuse)
    if trouble == "cleared":
        first = load()
    else:
        with pytest.warns(CacheStoreWarning):
            first = load()
    array = first["a"] if trouble == "no pickle" else first
    array[:] = 0
    assert (source == LARGE).all()
    second = load()
    assert ((second["a"] if trouble == "no pickle" else second) == LARGE).all()


def test_resources_and_what_belongs_to_a_session_stay_in_memory(
    start: Callable[..., Any],
) -> None:
    process = start(persist_all=True)

    @process.cache_resource
    def connect() -> object:
        return threading.Lock()

    @process.cache_data(scope="session")
    def mine() -> int:
        return 1

    @process.cache_data
    def kept() -> int:
        return 1

    connect(), mine(), kept()
    assert len(process.store.namespaces()) == 1
    assert "kept" in process.store.namespaces()[0]


def test_a_store_for_all_needs_no_persist(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    define(start(persist_all=True), ran, persist=None)(1)
    define(start(persist_all=True), ran, persist=None)(1)
    define(start(), ran, persist=None)(1)
    assert ran == [1, 1]


# --- Limits, clears and statistics -----------------------------------------------------------


def test_a_ttl_holds_for_all(
    start: Callable[..., Any], time: ManualTime, define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one, two = define(start(), ran, ttl=10), define(start(), ran, ttl=10)
    one(1)
    time.advance(6.0)
    two(1)
    assert two.info().age_seconds == 6.0
    time.advance(5.0)
    assert one.info().entries == two.info().entries == 0
    two(1)
    one(1)
    assert ran == [1, 1]


def test_a_shorter_ttl_holds_for_what_was_stored_under_a_longer_one(
    start: Callable[..., Any], time: ManualTime, define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    define(start(), ran, ttl=100)(1)
    time.advance(20.0)
    process = start()
    reads: list[bytes] = []
    get = process.store.get
    process.store.get = lambda *call: reads.append(call[1]) or get(*call)  # type: ignore[method-assign,func-returns-value]
    define(process, ran, ttl=10)(1)
    assert ran == [1, 1]
    # Found too old once, and found again when it was written anew.
    assert len(reads) <= 4


def test_limits_hold_for_all_together(
    start: Callable[..., Any], define: Callable[..., Any], time: ManualTime
) -> None:
    ran: list[int] = []
    one, two = define(start(), ran, max_entries=2), define(start(), ran, max_entries=2)
    for load, x in ((one, 1), (two, 2), (one, 3)):
        load(x)
        time.advance(1.0)
    assert one.info().entries == two.info().entries == 2
    assert (two(3)["rows"] == LARGE * 3).all()
    two(1)
    assert ran == [1, 2, 3, 1]
    small = define(start(), ran, max_size="2MB")
    assert small.info().entries == 1


def test_functions_of_one_name_in_two_scripts_are_told_apart(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    process = start()
    source = "@cache_data(persist=True, max_entries=limit)\ndef load(x):\n    return [x]\n"

    def run(name: str, limit: int) -> Any:
        (tmp_path / name).write_text(source)
        names = {"__name__": "__main__", "cache_data": process.cache_data, "limit": limit}
        exec(compile(source, tmp_path / name, "exec"), names)
        return names["load"]

    one, two = run("one.py", 3), run("two.py", 1)
    for x in range(4):
        one(x), two(x)
    assert sorted(process.store.namespaces()) == ["data:one.load", "data:two.load"]
    assert (one.info().entries, two.info().entries) == (3, 1)
    two.clear()
    assert one.info().entries == 3


def test_a_script_shares_with_the_processes_that_are_spawned_for_it(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    source = "ran = []\n@cache_data(persist=True)\ndef load(x):\n    return [x]\n"
    (tmp_path / "one.py").write_text(source)
    found = []
    for name in ("__main__", "__mp_main__"):
        process = start()
        names = {"__name__": name, "cache_data": process.cache_data}
        exec(compile(source, tmp_path / "one.py", "exec"), names)
        names["load"](1)  # type: ignore[operator]
        found.append(names["load"].info().hits)  # type: ignore[attr-defined]
    assert found == [0, 1]
    assert process.store.namespaces() == ["data:one.load"]


def test_clears_reach_all(start: Callable[..., Any], define: Callable[..., Any]) -> None:
    ran: list[int] = []
    one, two = start(), start()
    first, second = define(one, ran, tags=["t"]), define(two, ran, tags=["t"])

    def run() -> list[int]:
        ran.clear()
        for x in (1, 2):
            first(x), second(x)
        return list(ran)

    assert run() == [1, 2]
    assert run() == []
    first.clear(1)
    assert run() == [1]
    second.clear()
    assert run() == [1, 2]
    one.registry.invalidate(["t"])
    assert run() == [1, 2]
    two.cache_data.clear(tags="t")
    assert run() == [1, 2]
    two.cache_resource.clear(tags="t")
    assert run() == []
    two.cache_data.clear()
    assert run() == [1, 2]


def test_clearing_everything_reaches_functions_that_are_not_defined_here(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    define(start(), [])(1)
    other = start()
    other.cache_data.clear()
    assert other.store.namespaces() == []


def test_the_statistics_tell_of_all_entries_and_of_the_hits_here(
    start: Callable[..., Any], time: ManualTime, define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one, two = define(start(), ran), define(start(), ran)
    one(1), one(1), two(1), two(2)
    time.advance(5.0)
    here, there = one.info(), two.info()
    assert here.entries == there.entries == 2
    assert here.size_bytes == there.size_bytes > 2 * LARGE.nbytes
    assert here.age_seconds == there.age_seconds == 5.0
    assert (here.hits, here.misses) == (there.hits, there.misses) == (1, 1)
    assert two.explain(1).outcome == "hit"
    assert define(start(), ran).explain(3).outcome == "miss"


def test_entries_that_are_gone_let_go_of_their_files(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    if not os.path.exists("/proc/self/fd"):
        pytest.skip("needs /proc")
    process = start()
    load = define(process, [])
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    for x in range(10):
        load(x)
    assert len(os.listdir("/proc/self/fd")) > before
    load.clear()
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


def test_another_store_can_be_chosen_for_what_is_called_from_now_on(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    process = start()
    store = MemoryStore()
    process.registry.use(lambda: store, persist_all=True)
    define(process, [], persist=None)(1)
    assert process.store.namespaces() == []
    assert len(store.namespaces()) == 1
    process.registry.use(None)
    assert process.registry.tiers() is None
