"""What one user has had computed is there for all."""

from millstream.testing.v1 import AppTest


def test_the_second_user_gets_what_the_first_has_had_computed() -> None:
    one, other = (AppTest.from_file("shared_slider.py").run() for _ in range(2))
    assert one.header[0].value == other.header[0].value == "27 takes 111 steps"
    assert "computed 1 of" in other.markdown[0].value
    one.slider[0].set_value(6).run()
    assert "computed 2 of" in one.markdown[0].value
    other.slider[0].set_value(6).run()
    assert other.header[0].value == "6 takes 8 steps"
    assert "computed 2 of" in other.markdown[0].value


def test_the_sliders_do_not_move_each_other() -> None:
    one, other = (AppTest.from_file("shared_slider.py").run() for _ in range(2))
    one.slider[0].set_value(6).run()
    assert other.run().slider[0].value == 27
