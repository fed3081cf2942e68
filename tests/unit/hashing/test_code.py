"""The digest of code: what it does, and nothing of how its text is laid out."""

from __future__ import annotations

import pytest

from millstream.hashing import code as codes


def digest(source: str) -> bytes:
    return codes.facts(compile(source, "<script>", "exec", dont_inherit=True).co_consts[0]).digest


CLASS = "def f():\n    class C:\n        {}x = y\n        def m(self): return x\n    return C\n"


@pytest.mark.parametrize("text", ["'''What it is.'''\n        ", "'''Other.'''\n        "])
def test_the_docstring_of_a_nested_class_does_not_count(text: str) -> None:
    assert digest(CLASS.format(text)) == digest(CLASS.format(""))


def test_a_docstring_does_not_count_even_where_it_lengthens_instructions() -> None:
    # A constant more or less than 256 of them makes some instructions longer.
    body = "    return [{}]\n".format(", ".join(f"x + {number}" for number in range(1000, 1256)))
    assert digest("def f(x):\n" + body) == digest("def f(x):\n    '''Text.'''\n" + body)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("return a.x", "return a.y"),
        ("return a.x", "return x"),
        ("return a.x()", "return (a.x)(*())"),
        ("return a.x + b.y", "return a.y + b.x"),
        ("return x + y", "return y + x"),
        ("return x, x", "return x, y"),
        ("import a.b as c", "import a.c as c"),
        ("from a import b as c", "from a import c as c"),
        ("a.x = 1", "a.y = 1"),
        ("global x; x = 1", "global y; y = 1"),
        ("return 'text'", "return 'other'"),
    ],
)
def test_the_names_and_constants_that_code_uses_count(one: str, other: str) -> None:
    assert digest(f"def f(a, b): {one}") != digest(f"def f(a, b): {other}")
