"""Four pages share what they note; a form, a dialog and an answer do what they say."""

import re

import pytest

from millstream.testing.v1 import AppTest

PAGES = "weir_watch_pages"


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file("weir_watch.py").run()


def test_the_levels_of_both_rivers_are_shown_with_their_last_minute(app: AppTest) -> None:
    shown = [each.value for each in app.subheader]
    assert [re.sub(r"\d\.\d\d", "x", each) for each in shown] == ["Arle: x m", "Brenna: x m"]
    assert len(app.get("vega_lite_chart")) == 2
    levels = [float(each.split()[1]) for each in shown]
    percents = [each.value for each in app.get("progress")]
    assert percents == pytest.approx([100 * each / 3 for each in levels], abs=0.7)


def test_a_reading_is_noted_when_the_form_is_submitted(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/readings.py").run()
    assert app.info[0].value == "Nobody has read anything yet."
    app.number_input[0].set_value(1.25)
    app.text_input[0].input("Ada")
    assert app.run().info, "not before"
    app.number_input[0].set_value(1.25)
    app.text_input[0].input("Ada")
    app.button[0].click().run()
    assert app.dataframe[0].value.values.tolist() == [["Arle", 1.25, "Ada"]]
    assert app.sidebar.caption[0].value == "Readings: 1, gates open: 2"


def test_a_reading_without_a_name_is_not_noted(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/readings.py").run().button[0].click().run()
    assert app.warning[0].value == "Who has read it?"
    assert app.session_state.readings == []


def test_a_gate_is_moved_in_a_dialog(app: AppTest) -> None:
    app.switch_page(f"{PAGES}/gates.py").run()
    app.button(key="move Flood gate").click().run()
    app.slider[0].set_value(80).interact()
    assert app.warning[0].value == "The meadows below will be under water."
    assert app.session_state.gates["Flood gate"] == 0, "it is not moved yet"
    next(each for each in app.button if each.label == "Move it").click().interact()
    assert not app.get("dialog")
    assert app.session_state.gates["Flood gate"] == 80
    assert "Flood gate: 80 % open" in [each.text for each in app.get("progress")]
    assert app.sidebar.caption[0].value == "Readings: 0, gates open: 3"


def test_an_answer_knows_what_the_other_pages_have_noted(app: AppTest) -> None:
    app.session_state.readings = [("Arle", 1.25, "Ada")]
    app.switch_page(f"{PAGES}/questions.py").run()
    app.text_input[0].input("How is the Arle?")
    app.button[0].click().run()
    question, answer = (each.value for each in app.markdown)
    assert question == "**How is the Arle?**"
    assert answer.startswith(
        "The Arle was last read at **1.25 m**; its mean is 1.6 m. The mill gate"
    )
    assert "Brenna" not in answer
    assert app.run().markdown[1].value == answer.strip(), "it stays on the page"


def test_every_page_is_in_the_menu(app: AppTest) -> None:
    for page, title in [("levels", "Levels"), ("readings", "Readings"), ("gates", "Gates")]:
        assert app.switch_page(f"{PAGES}/{page}.py").run().title[0].value == title
        assert not app.exception
