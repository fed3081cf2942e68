"""The store on disk: what one process stores, others find, and no trouble of the medium breaks."""

from __future__ import annotations

import math
import os
import shutil
import stat
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.caching.api import Entry, Store
from millstream.caching.policy import Limits
from millstream.caching.snapshot import freeze
from millstream.caching.stores.disk import DiskStore
from millstream.storage import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from millstream.testing.manual import ManualTime

KEY = b"k" * 16
LARGE = np.arange(100_000)


def entry_files(store: DiskStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if len(path.name) == 30]


def test_disk_is_a_store(store: DiskStore) -> None:
    assert isinstance(store, Store)


def test_an_entry_comes_back_in_another_process_as_it_was(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    entry = make_entry(
        {"a": [1, (2, 3)]},
        tags=frozenset({"t"}),
        cost_seconds=1.5,
        expires_seconds=1060.0,
        arguments={"x": b"1"},
        parts={"f": b"2"},
    )
    assert process().put("f", entry)
    other = process()
    found = other.get("f", KEY)
    assert found is not None
    assert found.snapshot.open() == {"a": [1, (2, 3)]}
    for name in (
        *("key", "version", "born_seconds", "created_seconds", "cost_seconds"),
        *("expires_seconds", "tags", "arguments", "parts"),
    ):
        assert getattr(found, name) == getattr(entry, name), name
    assert other.holds("f", found)
    assert other.get("g", KEY) is None
    assert other.get("f", b"another key") is None


def test_what_was_drawn_comes_back(store: DiskStore, make_entry: Callable[..., Entry]) -> None:
    store.put("f", make_entry(1, recording=["drawn"]))
    found = store.get("f", KEY)
    assert found is not None
    assert found.recording == ["drawn"]


def test_asking_makes_no_folders_and_no_secret(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "cache")
    assert store.get("f", KEY) is None
    assert store.entries("f") == store.namespaces() == []
    assert store.usage("f").entries == 0
    store.clear("f")
    store.invalidate(["t"])
    store.clear_all()
    assert not store.folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
def test_what_is_kept_is_for_this_user_alone(
    store: DiskStore, make_entry: Callable[..., Entry]
) -> None:
    store.put("f", make_entry(LARGE))
    store.clear("g")
    store.invalidate(["t"])
    paths = [store.folder, *store.folder.rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()}
    assert modes == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}


def test_a_new_entry_replaces_the_old_one_for_all(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    one, two = process(), process()
    old, new = make_entry("old"), make_entry("new")
    one.put("f", old)
    read = two.get("f", KEY)
    assert read is not None
    one.put("f", new)
    assert not two.holds("f", read)
    assert not one.holds("f", old)
    assert one.holds("f", new)
    again = two.get("f", KEY)
    assert again is not None
    assert again.value == "new"
    assert two.usage("f").entries == 1


def test_one_who_reads_keeps_what_was_there(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    one, two = process(), process()
    one.put("f", make_entry({"a": LARGE, "b": pd.DataFrame({"c": LARGE})}))
    read = two.get("f", KEY)
    assert read is not None
    one.put("f", make_entry({"a": LARGE * 2}))
    one.clear("f")
    shutil.rmtree(one.folder)
    value = read.snapshot.open()
    assert (value["a"] == LARGE).all()
    assert (value["b"]["c"].to_numpy() == LARGE).all()


@pytest.mark.parametrize(
    "forget",
    [
        lambda store: store.remove("f", KEY),
        lambda store: store.clear("f"),
        lambda store: store.invalidate(["t", "u"]),
        lambda store: store.clear_all(),
        lambda store: store.prune(),
        lambda store: store.fit("f", Limits(max_entries=0)),
        lambda store: store.discard("f", store.get("f", KEY)),
    ],
    ids=["remove", "clear", "invalidate", "clear all", "prune", "fit", "discard"],
)
def test_what_one_process_forgets_all_forget(
    forget: Callable[[DiskStore], object],
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
) -> None:
    one, two = process(), process()
    one.put("f", make_entry(1, tags=frozenset({"t"})))
    read = two.get("f", KEY)
    assert read is not None
    forget(one)
    assert not two.holds("f", read)
    assert two.get("f", KEY) is None
    assert two.entries("f") == two.namespaces() == []
    assert two.put("f", make_entry(2))
    assert one.get("f", KEY) is not None


def test_forgetting_says_whether_it_was_there(
    store: DiskStore, make_entry: Callable[..., Entry]
) -> None:
    entry = make_entry()
    assert not store.remove("f", KEY)
    store.put("f", entry)
    assert store.remove("f", KEY)
    assert not store.remove("f", KEY)
    assert not store.discard("f", entry)


def test_an_entry_is_discarded_unless_another_has_taken_its_place(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    one, two = process(), process()
    old = make_entry("old")
    one.put("f", old)
    two.put("f", make_entry("new"))
    lease = two.lease("f", KEY)
    assert not one.discard("f", old)
    new = one.get("f", KEY)
    assert new is not None
    assert one.discard("f", new)
    assert one.get("f", KEY) is None
    assert two.put("f", make_entry("newer"), lease)


def test_other_functions_and_tags_stay(store: DiskStore, make_entry: Callable[..., Entry]) -> None:
    store.put("f", make_entry(1, tags=frozenset({"t"})))
    store.put("g", make_entry(2, tags=frozenset({"u"})))
    store.clear("h")
    store.invalidate(["v"])
    assert sorted(store.namespaces()) == ["f", "g"]
    store.invalidate(["t"])
    assert store.namespaces() == ["g"]
    store.clear("g")
    assert store.namespaces() == []


def test_entries_are_listed_oldest_first_and_read_when_asked_for(
    store: DiskStore, make_entry: Callable[..., Entry], time: ManualTime
) -> None:
    for number in range(5):
        store.put("f", make_entry([number], bytes([number] * 16)))
        time.advance(1.0)
    listed = store.entries("f")
    assert [entry.key[0] for entry in listed] == [0, 1, 2, 3, 4]
    assert [entry.snapshot.open() for entry in listed] == [[0], [1], [2], [3], [4]]
    store.clear("f")
    with pytest.raises(LookupError):
        listed[0].snapshot.open()


def test_the_usage_of_a_function_is_told(
    store: DiskStore, make_entry: Callable[..., Entry], time: ManualTime
) -> None:
    store.put("f", make_entry(1, b"1" * 16))
    time.advance(30.0)
    store.put("f", make_entry(2, b"2" * 16))
    usage = store.usage("f")
    assert usage.entries == 2
    assert usage.size_bytes == sum(path.stat().st_size for path in entry_files(store))
    assert usage.oldest_age_seconds == 30.0


def test_an_entry_that_came_from_another_store_is_known_by_its_version(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    one, two = process(), process()
    entry = make_entry(1)
    one.put("f", entry)
    from_afar = make_entry(1, version=entry.version)
    assert two.holds("f", from_afar)
    assert not two.holds("f", make_entry(1))
    assert not two.holds("f", make_entry(1, b"another key"))
    assert two.discard("f", from_afar)
    assert not one.holds("f", entry)


# --- Leases ----------------------------------------------------------------------------------


def test_one_lease_of_a_call_is_given_at_a_time(process: Callable[..., DiskStore]) -> None:
    one, two = process(), process()
    lease = one.lease("f", KEY)
    assert lease is not None
    assert lease.name == one.lease_name("f", KEY) == two.lease_name("f", KEY)
    assert two.lease("f", KEY) is None
    assert two.lease("f", b"another key") is not None
    assert two.lease("g", KEY) is not None
    lease.announce(frozenset({b"a" * 16, b"b" * 16}))
    assert two.announced(lease.name) == {b"a" * 16, b"b" * 16}
    lease.announce(frozenset())
    assert two.announced(lease.name) == frozenset()
    lease.release()
    lease.release()
    assert two.announced(lease.name) == frozenset()
    again = two.lease("f", KEY)
    assert again is not None
    again.release()


@pytest.mark.parametrize(
    "forget",
    [
        lambda store: store.remove("f", KEY),
        lambda store: store.clear("f"),
        lambda store: store.invalidate(["t"]),
        lambda store: store.clear_all(),
    ],
    ids=["remove", "clear", "invalidate", "clear all"],
)
def test_what_was_cleared_while_it_was_computed_is_not_kept(
    forget: Callable[[DiskStore], object],
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
) -> None:
    one, two = process(), process()
    # Without a folder nothing has to be cleared; here is one.
    one.put("f", make_entry(0, b"other key"))
    lease = one.lease("f", KEY, frozenset({"t"}))
    assert lease is not None
    forget(two)
    entry = make_entry(1, tags=frozenset({"t"}))
    assert not one.put("f", entry, lease)
    assert not one.holds("f", entry)
    assert two.get("f", KEY) is None
    # Who comes now does not wait for a result that will not be kept.
    newer = two.lease("f", KEY, frozenset({"t"}))
    assert newer is not None
    lease.release()
    assert one.lease("f", KEY, frozenset({"t"})) is None
    assert two.put("f", make_entry(2, tags=frozenset({"t"})), newer)


def test_clearing_something_else_voids_no_lease(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    one, two = process(), process()
    lease = one.lease("f", KEY, frozenset({"t"}))
    two.remove("f", b"other")
    two.clear("g")
    two.invalidate(["u"])
    assert two.lease("f", KEY, frozenset({"t"})) is None
    assert one.put("f", make_entry(1, tags=frozenset({"t"})), lease)


# --- Clocks ----------------------------------------------------------------------------------


def age(store: DiskStore, time: ManualTime) -> float:
    found = store.get("f", KEY)
    assert found is not None
    return time.monotonic() - found.born_seconds


@pytest.mark.parametrize("step_seconds", [-1e6, 1e6])
def test_setting_the_clock_changes_no_age_within_a_boot(
    step_seconds: float,
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    time: Any,
) -> None:
    process().put("f", make_entry())
    time.advance(10.0)
    time.step_seconds = step_seconds
    assert age(process(), time) == 10.0
    assert process().usage("f").oldest_age_seconds == 10.0


def test_after_a_boot_the_wall_clock_tells_the_age(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], time: Any
) -> None:
    process(boot="before").put("f", make_entry())
    time.step_seconds = 500.0
    assert age(process(), time) == 500.0
    # What seems to come from the future is older than any limit.
    time.step_seconds = -500.0
    assert age(process(), time) > 1e9


def test_what_is_stored_after_the_clock_was_set_back_is_not_the_oldest(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], time: Any
) -> None:
    store = process()
    store.put("f", make_entry(1, b"1" * 16))
    time.step_seconds = -5000.0
    store.put("f", make_entry(2, b"2" * 16))
    store.fit("f", Limits(max_entries=1))
    assert [entry.key for entry in store.entries("f")] == [b"2" * 16]


# --- Steps -----------------------------------------------------------------------------------


def test_the_steps_of_writes_and_removals_are_told(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    steps: list[str] = []
    store = process(fault=steps.append, sync=True)
    writing = ["write.open", *["write.content"] * 2, "write.sync", "write.rename", "write.done"]

    def done(*_: object) -> list[str]:
        told = list(steps)
        steps.clear()
        return told

    store.put("f", make_entry())
    assert done() == writing
    store.remove("f", KEY)
    assert done() == ["remove.lease", "remove.entry"]
    store.clear("f")
    renewing = ["write.open", "write.content", "write.sync", "", "write.rename", "write.done"]
    assert done() == [*(step or "clear.epoch" for step in renewing), "clear.sweep"]
    store.invalidate(["t"])
    assert done() == [step or "invalidate.epoch" for step in renewing]
    store.put("f", make_entry())
    done()
    store.prune()
    assert done() == ["prune.entry"]
    store.put("f", make_entry())
    store.clear("f")
    assert done()[-2:] == ["clear.sweep", "sweep.entry"]
    store.put("f", make_entry())
    done()
    store.fit("f", Limits(max_entries=0))
    assert done() == ["evict.entry"]


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    "step", ["write.open", "write.content", "write.sync", "write.rename", "write.done"]
)
def test_a_write_that_is_stopped_leaves_the_old_entry_or_the_new(
    step: str, process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    def stop(reached: str) -> None:
        if reached == step:
            raise KilledError

    process().put("f", make_entry("old"))
    with pytest.raises(KilledError):
        process(fault=stop, sync=True).put("f", make_entry("new"))
    found = process().get("f", KEY)
    assert found is not None
    assert found.value == ("new" if step == "write.done" else "old")


def test_no_warning_is_given_without_trouble(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store = process(sync=True)
        lease = store.lease("f", KEY)
        assert store.put("f", make_entry(LARGE), lease)
        assert lease is not None
        lease.release()
        assert store.get("f", KEY) is not None
        store.clear("f")
        store.clear_all()


def test_the_ttl_of_an_entry_without_one_is_endless(
    store: DiskStore, make_entry: Callable[..., Entry]
) -> None:
    store.put("f", make_entry())
    found = store.get("f", KEY)
    assert found is not None
    assert found.expires_seconds == math.inf


def test_a_frozen_snapshot_is_stored_as_a_lent_one(
    process: Callable[..., DiskStore],
) -> None:
    store = process()
    for number, value in enumerate((LARGE, pd.DataFrame({"a": LARGE}), [LARGE])):
        key = bytes([number] * 16)
        store.put("f", Entry(key, freeze(value)))
        found = store.get("f", key)
        assert found is not None
        opened = found.snapshot.open()
        content = opened["a"] if number == 1 else opened[0] if number == 2 else opened
        assert (np.asarray(content) == LARGE).all()


def test_names_of_drafts_are_not_listed(store: DiskStore, make_entry: Callable[..., Entry]) -> None:
    store.put("f", make_entry())
    (path,) = entry_files(store)
    path.with_name(f"{files.DRAFT_PREFIX}0011223344556677").write_bytes(b"half")
    path.with_name("README").write_bytes(b"something else")
    assert len(store.entries("f")) == store.usage("f").entries == 1
    assert [verdict.problem for verdict in store.verify()] == [""]
