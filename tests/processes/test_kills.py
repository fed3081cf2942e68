"""kill -9 at every step of what changes files leaves the old entry, the new one or none."""

from __future__ import annotations

import os
import random
import shutil
import signal
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching.api import Entry
from millstream.caching.policy import Limits
from millstream.caching.snapshot import freeze
from millstream.testing.manual import ManualTime

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Crew

    from millstream.caching.api import Lease
    from millstream.caching.stores.disk import DiskStore

SPACE = "data:worker.stored"
OLD = {b"1": b"00000001", b"2": b"00000002", b"3": b"00000003"}
TAGS = {b"1": "red", b"2": "blue", b"3": ""}
SMALL, LARGE = 2_000, 600_000
DEEP = os.environ.get("MILLSTREAM_PROFILE") == "deep"


def put(
    store: DiskStore,
    time: ManualTime,
    key: bytes,
    value: bytes,
    *tags: str,
    lease: Lease | None = None,
) -> bool:
    time.advance(0.001)
    entry = Entry(
        key,
        freeze(value),
        born_seconds=time.monotonic(),
        created_seconds=time.wall(),
        cost_seconds=1.0,
        tags=frozenset(filter(None, tags)),
    )
    return store.put(SPACE, entry, lease)


@pytest.fixture
def before(tmp_path: Path, open_store: Callable[..., DiskStore]) -> Path:
    """A folder with three entries; two carry a tag, one is large enough to be mapped."""
    folder, time = tmp_path / "before", ManualTime(-10.0)
    store = open_store(folder, time)
    for key, part in OLD.items():
        put(store, time, key, part * ((LARGE if key == b"2" else SMALL) // 8), TAGS[key])
    return folder


def found(store: DiskStore) -> dict[bytes, tuple[bytes, int]]:
    """Give what each key holds (its first bytes and its length), all of it whole."""
    values: dict[bytes, tuple[bytes, int]] = {}
    for key in (*OLD, b"9"):
        entry = store.get(SPACE, key)
        if entry is not None:
            value = entry.snapshot.open()
            assert value == value[:8] * (len(value) // 8)
            values[key] = (value[:8], len(value))
    return values


BEFORE = {
    b"1": (b"00000001", SMALL),
    b"2": (b"00000002", LARGE),
    b"3": (b"00000003", SMALL),
}
NEW_SMALL = {**BEFORE, b"9": (b"00000009", SMALL)}
NEW_LARGE = {**BEFORE, b"9": (b"00000009", LARGE)}
REPLACED = {**BEFORE, b"1": (b"00000001", SMALL + 8)}
REPLACED_LARGE = {**BEFORE, b"1": (b"00000001", LARGE)}


def without(*keys: bytes) -> dict[bytes, tuple[bytes, int]]:
    return {key: value for key, value in BEFORE.items() if key not in keys}


# What may be there when a process was killed while it did something: before it, or after.
OUTCOMES: dict[str, list[dict[bytes, tuple[bytes, int]]]] = {
    "put": [BEFORE, NEW_SMALL],
    "put large": [BEFORE, NEW_LARGE],
    "replace": [BEFORE, REPLACED],
    "replace large": [BEFORE, REPLACED_LARGE],
    "remove": [BEFORE, without(b"1")],
    "discard": [BEFORE, without(b"1")],
    "clear": [BEFORE, {}],
    "clear all": [BEFORE, {}],
    "invalidate": [BEFORE, without(b"2"), without(b"1", b"2")],
    "fit": [BEFORE, without(b"1"), without(b"1", b"2")],
    "evict": [BEFORE, without(b"2")],
    "prune": [BEFORE, without(b"1")],
}
# As many steps as each has at least: a step that is no longer told would be missed here.
STEPS = {
    "put": 6,
    "put large": 6,
    "replace": 6,
    "replace large": 6,
    "remove": 2,
    "discard": 0,
    "clear": 5,
    "clear all": 4,
    "invalidate": 8,
    "fit": 2,
    "evict": 1,
    "prune": 0,
}


@pytest.mark.parametrize("operation", OUTCOMES)
def test_a_kill_at_any_step_leaves_old_new_or_nothing(
    crew: Crew,
    tmp_path: Path,
    before: Path,
    open_store: Callable[..., DiskStore],
    operation: str,
) -> None:
    outcomes = []
    for step in range(100):
        folder = tmp_path / f"{step}"
        shutil.copytree(before, folder)
        (process,) = crew.begin(1, folder)
        death = process.ask("doom", operation, step)
        outcomes.append(found(open_store(folder)))
        assert outcomes[-1] in OUTCOMES[operation], f"at step {step}"
        stays_usable(open_store, folder, ManualTime(1.0))
        if death is None:
            break
        assert death == signal.SIGKILL
    assert outcomes[-1] == OUTCOMES[operation][-1]
    assert step >= STEPS[operation]


def stays_usable(open_store: Callable[..., DiskStore], folder: Path, time: ManualTime) -> None:
    """Check that nothing is damaged or locked, and that all goes on."""
    store = open_store(folder, time)
    assert [each.problem for each in store.verify() if each.problem] == []
    listed = [entry.key for entry in store.entries(SPACE)]
    # What carries an invalid tag is counted until it is swept.
    assert store.usage(SPACE).entries >= len(listed)
    for key in (*OLD, b"9"):
        lease = store.lease(SPACE, key)
        assert lease is not None, "the lease of a killed process is held"
        assert put(store, time, key, key * 10, lease=lease)
        lease.release()
        again = open_store(folder, time).get(SPACE, key)
        assert again is not None
        assert again.snapshot.open() == key * 10
    store.fit(SPACE, Limits(max_entries=2))
    assert [entry.key for entry in store.entries(SPACE)] == [b"3", b"9"]
    store.clear(SPACE)
    assert open_store(folder, time).entries(SPACE) == []


@pytest.mark.parametrize("operation", ["clear", "clear all"])
def test_what_a_killed_process_did_not_sweep_is_swept_by_the_next_prune(
    crew: Crew,
    tmp_path: Path,
    before: Path,
    open_store: Callable[..., DiskStore],
    operation: str,
) -> None:
    (process,) = crew.begin(1, before)
    for step in range(100):
        folder = tmp_path / f"{step}"
        shutil.copytree(before, folder)
        process.ask("begin", str(folder))
        if process.ask("doom", operation, step) is None:
            break
        store = open_store(folder)
        cleared = found(store) == {}
        store.prune()
        assert not cleared or entry_files(folder) == []


def entry_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("functions/*/*/*/*") if len(path.name) == 30]


@pytest.mark.timeout(900 if DEEP else 60)
@pytest.mark.parametrize("seed", range(6 if DEEP else 1))
def test_kills_at_random_leave_whole_entries_and_free_leases(
    crew: Crew, tmp_path: Path, open_store: Callable[..., DiskStore], seed: int
) -> None:
    chance = random.Random(seed)
    parents = crew.begin(3, tmp_path)
    children = [(each, each.ask("churn", chance.random())) for each in parents]
    done: list[str] = []
    for _ in range(500 if DEEP else 40):
        done.append(crew.log.take(chance.randrange(1, 40)))
        parent, child = children.pop(chance.randrange(len(children)))
        parent.ask("reap", child)
        children.append((parent, parent.ask("churn", chance.random())))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found_now: dict[bytes, Any] = found(open_store(tmp_path))
        assert set(found_now) <= set(OLD)
    for parent, child in children:
        parent.ask("reap", child)
    assert set("".join([*done, *crew.log.rest()])) == {"."}
    stays_usable(open_store, tmp_path, ManualTime(1e6))
