"""Write `spec/caches/`: a cache on disk as this version of its format has it, which later versions read or ignore.

python tools/golden_caches.py

A folder is written once for each version of the format, and never again.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import sys
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from millstream.caching.api import Entry, Snapshot
from millstream.caching.snapshot import freeze
from millstream.caching.stores.disk import DiskStore
from millstream.caching.streams import RecordedStream
from millstream.testing.manual import ManualExecutor, ManualTime

FOLDER = Path(__file__).parent.parent / "spec" / "caches"
SIGNING_KEY = bytes(range(32))
NAMESPACE = "data:app.load"
CREATED_SECONDS = 1_767_225_600.0
COST_SECONDS = 1.5
TAGS = frozenset({"daily"})
TTL_SECONDS = 3600.0

_TIMES = pd.to_datetime(["2026-01-01", None, "2026-03-04"])
VALUES: dict[str, Any] = {
    "nothing": None,
    "number": 2**100,
    "float": 0.1,
    "text": "häß€ \U0001f600",
    "bytes": bytes(range(256)),
    "list": [1, [2.5, "three"], (4, None), {5}],
    "dictionary": {"a": {"b": [True, False]}, 3: frozenset([7])},
    "date": datetime.datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=datetime.UTC),
    "decimal": decimal.Decimal("1.10"),
    "uuid": uuid.UUID(int=2**64),
    "pickle": collections.OrderedDict(a=1, b=[2]),
    "pickle with a large part": collections.OrderedDict(a=np.arange(2000.0)),
    "large text": "a text " * 60_000,
    "array": np.arange(6, dtype="int16").reshape(2, 3),
    "dates": np.array(["2026-01-01", "NaT"], dtype="datetime64[s]"),
    "records": np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]),
    "large array": np.tile(np.arange(100.0), 400),
    "frame": pd.DataFrame(
        {"n": [1, 2, 3], "t": ["x", None, "z"], "d": _TIMES},
        index=pd.Index(["p", "q", "r"], name="i"),
    ),
    "frame with objects": pd.DataFrame({"a": [1, 2], "b": [[1], {"c": 2}]}),
    "categories": pd.Series(["a", "b", "a"], dtype="category", name="s"),
    "index": pd.RangeIndex(3, name="i"),
    "arrow": pa.table({"a": [1, None], "b": ["x", "y"]}),
    "polars": pl.DataFrame({"a": [1, None], "b": ["x", "y"]}),
}
STREAM = (["first", [2]], "returned")


def open_store(folder: Path) -> DiskStore:
    """Open a cache as another host does, an hour less a second after everything was stored."""
    time = ManualTime(TTL_SECONDS - 1)
    return DiskStore(
        folder,
        signing_key=SIGNING_KEY,
        clock=time,
        executor=ManualExecutor(),
        boot="",
    )


def entry(name: str, snapshot: Snapshot) -> Entry:
    """Make an entry in which nothing is left to chance."""
    return Entry(
        name.encode(),
        snapshot,
        created_seconds=CREATED_SECONDS,
        cost_seconds=COST_SECONDS,
        expires_seconds=TTL_SECONDS,
        tags=TAGS,
        recording=("drawn", 1) if name == "text" else None,
        arguments={"x": b"1", "x.y": b"2"},
        parts={"code": b"3"},
        version=b"version " + bytes(8),
    )


def main() -> int:
    """Write what is missing."""
    store = open_store(FOLDER)
    if store.namespaces():
        print(f"{FOLDER} has this version of the format; it is not written again.", file=sys.stderr)
        return 1
    for name, value in VALUES.items():
        assert store.put(NAMESPACE, entry(name, freeze(value))), name
    stream = RecordedStream([freeze(item) for item in STREAM[0]], freeze(STREAM[1]))
    assert store.put(NAMESPACE, entry("stream", stream))
    # Locks and marks are no part of the format.
    for path in [*FOLDER.rglob("*.lock"), *FOLDER.rglob("*.sound")]:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
