"""How snapshots lie in sections, in which format, and what becomes of them."""

from __future__ import annotations

import enum
import gc
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from millstream.caching.api import Entry
from millstream.caching.errors import CacheStoreWarning
from millstream.caching.snapshot import Constant, freeze, lend
from millstream.caching.snapshot.arrays import CopiedArray, MappedArray
from millstream.caching.snapshot.frames import FrozenFrame, FrozenIndex, SplitFrame
from millstream.caching.snapshot.memory import mappings
from millstream.caching.snapshot.output import SharedOutput
from millstream.caching.snapshot.pickled import PickledSnapshot
from millstream.caching.snapshot.plain import FlatCopy
from millstream.caching.snapshot.tables import ClonedTable, SharedTable
from millstream.caching.stores.content import DecodedCopy, Dismantler
from millstream.caching.streams import RecordedStream
from millstream.storage.codecs import InexactError

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Snapshot
    from millstream.caching.stores.disk import DiskStore

KEY = b"k" * 16
LARGE = 100_000


class Color(enum.Enum):
    RED = 1


class Custom:
    def __init__(self, x: Any) -> None:
        self.x = x


# The value, the first item of its node, and what reads it.
FORMS: dict[str, tuple[Any, str, type]] = {
    "number": (5, "constant", Constant),
    "text": ("text", "constant", Constant),
    "tuple": ((1, (2, "x")), "constant", Constant),
    "bytes": (bytes(5000), "bytes", Constant),
    "enumeration": (Color.RED, "pickle", PickledSnapshot),
    "list": ([1, "a"], "flat", FlatCopy),
    "dictionary": ({"a": 1}, "flat", FlatCopy),
    "nested": ({"a": [1, {"b": 2}]}, "data", DecodedCopy),
    "object": (Custom(1), "pickle", PickledSnapshot),
    "array": (np.arange(10), "array", CopiedArray),
    "large array": (np.arange(6 * LARGE), "array", MappedArray),
    "arrays inside": ({"a": np.arange(LARGE)}, "pickle", PickledSnapshot),
    "frame": (pd.DataFrame({"a": [1.5], "b": ["x"]}), "frame", FrozenFrame),
    "series": (pd.Series([1, 2]), "frame", FrozenFrame),
    "periods": (pd.Series(pd.period_range("2026", periods=2)), "parts of frame", FrozenFrame),
    "cells": (pd.DataFrame({"a": [[1]], "b": [1]}), "split", SplitFrame),
    "index": (pd.Index([1.5, 2.5]), "frozen index", FrozenIndex),
    "arrow": (pa.table({"a": [1]}), "arrow", SharedTable),
    "polars": (pl.DataFrame({"a": [1]}), "polars", ClonedTable),
    "plan": (pl.LazyFrame({"a": [1]}), "pickled", ClonedTable),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_kind_of_value_has_its_form_and_comes_back(
    name: str, written: Callable[[Any], Snapshot]
) -> None:
    value, form, reader = FORMS[name]
    assert Dismantler(allow_pickle=True).node(freeze(value))[0] == form
    snapshot = written(value)
    assert isinstance(snapshot, reader)
    opened = snapshot.open()
    assert type(opened) is type(value)
    assert shown(opened) == shown(value)


def shown(value: Any) -> str:
    if isinstance(value, Custom):
        return f"Custom {value.x}"
    return repr(value.collect() if isinstance(value, pl.LazyFrame) else value)


PLAIN = ["number", "text", "tuple", "bytes", "list", "dictionary", "nested", "array", "frame"]
NEEDY = ["enumeration", "object", "arrays inside", "periods", "cells", "plan"]


@pytest.mark.parametrize("name", [*PLAIN, "large array", "series", "index", "arrow", "polars"])
def test_without_pickle_plain_data_arrays_and_tables_are_written(name: str) -> None:
    for keep in (freeze, lend):
        node = Dismantler(allow_pickle=False).node(keep(FORMS[name][0]))
        assert "pickle" not in node[0]
        assert not node[0].startswith("parts")


@pytest.mark.parametrize("name", NEEDY)
def test_without_pickle_nothing_else_is(name: str) -> None:
    with pytest.raises(InexactError):
        Dismantler(allow_pickle=False).node(freeze(FORMS[name][0]))


def test_large_plain_data_is_pickled_where_that_is_faster_and_allowed() -> None:
    value = {"a": [[number] for number in range(20_000)]}
    assert Dismantler(allow_pickle=True).node(freeze(value))[0] == "pickle"
    assert Dismantler(allow_pickle=False).node(freeze(value))[0] == "data"


def test_what_a_generator_yielded_and_returned_comes_back(
    process: Callable[..., DiskStore],
) -> None:
    stream = RecordedStream([freeze([1]), freeze(np.arange(LARGE))], freeze("end"))
    store = process()
    assert store.put("f", Entry(KEY, stream))
    found = store.get("f", KEY)
    assert found is not None
    (first, second), result = found.snapshot.open()
    assert (first, result) == ([1], "end")
    assert (second == np.arange(LARGE)).all()


@pytest.mark.parametrize("digest", [b"digest", None])
def test_a_shared_object_is_one_for_all_of_a_process(
    digest: bytes | None, process: Callable[..., DiskStore]
) -> None:
    store = process()
    assert store.put("f", Entry(KEY, SharedOutput({"a": np.arange(LARGE)}, digest)))
    found = store.get("f", KEY)
    assert found is not None
    assert isinstance(found.snapshot, SharedOutput)
    assert found.snapshot.digest == digest
    assert found.snapshot.open() is found.snapshot.open()
    assert (found.snapshot.open()["a"] == np.arange(LARGE)).all()


def test_a_shared_object_that_cannot_be_copied_is_refused() -> None:
    with pytest.raises(InexactError):
        Dismantler(allow_pickle=True).node(SharedOutput(lambda: 1, None))


def test_a_snapshot_of_an_unknown_kind_is_refused() -> None:
    class Odd:
        size_bytes, shared = 0, False

        def open(self) -> int:
            return 1

    with pytest.raises(InexactError, match="a snapshot of type"):
        Dismantler(allow_pickle=True).node(Odd())


@pytest.mark.parametrize("name", ["array", "frame", "inside", "bytes", "arrow", "polars"])
def test_large_values_are_mapped_and_private_to_each_caller(
    name: str, process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    numbers = np.arange(LARGE)
    value: Any = {
        "array": numbers,
        "frame": pd.DataFrame({"a": numbers}),
        "inside": {"a": numbers},
        "bytes": numbers.tobytes(),
        "arrow": pa.table({"a": numbers}),
        "polars": pl.DataFrame({"a": numbers}),
    }[name]
    process().put("f", make_entry(value))
    found = process().get("f", KEY)
    assert found is not None
    for _ in range(2):
        opened = found.snapshot.open()
        assert cells(opened, name).tolist() == numbers.tolist()
        if name in {"array", "inside"}:
            cells(opened, name)[:] = 0
        if name == "frame":
            opened.loc[:, "a"] = 0
            with pytest.raises(ValueError, match="WRITEABLE"):
                found.snapshot.master["a"].to_numpy().setflags(write=True)


def cells(value: Any, name: str) -> np.ndarray[Any, Any]:
    if name == "bytes":
        return np.frombuffer(value, np.int64)
    if name == "array":
        return value  # type: ignore[no-any-return]
    return value["a"].to_numpy() if hasattr(value["a"], "to_numpy") else value["a"]  # type: ignore[no-any-return]


def test_near_the_limit_of_mappings_large_values_are_copied(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    value = {"a": np.arange(LARGE), "b": pd.DataFrame({"c": np.arange(LARGE)})}
    store.put("f", make_entry(value))
    gc.collect()
    monkeypatch.setattr(mappings, "_limit", 0)
    alive = mappings.alive
    found = store.get("f", KEY)
    assert found is not None
    opened = found.snapshot.open()
    assert mappings.alive == alive
    assert (opened["a"] == value["a"]).all()
    opened["a"][0] = 9
    assert found.snapshot.open()["a"][0] == 0
    pd.testing.assert_frame_equal(opened["b"], value["b"])


def test_a_node_that_no_reader_knows_is_a_miss(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    monkeypatch.setattr(Dismantler, "node", lambda *_: ("from the future", 1))
    assert store.put("f", make_entry())
    with pytest.warns(CacheStoreWarning, match="from the future"):
        assert store.get("f", KEY) is None
