"""`millstream cache`: what is kept on disk is shown, checked and let go of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from millstream.caching.api import Entry
from millstream.caching.snapshot import freeze
from millstream.caching.stores.disk import DiskStore
from millstream.cli import main
from millstream.cli.cached_results import age_text, size_text
from millstream.clock import SystemClock
from millstream.storage.keys import key_ring
from millstream.testing.manual import ManualExecutor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOAD, TOTAL, OLD = "data:app.load", "data:pages.sales.total", "classic:app.old_load"
DAY = 86_400.0
TABLE_HEADS = ["function", "key", "age", "expires", "in", "cost", "in", "memory", "tags"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MILLSTREAM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("MILLSTREAM_SECRET", "a secret of the test")
    monkeypatch.chdir(tmp_path)
    key_ring.use(None)
    yield tmp_path / "cache"
    key_ring.use(None)


@pytest.fixture
def store(folder: Path) -> DiskStore:
    """Three functions with four results: one is ten days old, one has expired."""
    store = DiskStore(folder, executor=ManualExecutor())
    put(store, LOAD, b"\x01" * 32, "one", age=10 * DAY, tags=["daily", "sales"], cost=1.5)
    put(store, LOAD, b"\x02" * 32, "x" * 5000, age=3 * 3600.0, ttl=DAY)
    put(store, TOTAL, b"\x03" * 32, 7, age=60.0, ttl=30.0, tags=["sales"])
    put(store, OLD, b"\x04" * 32, [1, 2])
    return store


def put(
    store: DiskStore,
    namespace: str,
    key: bytes,
    value: Any,
    *,
    age: float = 0.0,
    ttl: float = float("inf"),
    tags: list[str] | None = None,
    cost: float = 0.0,
) -> None:
    born = SystemClock.monotonic() - age
    entry = Entry(
        key,
        freeze(value),
        born_seconds=born,
        created_seconds=SystemClock.wall() - age,
        cost_seconds=cost,
        expires_seconds=born + ttl,
        tags=frozenset(tags or ()),
    )
    assert store.put(namespace, entry)


def cache(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["cache", *arguments])


def answer(*arguments: str) -> Any:
    result = cache(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def left(folder: Path) -> dict[str, int]:
    """Count the results of each function, as another process finds them."""
    store = DiskStore(folder, executor=ManualExecutor())
    return {name: len(store.entries(name)) for name in sorted(store.namespaces())}


ALL = {LOAD: 2, TOTAL: 1, OLD: 1}


# --- looking -------------------------------------------------------------------------------------


def test_stats_of_an_empty_cache_says_where_it_would_be(folder: Path) -> None:
    result = cache("stats")
    assert result.exit_code == 0
    assert result.output == f"{folder}\n\nNothing is kept here.\n"
    assert not folder.exists()


def test_stats_counts_by_function_and_together(store: DiskStore, folder: Path) -> None:
    found = answer("stats")
    assert found["folder"] == str(folder)
    assert found["entries"] == 4
    rows = {row["function"]: row for row in found["functions"]}
    assert {name: row["entries"] for name, row in rows.items()} == {
        "app.load": 2,
        "app.old_load": 1,
        "pages.sales.total": 1,
    }
    assert rows["app.old_load"]["decorator"] == "cache"
    assert rows["app.load"]["decorator"] == "cache_data"
    assert rows["app.load"]["oldest_age_seconds"] == pytest.approx(10 * DAY, abs=60)
    assert found["size_bytes"] == sum(store.usage(name).size_bytes for name in ALL)


def test_stats_are_a_table_with_aligned_columns(store: DiskStore) -> None:
    lines = cache("stats").output.splitlines()
    assert lines[2].split() == ["function", "decorator", "results", "on", "disk", "oldest"]
    load = next(line for line in lines if line.startswith("app.load"))
    assert load.split()[:3] == ["app.load", "cache_data", "2"]
    assert load.endswith("10 d")
    assert lines[-1].split()[:2] == ["together", "4"]
    assert len(load) == len(lines[2])


@pytest.mark.parametrize(
    ("name", "functions"),
    [
        ("load", ["app.load"]),
        ("app.load", ["app.load"]),
        ("data:app.load", ["app.load"]),
        ("sales.total", ["pages.sales.total"]),
        ("*load", ["app.load", "app.old_load"]),
        ("pages.*", ["pages.sales.total"]),
        ("oad", []),
    ],
)
def test_a_function_is_named_by_the_end_of_its_name_or_a_pattern(
    store: DiskStore, name: str, functions: list[str]
) -> None:
    found = answer("stats", "--function", name)
    assert [row["function"] for row in found["functions"]] == functions


def test_ls_tells_what_is_known_of_each_result(store: DiskStore) -> None:
    found = answer("ls")
    assert [row["key"][:2] for row in found] == ["01", "02", "04", "03"]
    first, second, _, expired = found
    assert first["tags"] == ["daily", "sales"]
    assert first["cost_seconds"] == 1.5
    assert first["expires_in_seconds"] is None
    assert second["age_seconds"] == pytest.approx(3 * 3600, abs=60)
    assert second["expires_in_seconds"] == pytest.approx(21 * 3600, abs=60)
    assert second["size_bytes"] >= 5000
    assert expired["expires_in_seconds"] < 0
    assert first["created"].endswith("+00:00")


def test_ls_is_a_table(store: DiskStore) -> None:
    lines = cache("ls").output.splitlines()
    assert lines[0].split() == TABLE_HEADS
    assert lines[1].split()[:4] == ["app.load", "010101010101", "10", "d"]
    assert lines[1].endswith("daily, sales")
    assert "never" in lines[1]
    assert "expired" in lines[-1]


@pytest.mark.parametrize(
    ("conditions", "keys"),
    [
        (["--tag", "sales"], ["01", "03"]),
        (["--tag", "daily", "--tag", "nothing"], ["01"]),
        (["--older-than", "2h"], ["01", "02"]),
        (["--older-than", "864000", "-f", "load"], ["01"]),
        (["-f", "old_load", "-t", "sales"], []),
    ],
)
def test_ls_shows_what_fits_every_condition(
    store: DiskStore, conditions: list[str], keys: list[str]
) -> None:
    assert [row["key"][:2] for row in answer("ls", *conditions)] == keys


def test_ls_of_nothing_says_so(folder: Path) -> None:
    assert cache("ls").output == "There is no such result.\n"


# --- letting go ----------------------------------------------------------------------------------


def test_clear_forgets_everything_and_leaves_no_files(store: DiskStore, folder: Path) -> None:
    for number in range(600):
        put(store, LOAD, b"%d" % number, number)
    gone = answer("clear")
    assert gone["entries"] == 604
    assert left(folder) == {}
    assert not [
        path
        for path in folder.rglob("*")
        if len(path.name) >= 30 and path.is_file() and path.parent.name not in ("leases", "tags")
    ]


def test_clear_forgets_functions(store: DiskStore, folder: Path) -> None:
    assert cache("clear", "-f", "app.load").output.startswith("Cleared 2 results, ")
    assert left(folder) == {TOTAL: 1, OLD: 1}


def test_clear_forgets_tags(store: DiskStore, folder: Path) -> None:
    lease = store.lease(TOTAL, b"under way", frozenset({"sales"}))
    assert answer("clear", "--tag", "sales")["entries"] == 2
    assert left(folder) == {LOAD: 1, OLD: 1}
    entry = Entry(b"under way", freeze(1), tags=frozenset({"sales"}))
    assert not store.put(TOTAL, entry, lease)


def test_clear_forgets_a_tag_of_a_function(store: DiskStore, folder: Path) -> None:
    assert answer("clear", "-t", "sales", "-f", "load")["entries"] == 1
    assert left(folder) == {**ALL, LOAD: 1}


def test_clearing_what_is_not_there_is_no_error(store: DiskStore, folder: Path) -> None:
    result = cache("clear", "-f", "unknown")
    assert result.exit_code == 0
    assert result.output == "Cleared nothing: there is no such result.\n"
    assert left(folder) == ALL


def test_clear_is_seen_by_an_app_that_runs(store: DiskStore) -> None:
    entry = store.get(LOAD, b"\x01" * 32)
    assert entry is not None
    cache("clear")
    assert not store.holds(LOAD, entry)
    assert store.get(LOAD, b"\x01" * 32) is None


def test_prune_removes_what_is_past_its_time(store: DiskStore, folder: Path) -> None:
    assert answer("prune")["entries"] == 1
    assert left(folder) == {LOAD: 2, OLD: 1}


def test_prune_removes_what_is_older_than_asked_for(store: DiskStore, folder: Path) -> None:
    assert cache("prune", "--older-than", "7d").output.startswith("Removed 2 results, ")
    assert left(folder) == {LOAD: 1, OLD: 1}


def test_prune_keeps_to_functions_and_tags(store: DiskStore, folder: Path) -> None:
    assert answer("prune", "--older-than", "0", "-f", "total")["entries"] == 1
    assert answer("prune", "--older-than", "1h", "-t", "daily")["entries"] == 1
    assert left(folder) == {LOAD: 1, OLD: 1}


def test_prune_fits_the_whole_into_its_size(store: DiskStore, folder: Path) -> None:
    gone = answer("prune", "--cache.maxDiskSize", "9000")
    assert gone["entries"] >= 2
    assert 1 <= sum(left(folder).values()) == 4 - gone["entries"]


def test_prune_refuses_what_is_no_time() -> None:
    result = cache("prune", "--older-than", "soon")
    assert result.exit_code == 2
    assert "expected a time such as" in result.output
    assert "'soon'" in result.output


# --- verifying -----------------------------------------------------------------------------------


def entry_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("functions/*/*/*/*")) if len(path.name) == 30]


def test_verify_finds_everything_sound(store: DiskStore) -> None:
    result = cache("verify")
    assert result.exit_code == 0
    assert result.output == "4 results sound, 0 damaged.\n"


def test_verify_names_what_is_damaged(store: DiskStore, folder: Path) -> None:
    victim = entry_files(folder)[0]
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(content)
    result = cache("verify")
    assert result.exit_code == 1
    assert str(victim) in result.output
    assert "3 results sound, 1 damaged." in result.output
    found = json.loads(cache("verify", "--json").output)
    assert found["sound"] == 3
    assert [each["path"] for each in found["damaged"]] == [str(victim)]


def test_verify_keeps_to_functions(store: DiskStore) -> None:
    assert answer("verify", "-f", "load") == {"sound": 2, "damaged": []}
    assert answer("verify", "-f", "old_load", "-f", "total")["sound"] == 2
    assert answer("verify", "-f", "unknown")["sound"] == 0


def test_verify_finds_a_function_of_which_nothing_can_be_read(
    store: DiskStore, folder: Path
) -> None:
    for victim in entry_files(folder):
        victim.write_bytes(b"x")
    result = cache("verify", "-f", "app.load")
    assert result.exit_code == 1
    assert "0 results sound, 2 damaged." in result.output


def test_another_secret_finds_nothing_it_may_read(store: DiskStore) -> None:
    assert answer("ls", "--server.cookieSecret", "another secret") == []
    result = cache("verify", "--server.cookieSecret", "another secret")
    assert result.exit_code == 1
    assert "0 results sound, 4 damaged." in result.output


# --- the command ---------------------------------------------------------------------------------


def test_help_shows_the_options_of_the_cache_alone() -> None:
    text = cache("ls", "--help").output
    assert "--cache.dir" in text
    assert "--server.port" not in text


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "0 B"), (1000, "1.0 kB"), (999_999, "1.0 MB"), (2.5e12, "2.5 TB"), (5e15, "5,000.0 TB")],
)
def test_sizes_are_written_in_the_largest_unit(size_bytes: float, text: str) -> None:
    assert size_text(size_bytes) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ms"),
        (59.9, "59 s"),
        (3600.0, "1 h"),
        (3661.0, "1 h 1 min"),
        (90_061.0, "1 d 1 h"),
        (86_460.0, "1 d"),
        (None, ""),
    ],
)
def test_ages_are_written_in_the_two_largest_units(seconds: float | None, text: str) -> None:
    assert age_text(seconds) == text
