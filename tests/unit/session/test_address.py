"""Where users are: what the script knows of it, and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from millstream.protocol.messages import Client, Hello, Location, Look, Navigate, Rerun
from millstream.session.events import Connected, Disconnected, FrameDue

PARAMS = """
import millstream as st
if st.button("more"):
    st.query_params.n = int(st.query_params.get("n", 0)) + 1
    st.query_params.by = "click"
st.text(st.query_params.to_dict())
"""


@pytest.fixture
def open(browse) -> Callable[..., Any]:
    """Open an app at an address."""

    def open(source: str, **client: Any) -> Any:
        browser = browse(source)
        browser.handle(Hello(protocol=1, client=Client(**client)))
        return browser

    return open


def navigate(browser: Any, path: str = "", query: str = "") -> None:
    browser.seq += 1
    browser.handle(Navigate(browser.seq, path, query))


def test_a_script_finds_the_parameters_with_which_the_page_was_opened(open) -> None:
    assert open(PARAMS, query="n=1&n=2").texts() == ["{'n': '2'}"]


def test_several_changes_of_one_run_are_one_step_of_the_history(open) -> None:
    browser = open(PARAMS)
    before = len(browser.locations)
    browser.click("more")
    assert browser.locations[before:] == [Location(query="n=1&by=click", step=1)]
    browser.click("more")
    assert browser.locations[-1] == Location(query="n=2&by=click", step=2)


def test_an_address_that_stays_is_not_sent_again(open) -> None:
    browser = open(PARAMS)
    browser.click("more")
    sent = len(browser.locations)
    browser.seq += 1
    browser.handle(Rerun(browser.seq))
    assert len(browser.locations) == sent


def test_what_the_first_run_sets_takes_the_place_of_the_address(open) -> None:
    browser = open("import millstream as st; st.query_params.setdefault('tab', 'all')", query="a=1")
    assert browser.locations[-1] == Location(query="a=1&tab=all", step=0)


def test_a_long_run_shows_its_address_before_it_ends_in_the_same_step(open) -> None:
    browser = open(
        "import millstream as st\n"
        "if st.button('go'):\n"
        "    st.query_params.a = 1; st.session_state.look(); st.query_params.b = 2"
    )
    browser.session.state.own["look"] = lambda: browser.handle(FrameDue())
    before = len(browser.locations)
    browser.click("go")
    assert browser.locations[before:] == [
        Location(query="a=1", step=1),
        Location(query="a=1&b=2", step=1),
    ]


def test_a_run_that_begins_again_goes_on_in_the_same_step(open) -> None:
    browser = open(
        "import millstream as st\n"
        "if st.button('go'):\n    st.query_params.a = 1; st.rerun()\n"
        "if 'a' in st.query_params: st.query_params.b = 2"
    )
    browser.click("go")
    assert browser.locations[-1] == Location(query="a=1&b=2", step=1)


def test_back_runs_the_script_with_the_old_parameters(open) -> None:
    browser = open(PARAMS)
    browser.click("more")
    sent = len(browser.locations)
    navigate(browser)
    assert browser.texts() == ["{}"]
    navigate(browser, query="n=1&by=click")
    assert browser.texts() == ["{'n': '1', 'by': 'click'}"]
    assert len(browser.locations) == sent


def test_what_a_run_after_back_sets_takes_the_place_of_that_address(open) -> None:
    browser = open(
        "import millstream as st; st.button('b'); st.query_params.setdefault('tab', 'all')"
    )
    browser.click("b")
    navigate(browser, query="x=1")
    assert browser.locations[-1] == Location(query="x=1&tab=all", step=1)


def test_a_run_that_is_left_behind_changes_the_address_no_longer(open) -> None:
    browser = open(
        "import millstream as st\nst.text(st.query_params.to_dict())\n"
        "if 'stay' in st.query_params:\n"
        "    with st.uninterrupted():\n"
        "        st.session_state.leave(); st.query_params.late = 1"
    )
    browser.session.state.own["leave"] = lambda: navigate(browser, query="b=2")
    navigate(browser, query="stay")
    assert browser.texts() == ["{'b': '2'}"]
    assert browser.session.where.address.params.query == "b=2"


def test_a_callback_may_change_the_address_before_the_script_reads_it(open) -> None:
    browser = open(
        "import millstream as st\n"
        "st.button('go', on_click=lambda: st.query_params.from_dict({'a': [1, 2]}))\n"
        "st.text(st.query_params.get_all('a'))"
    )
    browser.click("go")
    assert browser.texts() == ["['1', '2']"]
    assert browser.locations[-1].query == "a=1&a=2"


def test_a_browser_that_missed_something_is_told_where_it_is(open) -> None:
    browser = open(PARAMS)
    browser.handle(Disconnected())
    browser.seq += 1
    browser.session.where.address.params["n"] = 5
    browser.handle(Rerun(browser.seq))
    browser.connect(browser.welcomes[-1].token)
    assert browser.locations[-1].query == "n=5"


def test_a_browser_that_comes_back_does_not_change_the_parameters(open) -> None:
    browser = open(PARAMS, query="n=1")
    browser.click("more")
    browser.handle(Disconnected())
    browser.handle(Hello(protocol=1, client=Client(query="n=1"), token=browser.welcomes[-1].token))
    browser.seq += 1
    browser.handle(Rerun(browser.seq))
    assert browser.texts() == ["{'n': '2', 'by': 'click'}"]


def test_a_page_that_is_loaded_again_says_where_it_is(open) -> None:
    browser = open(PARAMS)
    browser.click("more")
    browser.handle(Disconnected())
    client = Client(query="n=7")
    browser.handle(
        Hello(protocol=1, client=client, token=browser.welcomes[-1].token, reloaded=True)
    )
    assert browser.texts() == ["{'n': '7'}"]
    assert browser.locations[-1] == Location(query="n=7", step=0)


def test_the_theme_is_noted_and_runs_nothing(open) -> None:
    browser = open("import millstream as st; st.text(st.context.theme.type)", theme="light")
    sent = len(browser.updates)
    browser.handle(Look("dark"))
    assert (browser.texts(), len(browser.updates)) == (["light"], sent)
    browser.seq += 1
    browser.handle(Rerun(browser.seq))
    assert browser.texts() == ["dark"]


def test_a_new_connection_brings_its_own_headers(open) -> None:
    from millstream.script.peer import Peer

    browser = open("import millstream as st; st.text(st.context.headers.get('x-user'))")
    browser.handle(Connected(Peer((("x-user", "ann"),))))
    browser.seq += 1
    browser.handle(Rerun(browser.seq))
    assert browser.texts() == ["ann"]
