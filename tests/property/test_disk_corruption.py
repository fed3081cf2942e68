"""Files of the cache that are damaged, swapped or forged are misses: never executed, never wrong."""

from __future__ import annotations

import datetime
import os
import pickle
import shutil
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from millstream.caching.api import Entry
from millstream.caching.errors import CacheStoreWarning
from millstream.caching.policy import Limits
from millstream.caching.snapshot import freeze
from millstream.caching.stores.disk import DiskStore
from millstream.storage.envelope import Gathered, Sealer
from millstream.storage.files import Draft, MappedFile
from millstream.testing.manual import ManualExecutor, ManualTime

CORRUPTIONS = 10_000 if os.environ.get("MILLSTREAM_PROFILE") == "deep" else 500
SPACES = ("data:app.load", "data:app.total")
KEY = bytes(range(32))

VALUES: dict[bytes, Any] = {
    b"plain": {"a": [1, 2.5, None], "b": "text"},
    b"text": "y" * 400_000,
    b"pickle": [datetime.date(2026, 1, day) for day in range(1, 20)],
    b"array": np.arange(100.0),
    b"large array": np.arange(60_000.0).reshape(-1, 4),
    b"frame": pd.DataFrame({"a": range(50), "b": [f"text {i}" for i in range(50)]}),
    b"table": pa.table({"a": list(range(50)), "b": ["x"] * 50}),
    b"parts": {"array": np.arange(70_000), "more": [datetime.date(2026, 1, 1)]},
}

executed: list[str] = []


class Forged:
    """What says that it was unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return executed.append, ("a forged pickle was executed",)


def open_store(folder: Path) -> DiskStore:
    return DiskStore(
        folder,
        signing_key=KEY,
        clock=ManualTime(10.0),
        executor=ManualExecutor(),
        boot="this one",
    )


def put_all(store: DiskStore) -> None:
    for namespace in SPACES:
        for key, value in VALUES.items():
            entry = Entry(key, freeze((namespace, value)), tags=frozenset({"tag"}))
            assert store.put(namespace, entry)


def is_right(namespace: str, key: bytes, found: Any) -> bool:
    name, value = found
    expected = VALUES[key]
    if name != namespace or type(value) is not type(expected):
        return False
    if key == b"parts":
        same: bool = np.array_equal(value["array"], expected["array"])
        return same and value["more"] == expected["more"]
    if isinstance(expected, np.ndarray):
        return np.array_equal(value, expected)
    if isinstance(expected, (pd.DataFrame, pa.Table)):
        return bool(value.equals(expected))
    return bool(value == expected)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with values of every form, each under two functions, and an epoch file of each kind."""
    folder = tmp_path_factory.mktemp("pristine")
    store = open_store(folder)
    put_all(store)
    for namespace in SPACES:
        store.clear(namespace)
    store.invalidate(["tag"])
    put_all(store)
    return folder


# --- ways to do harm -------------------------------------------------------------------------------


def flip_bits(path: Path, chance: Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 1, 2, 50])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def flip_a_bit_of_the_head(path: Path, chance: Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(min(len(content), 600))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def truncate(path: Path, chance: Random) -> None:
    size = path.stat().st_size
    os.truncate(path, chance.choice([0, 1, 15, 47, 48, size - 1, chance.randrange(size)]) % size)


def extend(path: Path, chance: Random) -> None:
    with path.open("ab") as file:
        file.write(chance.randbytes(chance.choice([1, 64, 5000])))


def blank(path: Path, chance: Random) -> None:
    """Zero a range, as file systems do that lose a block."""
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content))
    length = min(chance.choice([1, 512, 4096, len(content)]), len(content) - start)
    content[start : start + length] = bytes(length)
    path.write_bytes(content)


def shuffle(path: Path, chance: Random) -> None:
    content = path.read_bytes()
    middle = chance.randrange(len(content))
    path.write_bytes(content[middle:] + content[:middle])


def scribble(path: Path, chance: Random) -> None:
    path.write_bytes(chance.randbytes(chance.choice([1, 48, 5000])))


def forge_in_place(path: Path, chance: Random) -> None:
    """Put a pickle over a part of the file."""
    content = bytearray(path.read_bytes())
    forged = pickle.dumps(Forged(), protocol=5)
    start = chance.randrange(max(len(content) - len(forged), 1))
    content[start : start + len(forged)] = forged
    path.write_bytes(content)


def forge_whole(path: Path, chance: Random) -> None:
    """Write a whole envelope, sealed with another key, in the form of the one that was there."""
    mine, other = Sealer(KEY), Sealer(chance.randbytes(32))
    file = MappedFile(path)
    try:
        envelope = mine.open(file)
    finally:
        file.close()
    forged = pickle.dumps(Forged(), protocol=5)
    sections = [Gathered(forged) for _ in envelope.sections]
    with Draft(path) as draft:
        other.write(draft, envelope.key, envelope.meta, sections)
        draft.publish()


def set_back_the_time(path: Path, chance: Random) -> None:
    """Change content and let the file look as it was."""
    status = path.stat()
    flip_bits(path, chance)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


HARMS: list[Callable[[Path, Random], None]] = [
    flip_bits,
    flip_a_bit_of_the_head,
    truncate,
    extend,
    blank,
    shuffle,
    scribble,
    forge_in_place,
    forge_whole,
    set_back_the_time,
]


def swap(folder: Path, paths: list[Path], chance: Random) -> list[Path]:
    """Exchange two entries, with their marks or without."""
    one, two = chance.sample(paths, 2)
    aside = folder / "aside"
    pairs = [(one, two)]
    marks = [path.with_name(f"{path.name}.sound") for path in (one, two)]
    if chance.random() < 0.5 and all(mark.exists() for mark in marks):
        pairs.append((marks[0], marks[1]))
    for a, b in pairs:
        a.rename(aside)
        b.rename(a)
        aside.rename(b)
    return [one, two]


def splice(folder: Path, paths: list[Path], chance: Random) -> list[Path]:
    """Put the beginning of one entry before the end of another."""
    one, two = chance.sample(paths, 2)
    head, tail = one.read_bytes(), two.read_bytes()
    cut = chance.randrange(1, min(len(head), len(tail)))
    one.write_bytes(head[:cut] + tail[cut:])
    return [one]


def copy(folder: Path, paths: list[Path], chance: Random) -> list[Path]:
    one, two = chance.sample(paths, 2)
    shutil.copy(one, two)
    return [two]


def become_something_else(folder: Path, paths: list[Path], chance: Random) -> list[Path]:
    """Put a folder, a link or nothing in the place of an entry."""
    path, other = chance.sample(paths, 2)
    path.unlink()
    kind = chance.randrange(4)
    if kind == 0:
        path.mkdir()
    elif kind == 1:
        path.symlink_to(other)
    elif kind == 2:
        path.symlink_to(folder / "nowhere")
    return [path]


MIXTURES = [swap, splice, copy, become_something_else]


def entry_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("functions/*/*/*/*") if len(path.name) == 30)


def other_files(folder: Path) -> list[Path]:
    """Give the files of epochs and marks."""
    marks = folder.rglob("*.sound")
    return sorted([*folder.rglob("epoch"), *(folder / "v1/tags").iterdir(), *marks])


def harm(folder: Path, chance: Random) -> list[Path]:
    """Do one harm to some files; give those entries that may not be there any more."""
    kind = chance.random()
    paths = [own(path) for path in chance.sample(entry_files(folder), 2)]
    if chance.random() < 0.5:
        # Now there are marks which say that these are sound.
        read_all(open_store(folder))
        pass_a_tick(folder)
    if kind < 0.25:
        return chance.choice(MIXTURES)(folder, paths, chance)
    if kind < 0.4:
        victim = own(chance.choice(other_files(folder)))
        chance.choice([flip_bits, truncate, extend, scribble])(victim, chance)
        # Whoever changes an epoch clears a function or a tag. A mark costs a look at most.
        return [] if victim.suffix == ".sound" else entry_files(folder)
    chance.choice(HARMS)(paths[0], chance)
    return paths[:1]


def heal(folder: Path, pristine: Path) -> None:
    """Let all files of a folder be links to the pristine ones."""
    wanted = {path.relative_to(pristine) for path in pristine.rglob("*") if path.is_file()}
    for path in list(folder.rglob("*")):
        place = path.relative_to(folder)
        if place in wanted and not path.is_symlink() and path.samefile(pristine / place):
            wanted.discard(place)
        elif path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                path.rmdir()
        else:
            path.unlink()
    for place in wanted:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        os.link(pristine / place, folder / place)


def own(path: Path) -> Path:
    """Make a file of its own of a name that is a link to a pristine one."""
    aside = path.with_name("aside")
    shutil.copy2(path, aside)
    aside.replace(path)
    return path


def pass_a_tick(folder: Path) -> None:
    """Wait until the file system dates a change later than those before."""
    probe = folder / "probe"
    probe.touch()
    before = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == before:
        probe.touch()
    probe.unlink()


# --- the test ------------------------------------------------------------------------------------


def read_all(store: DiskStore) -> set[tuple[str, bytes]]:
    """Read every entry; what is there has to be right."""
    there = set()
    for namespace in SPACES:
        for key in VALUES:
            found = store.get(namespace, key)
            if found is not None:
                assert is_right(namespace, key, found.snapshot.open()), (namespace, key)
                there.add((namespace, key))
    return there


def place_of(store: DiskStore, folder: Path) -> dict[Path, tuple[str, bytes]]:
    """Tell which entry lies in which file."""
    return {each.path: (each.namespace, each.key) for each in store.verify()}


@pytest.mark.timeout(1800)
def test_whatever_is_done_to_the_files_is_a_miss_and_no_more(
    pristine: Path, tmp_path: Path
) -> None:
    places = place_of(open_store(pristine), pristine)
    everything = set(places.values())
    assert len(everything) == len(SPACES) * len(VALUES)
    folder = tmp_path / "cache"
    for number in range(CORRUPTIONS):
        chance = Random(number)
        heal(folder, pristine)
        harmed = {places[pristine / path.relative_to(folder)] for path in harm(folder, chance)}
        store = open_store(folder)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            there = read_all(store)
        assert everything - there <= harmed, f"harm {number}"
        assert len(said) <= 2, f"harm {number}"
        assert all(each.category is CacheStoreWarning for each in said), f"harm {number}"
        if number % 10 == 0:
            goes_on(folder)
    assert executed == []


def goes_on(folder: Path) -> None:
    """Check that nothing fails over what is damaged, and that all can be stored anew."""
    store = open_store(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CacheStoreWarning)
        list(store.verify())
        store.namespaces()
        store.prune(expired_only=True)
        store.evict()
        for namespace in SPACES:
            store.usage(namespace)
            for entry in store.entries(namespace):
                # Of what is listed only the head was read.
                with suppress(LookupError):
                    assert is_right(namespace, entry.key, entry.snapshot.open())
            store.fit(namespace, Limits(max_entries=100))
    blocked = [path for path in entry_files(folder) if path.is_dir()]
    if not blocked:
        put_all(store)
        assert len(read_all(open_store(folder))) == len(SPACES) * len(VALUES)


def test_a_harm_is_noticed_by_verify(pristine: Path, tmp_path: Path) -> None:
    for number, do_harm in enumerate(HARMS):
        folder = tmp_path / f"{number}"
        shutil.copytree(pristine, folder)
        victim = Random(number).choice(entry_files(folder))
        before = victim.read_bytes()
        do_harm(victim, Random(number))
        if do_harm is extend or victim.read_bytes() == before:
            continue
        found = [each.path for each in open_store(folder).verify() if each.problem]
        assert found == [victim], do_harm.__name__
