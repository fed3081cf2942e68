"""Every example in a docstring runs.

An example that imports the package as `st` draws, so it runs as an app and must show a page without
an exception. Any other is a doctest and must print what it says.
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


def draws(example: doctest.DocTest) -> bool:
    """Tell whether an example is an app."""
    return any("import millstream as st" in part.source for part in example.examples)


def run_as_app(example: doctest.DocTest) -> None:
    """Run an example as the server would, and expect a page without an exception."""
    from millstream.testing.v1 import AppTest

    app = AppTest.from_string("".join(part.source for part in example.examples)).run()
    assert [shown.message for shown in app.exception] == [], example.name


def run_as_doctest(example: doctest.DocTest) -> None:
    """Run an example and expect the output that it shows."""
    report = io.StringIO()
    doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=report.write)
    assert report.getvalue() == ""


@pytest.mark.parametrize("module_name", module_names())
def test_the_examples_of_a_module_run(
    module_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(module_name)
    for example in doctest.DocTestFinder(exclude_empty=True).find(module):
        if draws(example):
            run_as_app(example)
        else:
            run_as_doctest(example)
