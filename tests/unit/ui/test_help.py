"""What objects are said to be."""

from __future__ import annotations

from typing import Any

import pytest

MILL = '''
class Mill:
    """A mill."""
    wheels = 2
    def turn(self, times: int = 1) -> str:
        """Turn."""
    @property
    def speed(self):
        """How fast."""
    @staticmethod
    def build(): pass
    @classmethod
    def known(cls):
        """All of them."""
mill = Mill()
'''


@pytest.mark.parametrize(
    ("call", "name", "type", "value", "doc"),
    [
        ("st.help(Mill)", "Mill", "class", "__main__.Mill()", "A mill."),
        ("st.help(mill)", "mill", "Mill", "__main__.Mill()", "A mill."),
        (
            "st.help(Mill.turn)",
            "Mill.turn",
            "function",
            "__main__.Mill.turn(self, times: int = 1) -> str",
            "Turn.",
        ),
        (
            "st.container().help(mill.turn)",
            "mill.turn",
            "method",
            "__main__.Mill.turn(times: int = 1) -> str",
            "Turn.",
        ),
        ("st.help(len)", "len", "builtin_function_or_method", "builtins.len(obj, /)", None),
        ("st.help(3)", "", "int", "3", None),
        ("st.help([1] * 2)", "[1] * 2", "list", "[1, 1]", None),
        ("st.help()", "", "module", "millstream", None),
        ("Mill", "Mill", "class", "__main__.Mill()", "A mill."),
        ("st.write(len)", "len", "builtin_function_or_method", "builtins.len(obj, /)", None),
    ],
)
def test_an_object_is_described(
    draw: Any, call: str, name: str, type: str, value: str, doc: str | None
) -> None:
    shown = draw(MILL + call).elements[-1]
    assert (shown.name, shown.type, shown.value) == (name, type, value)
    assert shown.doc == doc if doc is not None else shown.doc


def test_members_are_listed_with_their_kinds(draw: Any) -> None:
    members = draw(MILL + "st.help(Mill)").only.members
    listed = [(each.name, each.type, each.value, each.doc) for each in members]
    assert listed == [
        ("speed", "property", "", "How fast."),
        ("build", "function", "", ""),
        ("known", "method", "", "All of them."),
        ("turn", "function", "", "Turn."),
        ("wheels", "int", "2", ""),
    ]


def test_an_object_whose_repr_fails_is_described_all_the_same(draw: Any) -> None:
    page = draw("""
class Odd:
    def __repr__(self): raise ValueError
class Holder:
    odd = Odd()
st.help(Holder)
""")
    (member,) = page.only.members
    assert member.value == "<its __repr__ raised ValueError>"


OBJECTS = """
import dataclasses
class Plain: "What it is."
class Speaking:
    def __repr__(self): return "speaks"
@dataclasses.dataclass
class Point: x: int = 1
"""


@pytest.mark.parametrize(
    ("value", "kind"), [("Plain()", "Plain"), ("Point()", "Point"), ("object()", "object")]
)
def test_st_write_describes_objects_that_say_nothing_of_themselves(
    draw: Any, value: str, kind: str
) -> None:
    shown = draw(f"{OBJECTS}st.write({value})").only
    assert (type(shown).__name__, shown.type) == ("Help", kind)


@pytest.mark.parametrize(
    ("value", "kind", "body"),
    [
        ("Speaking()", "Markdown", "`speaks`"),
        ("map(str, [1])", "Json", '["1"]'),
        ("__import__('types').MappingProxyType({'a': 1})", "Json", '{"a": 1}'),
    ],
)
def test_st_write_shows_others_by_what_they_say(
    draw: Any, value: str, kind: str, body: str
) -> None:
    shown = draw(f"{OBJECTS}st.write({value})").only
    assert (type(shown).__name__, shown.body) == (kind, body)
