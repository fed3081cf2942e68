"""Scripts that go to another page, and what they say of the surroundings of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from millstream.protocol.messages import Location, Page
from millstream.session.events import FrameDue

SWITCH = """
import millstream as st
def go(): st.switch_page(TWO, query_params={"from": "callback"})
def one():
    st.query_params.a = 1
    if st.button("go"): st.switch_page(TWO, query_params={"x": [1, 2]})
    st.button("call", on_click=go)
    panel()
@st.fragment
def panel():
    if st.button("leave"): st.switch_page(TWO)
def two():
    st.text(f"two {st.query_params.to_dict()}")
    if st.button("home"): st.switch_page(ONE)
def away(): st.switch_page(TWO)
ONE, TWO = st.Page(one), st.Page(two)
st.navigation([ONE, TWO, away]).run()
st.text("foot")
"""


@pytest.mark.parametrize(
    ("button", "query"), [("go", "x=1&x=2"), ("call", "from=callback"), ("leave", "")]
)
def test_a_script_goes_to_another_page_in_a_step_of_its_own(
    open_app, button: str, query: str
) -> None:
    browser = open_app(SWITCH)
    before = len(browser.locations)
    browser.click(button)
    assert browser.locations[before:] == [Location("two", query, 1)]
    assert browser.texts()[0].startswith("two")
    browser.click("home")
    assert browser.locations[-2:] == [Location("two", query, 1), Location("", "a=1", 2)]


def test_a_page_that_sends_on_takes_no_step_of_its_own(open_app) -> None:
    browser = open_app(SWITCH, "away")
    assert browser.locations[-1] == Location("two", "", 0)
    browser.navigate()
    browser.click("go")
    clicked = browser.seq
    browser.navigate("away")
    assert browser.locations[-1] == Location("two", "", clicked)
    assert browser.texts() == ["two {}", "foot"]


def test_who_has_gone_elsewhere_is_not_sent_on_by_the_run_that_was_left(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "def one():\n"
        "    if st.button('go'):\n"
        "        with st.uninterrupted():\n"
        "            st.session_state.leave(); st.switch_page(TWO)\n"
        "def two(): st.text('two')\ndef three(): st.text('three')\n"
        "TWO = st.Page(two)\nst.navigation([one, TWO, three]).run()"
    )
    browser.session.state.own["leave"] = lambda: browser.navigate("three")
    browser.click("go")
    assert browser.texts() == ["three"]
    assert browser.session.where.address.path == "three"


def test_pages_that_are_files_are_named_by_their_paths(open_app, tmp_path: Path) -> None:
    (tmp_path / "report.py").write_text("import millstream as st; st.text('report')")
    browser = open_app(
        "import millstream as st\n"
        "def home():\n"
        "    if st.button('go'): st.switch_page('report.py')\n"
        "    st.page_link('report.py', query_params={'a': 1})\n"
        "    st.page_link(HOME, label='Home again')\n"
        "HOME = st.Page(home)\nst.navigation([HOME, st.Page('report.py', icon='📈')]).run()"
    )
    links = [each for each in browser.elements() if type(each).__name__ == "PageLink"]
    assert [(each.label, each.icon, each.path, each.query) for each in links] == [
        ("report", "📈", "report", "a=1"),
        ("Home again", "", "", ""),
    ]
    browser.click("go")
    assert browser.texts() == ["report"]


# --- what is around --------------------------------------------------------------------------------


def test_title_and_icon_are_the_pages_unless_the_script_says_others(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "if 'frame' in st.query_params: st.set_page_config('Frame', layout='wide')\n"
        "def one(): pass\n"
        "def two(): st.set_page_config('Own', '🌊', initial_sidebar_state=300)\n"
        "st.navigation([st.Page(one, icon='🎈'), st.Page(two, title='Two')]).run()"
    )
    assert browser.page == Page("one", "🎈")
    browser.navigate("two")
    assert browser.page == Page("Own", "🌊", sidebar_width=300)
    browser.navigate("two", "frame")
    assert browser.page == Page("Own", "🌊", "wide", sidebar_width=300)
    browser.navigate("", "frame")
    assert browser.page == Page("Frame", "🎈", "wide")
    browser.navigate()
    assert browser.page == Page("one", "🎈")


def test_a_fragment_changes_only_what_it_says(open_app) -> None:
    browser = open_app(
        "import millstream as st\nst.set_page_config('App', layout='wide')\n"
        "@st.fragment\ndef panel():\n    if st.button('rename'): st.set_page_config('Renamed')\n"
        "panel()"
    )
    browser.click("rename")
    assert browser.page == Page("Renamed", layout="wide")


def test_the_layout_of_the_page_before_stays_until_the_next_shows(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "def one(): st.set_page_config(layout='wide')\n"
        "def two(): st.session_state.look(); st.text('two'); st.session_state.look()\n"
        "st.navigation([one, two]).run()"
    )
    seen: list[str] = []

    def look() -> None:
        browser.handle(FrameDue())
        seen.append(browser.page.layout)

    browser.session.state.own["look"] = look
    browser.navigate("two")
    assert seen == ["wide", ""]
