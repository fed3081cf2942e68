"""One cached result into another cached function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from millstream.caching.snapshot import known

if TYPE_CHECKING:
    import pytest

    from millstream.caching.decorators import CacheData


def table() -> pd.DataFrame:
    return pd.DataFrame({"a": np.arange(20_000), "b": np.arange(20_000.0)})


def test_an_unchanged_result_is_hashed_once_and_a_changed_one_always(
    cache_data: CacheData, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    ran: list[float] = []
    known_digest = known.known_digest

    def counting(value: object, digest: object) -> bytes | None:
        def read(content: object) -> bytes:
            reads.append(content)
            return digest(content)  # type: ignore[operator, no-any-return]

        return known_digest(value, read)

    monkeypatch.setattr("millstream.caching.decorators.known_digest", counting)

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
