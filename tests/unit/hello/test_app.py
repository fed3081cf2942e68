"""The demonstration runs, and answers to each of its widgets."""

from __future__ import annotations

from pathlib import Path

import pytest

from millstream import hello
from millstream.testing.v1 import AppTest


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_file(Path(hello.__file__).with_name("app.py")).run()


def test_the_page_stands_without_an_exception(at: AppTest) -> None:
    assert not at.exception
    assert at.title[0].value == "Lower Mill"
    assert len(at.get("vega_lite_chart")) == 2
    assert len(at.dataframe[0].value) == 12


def test_a_wheel_with_less_efficiency_makes_less_power(at: AppTest) -> None:
    before = at.subheader[0].value
    after = at.selectbox[0].select("Undershot").run().subheader[0].value
    assert float(after.split()[0]) < float(before.split()[0])


def test_every_widget_can_be_used(at: AppTest) -> None:
    at.text_input[0].input("")
    at.slider[0].set_value(6.0)
    at.slider[1].set_value(4.0)
    at.number_input[0].increment()
    at.color_picker[0].pick("#aa3300")
    at.button[0].click().run()
    assert not at.exception
    assert at.title[0].value == "A mill without a name"
    assert "Run number 2" in at.caption[-1].value
    assert at.warning


def test_little_water_asks_for_a_smaller_wheel(at: AppTest) -> None:
    assert at.slider[1].set_value(0.2).run().info
