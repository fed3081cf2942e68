"""Every public function documents itself: what it does, each parameter, and an example."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

import millstream

# A parameter's line: `label`, `label : str`, or several: `on_change, args, kwargs`.
PARAMETER = re.compile(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: : .*)?$", re.MULTILINE)


@pytest.fixture(scope="module")
def functions() -> dict[str, Callable[..., Any]]:
    """The public functions, by name."""
    values = {name: getattr(millstream, name) for name in millstream.__all__}
    return {name: value for name, value in values.items() if inspect.isfunction(value)}


def section(function: Callable[..., Any], title: str) -> str:
    """Return the text under a heading of a docstring."""
    text = inspect.getdoc(function) or ""
    _, heading, rest = text.partition(f"\n{title}\n{'-' * len(title)}\n")
    return re.split(r"\n[^\n]+\n-{3,}\n", rest)[0] if heading else ""


def begins_with_an_imperative_sentence(function: Callable[..., Any]) -> bool:
    first = (inspect.getdoc(function) or "").partition("\n")[0]
    statement = re.match(r"(A|An|The|This|Returns|Draws|Shows|Gives|Displays)\b", first)
    return first[:1].isupper() and first.endswith(".") and statement is None


def undocumented(function: Callable[..., Any]) -> set[str]:
    """Return the parameters that no entry has or mentions, and the entries that are none."""
    text = section(function, "Parameters")
    lines = PARAMETER.findall(text)
    entries = {name.lstrip("*") for names in lines for name in names.split(", ")}
    mentioned = set(re.findall(r"`(\w+)[`=]", text))
    parameters = set(inspect.signature(function).parameters)
    return (entries - parameters) | (parameters - entries - mentioned)


def test_each_begins_with_one_imperative_sentence(
    functions: dict[str, Callable[..., Any]],
) -> None:
    wrong = [name for name in functions if not begins_with_an_imperative_sentence(functions[name])]
    assert wrong == []


def test_each_documents_its_parameters_and_no_other(
    functions: dict[str, Callable[..., Any]],
) -> None:
    wrong = {name: undocumented(function) for name, function in functions.items()}
    assert {name: parameters for name, parameters in wrong.items() if parameters} == {}


def test_each_has_an_example(functions: dict[str, Callable[..., Any]]) -> None:
    wrong = [name for name in functions if ">>> " not in section(functions[name], "Examples")]
    assert wrong == []
