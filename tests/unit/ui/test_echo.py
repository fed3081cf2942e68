"""Code that shows itself."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("with st.echo():\n    x = 1\n    x += 1", "x = 1\nx += 1"),
        (
            "with st.echo():\n\n    # why\n    x = 1\n    # after",
            "# why\n    x = 1".replace("\n    ", "\n"),
        ),
        ("with st.echo(): x = 1", "x = 1"),
        ("if True:\n    with st.echo():\n        if 1:\n            x = 1", "if 1:\n    x = 1"),
        ("with st.container(), st.echo(\n    'above'\n):\n    x = 1", "x = 1"),
        ("def f():\n    with st.echo():\n        return 'é'\nf()", "return 'é'"),
        ("with st.echo():\n    x = '''a\n    b'''", "x = '''a\nb'''"),
        (
            "def f():\n    with st.echo():\n        x = [1,\n             2]\n\n        y = '''\\nleft\\n'''\nf()",
            "x = [1,\n     2]\n\ny = '''\\nleft\\n'''",
        ),
    ],
)
def test_the_code_of_the_block_is_shown(draw: Any, source: str, code: str) -> None:
    shown = [each for each in draw(source).elements if type(each).__name__ == "Code"]
    assert [each.body for each in shown] == [code]


def test_it_stands_above_or_below_what_it_draws(draw: Any) -> None:
    page = draw('with st.echo():\n    st.text("a")\nwith st.echo("below"):\n    st.text("b")')
    assert [type(each).__name__ for each in page.elements] == ["Code", "Text", "Text", "Code"]


def test_another_place_is_refused(draw: Any) -> None:
    assert "`code_location` has to be one of" in draw('with st.echo("beside"):\n    1').only.message
