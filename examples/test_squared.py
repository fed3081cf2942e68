"""The value of the slider is squared."""

from millstream.testing.v1 import AppTest


def test_the_square_follows_the_slider() -> None:
    at = AppTest.from_file("squared.py").run()
    assert at.header[0].value == "12 squared is 144"
    assert at.slider[0].set_value(9).run().header[0].value == "9 squared is 81"
