"""A cached result comes back as long as, and whenever, what it depends on is the same."""

from pathlib import Path

import pytest

from millstream.testing.v1 import AppTest

APP = Path(__file__).with_name("cached_computation.py")


def test_the_first_run_computes_and_the_second_does_not() -> None:
    at = AppTest.from_file(APP).run()
    assert at.header[0].value == "The result is 42"
    assert at.info and not at.success
    at.button[0].click().run()
    assert at.header[0].value == "The result is 42"
    assert at.success and not at.info


def test_another_argument_computes_and_the_first_one_is_still_known() -> None:
    at = AppTest.from_file(APP).run()
    assert at.number_input(key="a").set_value(10).run().info
    assert at.header[0].value == "The result is 20"
    assert at.number_input(key="a").set_value(21).run().success
    assert at.header[0].value == "The result is 42"


def test_another_body_computes_and_the_first_one_is_still_known(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    original = APP.read_text(encoding="utf-8")
    app.write_text(original, encoding="utf-8")
    at = AppTest.from_file(app).run()
    app.write_text(original.replace("return a * b", "return a + b + 100"), encoding="utf-8")
    assert at.run().header[0].value == "The result is 123"
    assert at.info
    app.write_text(original, encoding="utf-8")
    assert at.run().header[0].value == "The result is 42"
    assert at.success


@pytest.mark.parametrize("change", ["Multiply, slowly.", "# by the way"])
def test_words_about_the_code_are_not_code(tmp_path: Path, change: str) -> None:
    app = tmp_path / "app.py"
    original = APP.read_text(encoding="utf-8")
    app.write_text(original, encoding="utf-8")
    at = AppTest.from_file(app).run()
    words = {"Multiply, slowly.": "Take two numbers.", "# by the way": ""}[change]
    edited = (
        original.replace(change, words)
        if words
        else original.replace("    return a * b", f"    {change}\n    return a * b")
    )
    assert edited != original
    app.write_text(edited, encoding="utf-8")
    assert at.run().success
