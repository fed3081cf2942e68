"""Pages of an app: which one opens, what goes along from one to the next, and what the browser is told."""

from __future__ import annotations

from typing import Any

from millstream.protocol.messages import Location
from millstream.session.events import FrameDue

FRAME = """
import millstream as st
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.text_input("frame", key="frame")
def one():
    st.text(f"one {st.session_state.runs}")
    st.text_input("box", key="box")
    st.text_input("nameless")
    st.text_input("here", key="here", persist_state="page")
    st.text_input("always", key="always", persist_state="session")
def two():
    st.text(f"two {st.session_state.runs}")
    st.text_input("box", key="box")
    st.text_input("nameless")
    st.text_input("here", key="here", persist_state="page")
    st.text_input("always", key="always", persist_state="session")
st.navigation([one, two]).run()
st.text("foot")
"""


# --- which page opens ------------------------------------------------------------------------------


def test_the_first_page_opens_at_the_apps_address(open_app) -> None:
    browser = open_app(FRAME)
    assert browser.texts() == ["one 1", "foot"]
    assert browser.locations == [Location()]
    [section] = browser.navigation.sections
    assert [page.path for page in section.pages] == ["", "two"]


def test_a_link_from_outside_opens_its_page(open_app) -> None:
    assert open_app(FRAME, "two").texts() == ["two 1", "foot"]


def test_the_first_page_has_no_path_even_if_it_was_asked_for_by_its_own(open_app) -> None:
    browser = open_app(FRAME, "one", "a=1")
    assert browser.texts()[0] == "one 1"
    assert browser.locations[-1] == Location(query="a=1")
    assert browser.navigation.missing == ""


def test_a_page_that_there_is_not_is_the_first_and_the_user_is_told(open_app) -> None:
    browser = open_app(FRAME, "three", "a=1")
    assert browser.texts()[0] == "one 1"
    assert browser.locations[-1] == Location(query="a=1")
    assert browser.navigation.missing == "three"
    browser.navigate("two")
    assert browser.navigation.missing == ""


def test_a_page_that_the_app_takes_away_is_left_without_a_word(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "def login():\n    if st.button('in'): st.session_state.user = 1; st.rerun()\n"
        "def home(): st.text('home')\n"
        "def leave():\n    if st.button('out'): del st.session_state.user; st.rerun()\n"
        "st.navigation([home, leave] if 'user' in st.session_state else [login]).run()"
    )
    browser.click("in")
    browser.navigate("leave")
    browser.click("out")
    assert browser.find("Button").label == "in"
    assert browser.locations[-1].path == ""
    assert browser.navigation.missing == ""
    browser.navigate("leave", earlier=True)
    assert browser.navigation.missing == ""


def test_an_app_without_pages_leaves_the_path_alone(open_app) -> None:
    browser = open_app("import millstream as st; st.text(st.context.url)", "anything")
    assert browser.locations[-1].path == "anything"
    assert browser.navigation.missing == ""


def test_a_run_that_does_not_get_to_its_pages_leaves_the_path_for_the_next(open_app) -> None:
    browser = open_app(
        "import millstream as st\nif st.button('go on'): st.session_state.ready = True\n"
        "if 'ready' not in st.session_state: st.stop()\n"
        "st.navigation([st.Page(lambda: st.text('a'), title='a', url_path='a'),"
        " st.Page(lambda: st.text('b'), title='b', url_path='b')]).run()",
        "b",
    )
    assert browser.navigation.sections == ()
    browser.click("go on")
    assert browser.texts() == ["b"]


# --- from page to page -----------------------------------------------------------------------------


def test_pages_share_what_the_session_remembers(open_app) -> None:
    browser = open_app(FRAME)
    browser.navigate("two")
    assert browser.texts() == ["two 2", "foot"]
    browser.navigate()
    assert browser.texts() == ["one 3", "foot"]


def test_widgets_of_the_frame_stay_and_those_of_a_page_last_as_they_say(open_app) -> None:
    browser = open_app(FRAME)
    for label in ("frame", "box", "nameless", "here", "always"):
        browser.fill(label, label.upper())
    browser.navigate("two")
    kept = {"frame": "FRAME", "box": "", "nameless": "", "here": "", "always": "ALWAYS"}
    assert browser.fields() == kept
    browser.fill("box", "second")
    browser.navigate()
    assert browser.fields() == kept


def test_a_value_that_lasts_while_its_page_is_open_outlasts_runs_that_do_not_draw_it(
    open_app,
) -> None:
    browser = open_app(
        "import millstream as st\n"
        "if st.checkbox('show', True):\n    st.text_input('field', key='field', persist_state='page')\n"
        "st.navigation([st.Page(lambda: None, title=each, url_path=each) for each in 'ab']).run()"
    )
    show = browser.find("Checkbox").id
    browser.fill("field", "typed")
    browser.change(show, False)
    browser.change(show, True)
    assert browser.fields() == {"field": "typed"}
    browser.change(show, False)
    browser.navigate("b")
    browser.change(show, True)
    assert browser.fields() == {"field": ""}


def test_what_is_sent_for_a_widget_of_another_page_is_not_taken_for_its_namesakes(open_app) -> None:
    browser = open_app(FRAME)
    box = next(e.id for e in browser.elements() if getattr(e, "label", "") == "box")
    browser.navigate("two")
    browser.change(box, "late")
    assert browser.fields()["box"] == ""


def test_a_link_takes_along_the_parameters_of_widgets_that_stay_and_what_embeds_the_app(
    open_app,
) -> None:
    browser = open_app(
        "import millstream as st\n"
        "st.slider('n', 0, 9, 1, key='n', bind='query-params')\n"
        "def a(): st.text_input('own', key='own', bind='query-params')\n"
        "def b(): st.text(f'{st.session_state.n} {st.query_params.to_dict()}')\n"
        "st.navigation([a, b]).run()",
        query="embed=true&n=3&other=1",
    )
    browser.fill("own", "typed")
    assert browser.locations[-1].query == "embed=true&n=3&other=1&own=typed"
    browser.navigate("b", "x=1")
    assert browser.locations[-1] == Location("b", "x=1&embed=true&n=3", 1)
    assert browser.texts() == ["3 {'x': '1', 'n': '3'}"]
    browser.navigate("b", "n=5")
    assert browser.texts() == ["5 {'n': '5'}"]
    browser.navigate("", "n=7", earlier=True)
    assert browser.find("Slider").value == (7,)
    assert browser.fields() == {"own": ""}


def test_the_page_before_leaves_nothing_in_the_place_of_the_next(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "def page():\n    with st.expander('more'): st.text('same')\n"
        "st.navigation([st.Page(page), st.Page(page, url_path='other')]).run()"
    )

    def nodes(node: Any) -> set[int]:
        return {node.id} | {id for child in node.children for id in nodes(child)}

    main = browser.root.children[0]
    before = nodes(main) - {main.id, main.children[0].id}
    browser.navigate("other")
    assert browser.texts() == ["same"]
    assert before.isdisjoint(nodes(browser.root))


def test_a_page_stays_until_the_next_has_something_to_show(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "def one(): st.text('one')\n"
        "def two():\n    st.session_state.look(); st.text('two'); st.session_state.look()\n"
        "    st.text('end')\n"
        "st.navigation([one, two]).run()\nst.text('foot')"
    )
    seen: list[list[str]] = []

    def look() -> None:
        browser.handle(FrameDue())
        seen.append(browser.texts())

    browser.session.state.own["look"] = look
    browser.navigate("two")
    assert seen == [["one", "foot"], ["two", "foot"]]
    assert browser.texts() == ["two", "end", "foot"]
    browser.navigate("two")
    assert seen[2:] == [["two", "end", "foot"], ["two", "end", "foot"]]


def test_a_page_that_shows_nothing_for_long_clears_the_one_before(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "def one(): st.text('one')\ndef two(): st.session_state.look(); st.text('two')\n"
        "st.navigation([one, two]).run()"
    )
    seen: list[list[str]] = []

    def look() -> None:
        for _ in range(20):
            browser.handle(FrameDue())
            seen.append(browser.texts())

    browser.session.state.own["look"] = look
    browser.navigate("two")
    assert seen[0] == ["one"]
    assert seen[-1] == []


def test_what_a_page_has_in_the_sidebar_goes_with_it_and_what_the_frame_has_stays(open_app) -> None:
    browser = open_app(
        "import millstream as st\nside = st.sidebar\n"
        "def one():\n    side.caption('of one')\n    if st.button('again'): st.rerun()\n    look()\n"
        "def two(): st.text('two'); look(); side.caption('of two'); look()\n"
        "def look(): st.session_state.get('look', lambda: None)()\n"
        "side.text('above')\nst.navigation([one, two]).run()\nside.text('below')"
    )
    seen: list[list[str]] = []

    def look() -> None:
        browser.handle(FrameDue())
        seen.append(browser.texts())

    browser.click("again")
    browser.session.state.own["look"] = look
    browser.navigate("two")
    assert seen == [["two", "above", "below"], ["two", "above", "of two", "below"]]
    browser.navigate("")
    assert seen[2:] == [["above", "of one", "below"]]
    browser.navigate("")
    assert seen[3:] == [["above", "of one", "below"]], "a page that is run again keeps what it has"


def test_a_menu_that_is_as_it_was_is_not_sent_again(open_app) -> None:
    browser = open_app(FRAME)
    sent = len(browser.updates)
    browser.navigate("two")
    ops = [type(op).__name__ for update in browser.updates[sent:] for op in update.ops]
    assert "Navigation" not in ops
    assert "Location" not in ops  # the browser is there already
