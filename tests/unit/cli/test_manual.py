"""`millstream docs`: the manual in the terminal."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

import millstream as st
from millstream.cli import main


def docs(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["docs", *arguments])


def test_the_contents_are_all_public_names_with_a_line_each() -> None:
    lines = docs().output.splitlines()
    listed = {line.partition(" ")[0].removeprefix("st.") for line in lines[2:] if line}
    assert {"slider", "cache_data", "session_state", "secrets"} <= listed <= set(st.__all__)
    assert (
        "st.slider               Show a value, or a range, that slides between two limits." in lines
    )


@pytest.mark.parametrize("name", ["slider", "st.slider", "streamlit.slider", "millstream.slider"])
def test_a_page_has_the_signature_and_the_docstring(name: str) -> None:
    text = docs(name).output
    assert text.startswith("st.slider(label: str, min_value: Any = None, ")
    assert "\nParameters\n----------\n" in text and "\nExamples\n--------\n" in text


def test_a_page_of_a_method() -> None:
    assert docs("cache_data.clear").output.startswith("st.cache_data.clear(")


def test_a_page_of_an_object_has_no_signature() -> None:
    assert docs("session_state").output.startswith("st.session_state\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("slidr", "Error: st.slidr is not a public name. Did you mean slider?\n"),
        ("cache_data.claer", "Error: st.cache_data.claer is not a public name."),
    ],
)
def test_a_name_that_does_not_exist_is_said_with_the_nearest(name: str, message: str) -> None:
    answer = docs(name)
    assert answer.exit_code == 1 and answer.output.startswith(message)
