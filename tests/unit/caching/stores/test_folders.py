"""Paths, epochs and tallies of a cache on disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from millstream.caching.stores import folders
from millstream.caching.stores.folders import Folders
from millstream.storage.files import no_fault

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 16


@pytest.fixture
def places(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "v1", no_fault)


def place(path: str, content: bytes = b"content", modified_ns: int = 10**18) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    os.utime(path, ns=(modified_ns, modified_ns))


def test_entries_are_spread_over_folders_below_the_epoch_of_their_function(
    places: Folders, tmp_path: Path
) -> None:
    path = places.entry("f", KEY)
    parts = os.path.relpath(path, tmp_path / "v1").split(os.sep)
    assert parts[0] == "functions"
    assert [len(part) for part in parts[1:]] == [32, len("first"), 2, 30]
    assert parts[2] == "first"
    assert places.entry("g", KEY) != path
    assert places.entry("f", b"other") != path
    assert places.lease("f", KEY) != places.lease("g", KEY)


def test_names_say_nothing_of_functions_keys_and_tags(places: Folders) -> None:
    for path in (places.entry("secret", b"secret"), places.tag_file("secret")):
        assert "secret" not in path
    assert "secret" not in places.lease("secret", b"secret")


def test_a_renewed_epoch_is_seen_by_all_at_once(places: Folders, tmp_path: Path) -> None:
    others = Folders(tmp_path / "v1", no_fault)
    path = f"{places.function('f')}{os.sep}epoch"
    before = [others.epoch(path), others.entry("f", KEY)]
    steps: list[str] = []
    Folders(tmp_path / "v1", steps.append).renew(path, "clear.epoch")
    assert steps[-3:] == ["clear.epoch", "write.rename", "write.done"]
    after = [others.epoch(path), others.entry("f", KEY)]
    assert places.epoch(path) == after[0]
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_an_epoch_is_read_again_only_when_its_file_was_replaced(
    places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = places.tag_file("t")
    places.renew(path, "step")
    epoch = places.epoch(path)
    monkeypatch.setattr("builtins.open", lambda *_, **__: pytest.fail("it is read again"))
    assert places.epoch(path) == epoch


@pytest.mark.parametrize("content", [b"", b"../../..", b"\xff", b"0" * 15 + b"/", b"0" * 17])
def test_what_is_no_epoch_is_never_part_of_a_path(places: Folders, content: bytes) -> None:
    path = f"{places.function('f')}{os.sep}epoch"
    place(path, content)
    epoch = places.epoch(path)
    assert len(epoch) == 32
    assert int(epoch, 16) >= 0
    assert epoch == places.epoch(path)


def test_cleared_generations_are_told_from_the_present_one(places: Folders) -> None:
    function = places.function("f")
    place(places.entry("f", KEY))
    first = places.generation("f")
    assert places.generations(function) == (first, [])
    places.renew(f"{function}{os.sep}epoch", "step")
    place(places.entry("f", KEY))
    assert places.generations(function) == (places.generation("f"), [first])
    assert places.functions() == [function]


def test_what_a_clear_begins_during_a_listing_is_not_taken_for_cleared(
    places: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = Folders(tmp_path / "v1", no_fault)
    function = places.function("f")
    place(places.entry("f", KEY))
    first, scan = places.generation("f"), folders._scan

    def clear_and_scan(folder: str) -> list[os.DirEntry[str]]:
        others.renew(f"{function}{os.sep}epoch", "step")
        place(others.entry("f", KEY))
        return scan(folder)

    monkeypatch.setattr(folders, "_scan", clear_and_scan)
    assert places.generations(function) == (others.generation("f"), [first])


def test_entries_are_listed_oldest_first_those_from_the_future_before_all(
    places: Folders,
) -> None:
    dates = {b"a": 30, b"b": 10, b"c": 20, b"d": 99}
    for key, date in dates.items():
        place(places.entry("f", key), key, date * 10**9)
    listed = places.listing(places.generation("f"), 50 * 10**9)
    assert [each.modified_ns // 10**9 for each in listed] == [99, 10, 20, 30]
    assert listed[0].path == places.entry("f", b"d")
    assert {each.size_bytes for each in listed} == {1}


def test_only_names_of_entries_are_listed(places: Folders) -> None:
    path = places.entry("f", KEY)
    place(path)
    for other in (f"{path}.sound", f"{os.path.dirname(path)}{os.sep}.draft-0011223344556677"):
        place(other)
    place(f"{places.generation('f')}{os.sep}no bucket{os.sep}{'a' * 30}")
    assert [each.path for each in places.listing(places.generation("f"), 10**19)] == [path]
    assert places.usage(places.generation("f")).entries == 1


def test_a_tally_counts_files_and_blocks(places: Folders) -> None:
    place(places.entry("f", b"a"), b"x" * 100, 20)
    place(places.entry("f", b"b"), b"x" * 5000, 10)
    tally = places.usage(places.generation("f"))
    assert (tally.entries, tally.size_bytes) == (2, 5100)
    assert tally.disk_bytes >= 5100
    assert tally.oldest is not None
    assert tally.oldest.path == places.entry("f", b"b")
    assert places.usage(places.generation("g")).entries == 0


def test_an_unchanged_bucket_is_counted_once(
    places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = places.entry("f", KEY)
    place(path)
    bucket = os.path.dirname(path)
    later = os.stat(bucket).st_mtime + 10.0
    monkeypatch.setattr(folders.time, "time_ns", lambda: int(later * 1e9))
    assert places.tally(bucket)[1]
    assert not places.tally(bucket)[1]
    place(f"{path[:-1]}0" if path[-1] != "0" else f"{path[:-1]}1")
    tally, was_listed = places.tally(bucket)
    assert (tally.entries, was_listed) == (2, True)


def test_a_bucket_that_has_just_been_changed_is_counted_again(places: Folders) -> None:
    path = places.entry("f", KEY)
    place(path)
    assert places.tally(os.path.dirname(path))[1]
    assert places.tally(os.path.dirname(path))[1]
    assert places.tally(f"{places.root}{os.sep}none") == (folders._NOTHING, False)
