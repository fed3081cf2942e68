"""What of a session outlives a reload, a second tab, the back button, and a server that is killed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

Open = Callable[..., Any]

APP = """
import time
import millstream as st
st.session_state.setdefault("n", 0)
if st.button("Add"):
    st.session_state.n += 1
if st.button("Add slowly"):
    time.sleep(1.5)
    st.session_state.n += 1
st.header(f"n is {st.session_state.n}")
name = st.text_input("Name", key="name")
st.text(f"hello {name}")
motto = st.text_input("Motto")
st.text(f"motto {motto}")
for i in range(20):
    st.text(f"line {i}")
"""
REMEMBER = """() => {
  window.nodes = [...document.querySelectorAll('[data-testid=stElementContainer]')];
}"""
SAME = """() => {
  const now = [...document.querySelectorAll('[data-testid=stElementContainer]')];
  return now.length === window.nodes.length && now.every((node, i) => node === window.nodes[i]);
}"""
LOST = ("WebSocket connection", "net::ERR_")
"""So says Chromium of a server that is gone."""


def enter(tab: Any, label: str, text: str) -> None:
    field = tab.page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def add(tab: Any, expected: int) -> None:
    tab.button("Add").click()
    tab.expect_heading(f"n is {expected}")


def expect_state(tab: Any, n: int, name: str, motto: str = "") -> None:
    tab.expect_heading(f"n is {n}")
    tab.expect_text(f"hello {name}".strip())
    tab.expect_text(f"motto {motto}".strip())
    expect(tab.page.get_by_label("Name", exact=True)).to_have_value(name)
    expect(tab.page.get_by_label("Motto", exact=True)).to_have_value(motto)


def reload(tab: Any) -> None:
    tab.page.reload()
    tab.wait_for_idle()


# --- by default ------------------------------------------------------------------------------------


def test_by_default_a_reload_and_a_new_tab_are_new_sessions(serve: Open, visit: Open) -> None:
    server = serve(APP)
    tab = visit(server.url)
    add(tab, 1)
    other = visit(server.url, beside=tab)
    expect_state(other, 0, "")
    add(tab, 2)
    reload(tab)
    expect_state(tab, 0, "")
    assert tab.evaluate("() => sessionStorage.length") == 0


# --- where sessions survive a reload ---------------------------------------------------------------


@pytest.fixture
def lasting(serve: Open) -> Any:
    return serve(APP, "--session.survive", "reload")


def test_a_reload_keeps_state_and_widgets_and_goes_on(lasting: Any, visit: Open) -> None:
    tab = visit(lasting.url)
    add(tab, 1)
    enter(tab, "Name", "Ada")
    enter(tab, "Motto", "onwards")
    tab.expect_text("motto onwards")
    for n in (1, 2, 3):
        reload(tab)
        expect_state(tab, n, "Ada", "onwards")
        add(tab, n + 1)


def test_what_was_done_just_before_a_reload_counts_once(lasting: Any, visit: Open) -> None:
    tab = visit(lasting.url)
    tab.button("Add").click()
    reload(tab)
    tab.expect_heading("n is 1")
    tab.evaluate("() => { WebSocket.prototype.send = () => {}; }")  # what is said gets lost
    enter(tab, "Name", "Ada")
    tab.button("Add").click()
    reload(tab)
    expect_state(tab, 2, "Ada")
    add(tab, 3)
    reload(tab)
    expect_state(tab, 3, "Ada")


def test_two_tabs_and_two_browsers_have_four_sessions(lasting: Any, visit: Open) -> None:
    tabs = []
    for _ in range(2):
        tabs.append(visit(lasting.url))
        tabs.append(visit(lasting.url, beside=tabs[-1]))
    for count, tab in enumerate(tabs, 1):
        for n in range(count):
            add(tab, n + 1)
    for tab in tabs:
        reload(tab)
    for count, tab in enumerate(tabs, 1):
        tab.expect_heading(f"n is {count}")


def test_a_duplicated_tab_is_a_new_session_and_leaves_the_first_alone(
    lasting: Any, visit: Open
) -> None:
    tab = visit(lasting.url)
    add(tab, 1)
    reload(tab)
    with tab.page.expect_popup() as opened:
        tab.evaluate("() => { window.open(location.href); }")  # copies what the tab has stored
    copy = type(tab)(opened.value)
    copy.wait_for_idle()
    expect_state(copy, 0, "")
    add(copy, 1)
    add(tab, 2)
    reload(copy)
    reload(tab)
    expect_state(copy, 1, "")
    expect_state(tab, 2, "")


def test_of_two_tabs_that_hold_the_same_token_one_goes_on_and_the_other_is_new(
    lasting: Any, visit: Open
) -> None:
    tab = visit(lasting.url)
    add(tab, 1)
    tab.page.goto(f"{lasting.url}healthz")  # the token waits for whoever comes back
    with tab.page.expect_popup() as opened:
        tab.evaluate("() => { window.open(location.href); }")
    copy = type(tab)(opened.value)
    tab.open(lasting.url)
    copy.open(lasting.url)
    expect_state(tab, 1, "")
    expect_state(copy, 0, "")
    add(copy, 1)
    add(tab, 2)


def test_the_back_button_leads_back_into_the_session(lasting: Any, visit: Open) -> None:
    tab = visit(lasting.url)
    add(tab, 1)
    tab.page.goto(f"{lasting.url}healthz")
    tab.page.go_back()
    tab.wait_for_idle()
    expect_state(tab, 1, "")
    add(tab, 2)


# --- where sessions survive a restart --------------------------------------------------------------


class Mortal:
    """A server that can be killed, and comes back at the same address."""

    def __init__(self, serve: Open, folder: Path, source: str = APP, *flags: str) -> None:
        self._serve = serve
        self._source = source
        store = str(folder / "sessions.db")
        self._flags = ("--session.survive", "restart", "--session.store", store, *flags)
        self.server = serve(source, *self._flags)
        self.url = self.server.url

    def kill(self) -> None:
        self.server.process.kill()
        self.server.process.wait()

    def stop(self) -> None:
        self.server.process.terminate()
        assert self.server.process.wait(20) == 0

    def come_back(self) -> None:
        self.server = self._serve(self._source, *self._flags, port=self.server.port)


@pytest.fixture
def mortal(serve: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mortal:
    monkeypatch.setenv("MILLSTREAM_SECRET", "of these tests only")
    return Mortal(serve, tmp_path)


def connected(tab: Any) -> Any:
    return expect(tab.find("stApp"))


def test_a_killed_server_that_comes_back_resumes_the_page_that_is_shown(
    mortal: Mortal, visit: Open
) -> None:
    tab = visit(mortal.url)
    tab.expected = LOST
    add(tab, 1)
    enter(tab, "Name", "Ada")
    enter(tab, "Motto", "onwards")
    tab.expect_text("motto onwards")
    tab.evaluate(REMEMBER)
    mortal.kill()
    connected(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    expect_state(tab, 1, "Ada", "onwards")
    mortal.come_back()
    connected(tab).to_have_attribute("data-test-connection-state", "CONNECTED")
    tab.wait_for_idle()
    assert tab.evaluate(SAME) is True
    expect_state(tab, 1, "Ada", "onwards")
    add(tab, 2)


def test_what_was_done_while_the_server_was_dead_counts(mortal: Mortal, visit: Open) -> None:
    tab = visit(mortal.url)
    tab.expected = LOST
    add(tab, 1)
    mortal.kill()
    connected(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    enter(tab, "Name", "Ada")
    tab.button("Add").click()
    mortal.come_back()
    expect_state(tab, 2, "Ada")


def test_a_click_that_the_server_died_of_counts_once(mortal: Mortal, visit: Open) -> None:
    tab = visit(mortal.url)
    tab.expected = LOST
    tab.button("Add slowly").click()
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "running")
    mortal.kill()
    mortal.come_back()
    tab.expect_heading("n is 1")
    add(tab, 2)


def test_a_page_that_is_loaded_again_after_a_restart_goes_on(mortal: Mortal, visit: Open) -> None:
    tab = visit(mortal.url)
    tab.expected = LOST
    add(tab, 1)
    enter(tab, "Name", "Ada")
    tab.expect_text("hello Ada")
    for n in (1, 2):
        mortal.kill()
        mortal.come_back()
        reload(tab)
        expect_state(tab, n, "Ada")
        add(tab, n + 1)


def test_several_browsers_find_their_own_sessions_again(mortal: Mortal, visit: Open) -> None:
    tabs = [visit(mortal.url) for _ in range(3)]
    for count, tab in enumerate(tabs):
        tab.expected = LOST
        enter(tab, "Name", f"number {count}")
        tab.expect_text(f"hello number {count}")
    mortal.kill()
    mortal.come_back()
    for count, tab in enumerate(tabs):
        expect_state(tab, 0, f"number {count}")
        add(tab, 1)


PAGES = """
import millstream as st

@st.on_session_start
def begin():
    st.session_state.begun = st.session_state.get("begun", 0) + 1

def first():
    st.header("first")
    if st.button("Go on"):
        st.session_state.visits = st.session_state.get("visits", 0) + 1
        st.switch_page(pages[1])

def second():
    if st.button("Turn the page"):
        st.query_params["chapter"] = str(int(st.query_params.get("chapter", "1")) + 1)
    st.header(f"second, chapter {st.query_params.get('chapter', '1')}")
    st.checkbox("Marked", key="marked")

pages = [st.Page(first), st.Page(second)]
page = st.navigation(pages)
st.text(f"begun {st.session_state.begun}, visits {st.session_state.get('visits', 0)}")
page.run()
"""


def test_the_page_with_its_parameters_and_widgets_is_resumed_and_nothing_begins_again(
    serve: Open, visit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MILLSTREAM_SECRET", "of these tests only")
    mortal = Mortal(serve, tmp_path, PAGES)
    tab = visit(mortal.url)
    tab.expected = LOST
    tab.button("Go on").click()
    tab.expect_heading("second, chapter 1")
    tab.page.get_by_text("Marked").click()
    for chapter, end in enumerate((mortal.kill, mortal.stop), 2):
        tab.button("Turn the page").click()
        tab.expect_heading(f"second, chapter {chapter}")
        tab.evaluate(REMEMBER)
        end()
        connected(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
        mortal.come_back()
        connected(tab).to_have_attribute("data-test-connection-state", "CONNECTED")
        tab.wait_for_idle()
        assert tab.evaluate(SAME) is True
        tab.expect_text("begun 1, visits 1")
        expect(tab.page).to_have_url(re.compile(rf"/second\?chapter={chapter}$"))
        expect(tab.page.get_by_role("checkbox")).to_be_checked()
    tab.page.go_back()
    tab.expect_heading("second, chapter 2")
    mortal.kill()
    tab.page.go_back()
    mortal.come_back()
    tab.expect_heading("second, chapter 1")
    reload(tab)
    tab.expect_heading("second, chapter 1")
    tab.expect_text("begun 1, visits 1")
    expect(tab.page.get_by_role("checkbox")).to_be_checked()


def test_a_server_that_ends_in_order_lets_runs_end_and_loses_no_click(
    mortal: Mortal, visit: Open
) -> None:
    tab = visit(mortal.url)
    tab.expected = LOST
    add(tab, 1)
    tab.button("Add slowly").click()
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "running")
    tab.button("Add").click()
    mortal.stop()
    mortal.come_back()
    tab.expect_heading("n is 3")
    add(tab, 4)


# --- what is too much -------------------------------------------------------------------------------


def test_a_state_that_is_too_large_ends_the_page_and_leaves_the_server_alone(
    serve: Open, visit: Open
) -> None:
    server = serve(APP, "--server.maxWidgetStateSize", "1")
    tab = visit(server.url)
    tab.expected = ("WebSocket connection",)
    tab.page.get_by_label("Name", exact=True).fill("x" * 1_100_000)
    tab.page.get_by_label("Name", exact=True).press("Enter")
    expect(tab.find("stRefusal")).to_contain_text("larger than this app takes")
    other = visit(server.url)
    add(other, 1)
