"""Caches that other versions have written are read as they were, or ignored."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.caching.errors import CacheStoreWarning
from millstream.storage import envelope

if TYPE_CHECKING:
    from millstream.caching.stores.disk import DiskStore

ROOT = Path(__file__).parents[4]


def load_tool() -> ModuleType:
    """Load the tool that wrote the files and knows what is in them."""
    spec = importlib.util.spec_from_file_location("golden", ROOT / "tools/golden_caches.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


golden = load_tool()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(golden.FOLDER, tmp_path / "cache"))


@pytest.fixture
def store(folder: Path) -> DiskStore:
    opened: DiskStore = golden.open_store(folder)
    return opened


def assert_same(found: Any, expected: Any) -> None:
    assert type(found) is type(expected)
    kind = type(expected)
    if kind is np.ndarray:
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
    elif kind.__module__.startswith("pandas"):
        compare = {"DataFrame": "frame", "Series": "series"}.get(kind.__name__, "index")
        getattr(pd.testing, f"assert_{compare}_equal")(found, expected)
    elif hasattr(expected, "equals"):
        assert found.equals(expected)
    elif kind.__name__ == "OrderedDict" and isinstance(expected["a"], np.ndarray):
        np.testing.assert_array_equal(found["a"], expected["a"])
    else:
        assert repr(found) == repr(expected)


@pytest.mark.parametrize("name", golden.VALUES)
def test_every_value_of_a_stored_cache_is_read(store: DiskStore, name: str) -> None:
    found = store.get(golden.NAMESPACE, name.encode())
    assert found is not None
    assert_same(found.snapshot.open(), golden.VALUES[name])


def test_the_items_of_a_stored_generator_are_read(store: DiskStore) -> None:
    found = store.get(golden.NAMESPACE, b"stream")
    assert found is not None
    assert found.snapshot.open() == golden.STREAM


def test_what_is_said_of_a_stored_entry_is_read(store: DiskStore) -> None:
    found = store.get(golden.NAMESPACE, b"text")
    assert found is not None
    assert found.tags == golden.TAGS
    assert found.cost_seconds == golden.COST_SECONDS
    assert found.created_seconds == golden.CREATED_SECONDS
    assert found.expires_seconds - found.born_seconds == golden.TTL_SECONDS
    assert found.recording == ("drawn", 1)
    assert found.arguments == {"x": b"1", "x.y": b"2"}
    assert found.parts == {"code": b"3"}
    assert found.version == b"version " + bytes(8)


def test_a_stored_cache_is_sound_and_goes_on(store: DiskStore) -> None:
    assert [each.problem for each in store.verify()] == [""] * (len(golden.VALUES) + 1)
    assert store.namespaces() == [golden.NAMESPACE]
    assert store.usage(golden.NAMESPACE).entries == len(golden.VALUES) + 1
    store.invalidate(golden.TAGS)
    assert store.entries(golden.NAMESPACE) == []


def test_a_later_format_beside_ours_is_left_alone(folder: Path) -> None:
    (folder / "v1").rename(folder / "v2")
    store: DiskStore = golden.open_store(folder)
    assert store.get(golden.NAMESPACE, b"text") is None
    assert store.namespaces() == []
    store.clear_all()
    store.prune()
    assert len([path for path in (folder / "v2").rglob("*") if path.is_file()]) > 20


def test_an_envelope_of_a_later_format_is_a_miss_with_one_warning(
    store: DiskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelope, "VERSION", 2)
    with pytest.warns(CacheStoreWarning, match="it has format 1, this is format 2") as said:
        found = [store.get(golden.NAMESPACE, name.encode()) for name in golden.VALUES]
    assert found == [None] * len(golden.VALUES)
    assert len(said) == 1


def test_files_are_not_written_a_second_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    monkeypatch.setattr(golden, "FOLDER", folder)
    assert golden.main() == 1
    assert "not written again" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
