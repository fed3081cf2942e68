"""The cases that the browser's reducer is held to as well."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from millstream.protocol.messages import Node, Operation
from millstream.tree import patch

CASES = sorted((Path(__file__).parents[3] / "spec" / "patches").glob("*.json"))


class Case(msgspec.Struct):
    name: str
    before: Node
    ops: list[Operation]
    after: Node


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_operations_lead_to_the_page_that_the_case_names(path: Path) -> None:
    case = msgspec.json.decode(path.read_bytes(), type=Case)
    assert case.before != case.after
    assert patch(case.before, case.ops) == case.after


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
