"""The committed `__init__.pyi` says exactly what the lazy namespace does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import millstream

ROOT = Path(__file__).parents[2]


def test_the_stub_is_what_the_namespace_runs() -> None:
    answer = subprocess.run(
        [sys.executable, ROOT / "tools/stub.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_completion_offers_every_public_name() -> None:
    assert set(millstream.__all__) <= set(dir(millstream))


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    assert not hasattr(millstream, "no_such_element")
