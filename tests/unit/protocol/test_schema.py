"""The TypeScript of the front end is what the structs say."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from millstream.protocol import elements, schema

COMMITTED = Path(__file__).parents[3] / "frontend" / "src" / "protocol" / "messages.ts"


def test_the_committed_types_are_those_of_the_structs() -> None:
    assert COMMITTED.read_text() == schema.typescript(), (
        "run `python -m millstream.protocol.schema`"
    )


@pytest.mark.parametrize("element", get_args(elements.AnyElement), ids=lambda kind: kind.__name__)
def test_every_default_is_falsy_so_that_an_absent_field_reads_the_same(element: type) -> None:
    for field in msgspec.structs.fields(element):
        assert field.required or not field.default or field.name == "id"


def test_a_union_is_named_once_and_refers_to_its_members() -> None:
    text = schema.typescript()
    assert text.count("export type AnyElement =") == 1
    assert "element: AnyElement;" in text
    assert "insert?: (Node | number)[];" in text
