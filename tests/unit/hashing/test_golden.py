"""Digests that no release may change: caches outlive the process and the machine.

The files in `spec/digests` hold them under a published key. `MILLSTREAM_WRITE_DIGESTS=1` adds
digests of new cases and never changes one.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import io
import ipaddress
import json
import math
import os
import pathlib
import re
import sys
import types
import uuid
import zoneinfo
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from PIL import Image

from millstream.hashing import FunctionTracker, Hasher
from millstream.storage import keys

SPEC = Path(__file__).parents[3] / "spec" / "digests"
KEY = json.loads((SPEC / "key.json").read_text())
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
FUNCTIONS = SPEC / f"functions-{PYTHON}.json"
NAMES = {
    module.__name__: module
    for module in (
        collections, dataclasses, datetime, decimal, enum, fractions, io, ipaddress, math,
        pathlib, re, types, uuid, zoneinfo,
    )
} | {"np": np, "pd": pd, "pl": pl, "pa": pa, "Image": Image}  # fmt: skip


def cases(path: Path) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return loaded


def check(path: Path, case: str, digest: str) -> None:
    expected = cases(path)
    if not expected[case] and os.environ.get("MILLSTREAM_WRITE_DIGESTS"):
        path.write_text(json.dumps({**expected, case: digest}, indent=2, ensure_ascii=True) + "\n")
        return
    assert digest == expected[case]


def test_keys_are_derived_as_ever() -> None:
    assert keys.derive(KEY["secret"].encode(), "hashing").hex() == KEY["hashing"]
    assert keys.derive(KEY["secret"].encode(), "signing").hex() == KEY["signing"]


@pytest.mark.parametrize("expression", cases(SPEC / "values.json"))
def test_the_digest_of_a_value_is_the_published_one(expression: str) -> None:
    hasher = Hasher(bytes.fromhex(KEY["hashing"]))
    value: Any = eval(expression, dict(NAMES))
    check(SPEC / "values.json", expression, hasher.digest(value).hex())


@pytest.mark.parametrize("source", cases(FUNCTIONS))
def test_the_digest_of_a_function_is_the_published_one(source: str) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "<script>", "exec", dont_inherit=True), namespace)
    tracker = FunctionTracker(namespace["f"], hasher=Hasher(bytes.fromhex(KEY["hashing"])))
    check(FUNCTIONS, source, tracker.state().digest.hex())
