"""Recolouring keeps the points of the session."""

from typing import Any

from millstream.testing.v1 import AppTest


def chart(at: AppTest) -> Any:
    return at.get("vega_lite_chart")[0]


def test_another_colour_leaves_the_points_where_they_are() -> None:
    at = AppTest.from_file("recolour.py").run()
    points, spec, first = chart(at).data, chart(at).spec, at.caption[0].value
    at.color_picker[0].pick("#cc3300").run()
    assert at.caption[0].value == first
    assert chart(at).data == points  # the browser fetches nothing again
    assert "#1a94a0" in spec
    assert "#cc3300" in chart(at).spec and "#1a94a0" not in chart(at).spec


def test_new_points_are_drawn_when_asked_for() -> None:
    at = AppTest.from_file("recolour.py").run()
    points = chart(at).data
    assert chart(at.button[0].click().run()).data != points


def test_each_session_has_points_of_its_own() -> None:
    one, other = (AppTest.from_file("recolour.py").run() for _ in range(2))
    assert chart(one).data != chart(other).data
