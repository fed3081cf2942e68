"""One cached result into another cached function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.caching.snapshot import known

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.decorators import CacheData


def table() -> pd.DataFrame:
    return pd.DataFrame({"a": np.arange(20_000), "b": np.arange(20_000.0)})


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was read to make a digest of something that a cached function handed out."""
    reads: list[object] = []
    known_digest = known.known_digest

    def counting(value: object, digest: object) -> bytes | None:
        def read(content: object) -> bytes:
            reads.append(content)
            return digest(content)  # type: ignore[operator, no-any-return]

        return known_digest(value, read)

    monkeypatch.setattr("millstream.caching.decorators.known_digest", counting)
    return reads


def test_an_unchanged_result_is_hashed_once_and_a_changed_one_always(
    cache_data: CacheData, reads: list[object]
) -> None:
    ran: list[float] = []

    @cache_data(track="code")
    def load() -> pd.DataFrame:
        return table()

    @cache_data(track="code")
    def total(data: pd.DataFrame) -> float:
        ran.append(1)
        return float(data["b"].sum())

    for _ in range(5):
        total(load())
    assert (len(reads), len(ran)) == (1, 1)

    changed = load()
    changed.loc[77, "b"] = -1.0
    assert total(changed) == float(changed["b"].sum())
    assert len(ran) == 2
    # Back at the old content, however it came about, the old entry answers.
    changed.loc[77, "b"] = 77.0
    assert total(changed) == total(load()) == total(table())
    assert (len(reads), len(ran)) == (1, 2)


ROWS = 3000


def mixed() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": [f"row {index}" for index in range(ROWS)],
            "kind": pd.Categorical(["a", "b", "c"] * (ROWS // 3)),
            "count": pd.array([1, None, 3] * (ROWS // 3), dtype="Int64"),
            "when": pd.date_range("2024", periods=ROWS, tz="Europe/Berlin"),
            "value": np.arange(float(ROWS)),
        }
    )


def retype(data: pd.DataFrame) -> None:
    data["text"] = data["text"].astype("category")


def reorder(data: pd.DataFrame) -> None:
    data[:] = data[::-1].to_numpy()


CHANGES: dict[str, Callable[[pd.DataFrame], object]] = {
    "a text": lambda data: data.loc.__setitem__((7, "text"), "another"),
    "a text by its array": lambda data: data["text"].array.__setitem__(7, "another"),
    "a category": lambda data: data.iloc.__setitem__((7, 1), "c"),
    "a missing value": lambda data: data.loc.__setitem__((0, "count"), pd.NA),
    "a date": lambda data: data.loc.__setitem__((7, "when"), pd.Timestamp("2000", tz="UTC")),
    "a number": lambda data: data.iloc.__setitem__((7, 4), -1.0),
    "a row more": lambda data: data.loc.__setitem__(ROWS, data.loc[0]),
    "a column more": lambda data: data.insert(0, "new", 1),
    "a column less": lambda data: data.pop("when"),
    "the type of a column": retype,
    "the order of rows": reorder,
    "the name of categories": lambda data: setattr(data["kind"].cat.categories, "name", "x"),
    "the name of the index": lambda data: setattr(data.index, "name", "row"),
    "the names of columns": lambda data: setattr(data, "columns", list("vwxyz")),
    "what is noted beside": lambda data: data.attrs.update(unit="m"),
    "what it allows": lambda data: setattr(data.flags, "allows_duplicate_labels", False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_result_of_many_types_is_known_until_it_is_changed(
    cache_data: CacheData, reads: list[object], change: str
) -> None:
    @cache_data(track="code")
    def load() -> pd.DataFrame:
        return mixed()

    @cache_data(track="code")
    def use(data: Any) -> int:
        return len(data)

    for _ in range(3):
        use(load())
    assert (len(reads), use.info().misses) == (1, 1)
    data = load()
    CHANGES[change](data)
    use(data)
    assert use.info().misses == 2
    use(mixed())
    use(load())
    assert (len(reads), use.info().misses) == (1, 2)
