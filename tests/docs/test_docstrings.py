"""Every example in a docstring runs and prints what it says.

The examples of `millstream.ui` draw, so they run as apps: each shows a page without an exception.
"""

from __future__ import annotations

import doctest
import importlib
import io
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def module_names() -> list[str]:
    """Return the package's modules that hold examples, found without importing them."""
    files = sorted((SOURCE / "millstream").rglob("*.py"))
    with_examples = [file for file in files if ">>> " in file.read_text(encoding="utf-8")]
    places = [file.relative_to(SOURCE).with_suffix("") for file in with_examples]
    return [".".join(place.parts).removesuffix(".__init__") for place in places]


def examples(module_name: str) -> list[doctest.DocTest]:
    """Return the docstrings of a module that hold examples."""
    module = importlib.import_module(module_name)
    return [found for found in doctest.DocTestFinder().find(module) if found.examples]


@pytest.mark.parametrize(
    "module_name", [name for name in module_names() if not name.startswith("millstream.ui")]
)
def test_the_examples_of_a_module_print_what_they_say(
    module_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    for example in examples(module_name):
        runner.run(example, out=report.write)
    assert runner.failures == 0, report.getvalue()


@pytest.mark.parametrize(
    "module_name", [name for name in module_names() if name.startswith("millstream.ui")]
)
def test_the_examples_of_an_element_draw_a_page(module_name: str) -> None:
    testing = pytest.importorskip("millstream.testing.v1")
    for example in examples(module_name):
        script = "".join(part.source for part in example.examples)
        app = testing.AppTest.from_string(script).run()
        assert [shown.message for shown in app.exception] == [], example.name
