"""Forms, fragments, dialogs and streams, as a user has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

Open = Callable[..., Any]


# --- forms -------------------------------------------------------------------------------------------

FORMS = """
import millstream as st
st.session_state.runs = st.session_state.get("runs", 0) + 1
with st.form("entry", clear_on_submit=True):
    name = st.text_input("Name", "Ada")
    wet = st.checkbox("Wet")
    saved = st.form_submit_button("Save", on_click=lambda: st.session_state.update(by="callback"))
    checked = st.form_submit_button("Check")
with st.form("plain", enter_to_submit=False, border=False):
    place = st.text_input("Place")
    st.form_submit_button("Go")
with st.form("incomplete"):
    st.text_input("Lost")
st.text(f"run {st.session_state.runs}: {name} {wet} {saved} {checked} {st.session_state.get('by')} {place}")
"""


def test_values_of_a_form_arrive_together_and_only_when_it_is_submitted(
    serve: Open, visit: Open
) -> None:
    tab = visit(serve(FORMS).url)
    entry, plain = tab.find("stForm").nth(0), tab.find("stForm").nth(1)
    name = entry.get_by_label("Name", exact=True)
    name.fill("Grace")
    name.blur()
    entry.get_by_text("Wet", exact=True).click()
    tab.expect_text("run 1: Ada False False False None ")
    tab.button("Check").click()
    tab.expect_text("run 2: Grace True False True None ")
    expect(name).to_have_value("Ada")
    expect(entry.get_by_role("checkbox")).not_to_be_checked()
    name.fill("Edith")
    name.press("Enter")
    tab.expect_text("run 3: Edith False True False callback ")
    place = plain.get_by_label("Place", exact=True)
    place.fill("Weir")
    place.press("Enter")
    tab.page.keyboard.press("Tab")
    tab.expect_text("run 3: Edith False True False callback ")
    tab.button("Go").click()
    tab.expect_text("run 4: Edith False False False callback Weir")
    expect(place).to_have_value("Weir")
    expect(tab.find("stForm").nth(2).get_by_role("alert")).to_contain_text("no submit button")
    expect(entry.get_by_role("alert")).to_have_count(0)
    expect(tab.page.locator('[data-testid=stForm][data-border="true"]')).to_have_count(2)


CLICKS = """
import time
import millstream as st
st.text("top")
time.sleep(0.15)
if st.button("More"):
    st.session_state.n = st.session_state.get("n", 0) + 1
    st.text("clicked")
    time.sleep(0.15)
level = st.slider("Level", 0, 9)
st.text(f"{st.session_state.get('n', 0)} clicks at {level}")
"""


def test_no_click_is_lost_among_other_interactions(serve: Open, visit: Open) -> None:
    tab = visit(serve(CLICKS).url)
    tab.expect_text("0 clicks at 0")
    for _ in range(3):
        tab.button("More").click()
        tab.page.get_by_role("slider").press("ArrowRight")
    tab.button("More").dblclick()
    tab.expect_text("5 clicks at 3")


# --- fragments ---------------------------------------------------------------------------------------

FRAGMENTS = """
import threading
import millstream as st
log = st.session_state.setdefault("log", [])
log.append("app")
st.text_input("Note", key="note")
above = st.container()

@st.fragment
def inner():
    if st.button("Inner"):
        log.append("inner")
    st.text(f"inner {log.count('inner')}")
    st.text(f"{st.session_state.get('ticks')} ticks")

@st.fragment
def outer():
    if st.button("Outer"):
        log.append("outer")
    if st.button("Fail"):
        raise ValueError("no water")
    if st.button("All"):
        st.rerun()
    above.text(f"above {log.count('outer')}")
    inner()

@st.fragment(run_every=0.2)
def clock():
    ticks = st.session_state["ticks"] = st.session_state.get("ticks", 0) + 1
    st.text("ticking" if ticks < 5 else "ticked often")

outer()
if not st.checkbox("Hide the clock"):
    clock()
st.text(f"app {log.count('app')}")
st.button("Ask", on_click=lambda: st.rerun("asked"))

@st.fragment(key="asked")
def asked():
    log.append("asked")
    st.text(f"asked {log.count('asked')}")
asked()
"""


def test_a_fragment_runs_without_the_rest_of_the_page(serve: Open, visit: Open) -> None:
    tab = visit(serve(FRAGMENTS).url)
    tab.expect_text("app 1")
    tab.button("Inner").click()
    tab.expect_text("inner 1")
    tab.button("Outer").click()
    tab.expect_text("above 1")
    tab.button("Fail").click()
    expect(tab.find("stException")).to_contain_text("no water")
    tab.expect_text("app 1")
    tab.button("Outer").click()
    tab.expect_text("above 2")
    expect(tab.find("stException")).to_have_count(0)
    tab.button("Ask").click()
    tab.expect_text("asked 2")
    tab.expect_text("app 1")
    tab.button("All").click()
    tab.expect_text("app 2")


def test_a_timed_fragment_runs_by_itself_and_leaves_the_user_alone(
    serve: Open, visit: Open
) -> None:
    tab = visit(serve(FRAGMENTS).url)
    note = tab.page.get_by_label("Note", exact=True)
    note.press_sequentially("the level is", delay=60)
    tab.expect_text("ticked often")
    expect(note).to_be_focused()
    expect(note).to_have_value("the level is")
    tab.expect_text("app 1")
    note.press("Enter")
    tab.expect_text("app 2")
    tab.page.get_by_text("Hide the clock", exact=True).click()
    tab.expect_text("app 3")
    expect(tab.page.get_by_text("ticked often")).to_have_count(0)
    tab.button("Inner").click()
    tab.expect_text("inner 1")
    ticks = tab.find("stText").filter(has_text=" ticks").inner_text()
    for clicks in (2, 3):
        tab.button("Inner").click()
        tab.expect_text(f"inner {clicks}")
    tab.expect_text(ticks)


PARALLEL = """
import threading
import millstream as st
if "meeting" not in st.session_state:
    st.session_state.meeting = threading.Barrier(3, timeout=5)
    st.session_state.gate = threading.Event()

@st.fragment(parallel=True)
def part(name):
    meeting.wait()
    st.text(f"{name} has begun")
    gate.wait(5)
    if st.button(f"Again {name}"):
        st.text(f"{name} again")
    st.text(f"{name} has ended")

meeting, gate = st.session_state.meeting, st.session_state.gate
left, right = st.columns(2)
with left:
    part("left")
with right:
    part("right")
st.text("the script goes on")
meeting.wait()
gate.set()
meeting = threading.Barrier(1)
"""


def test_parallel_fragments_are_drawn_at_the_same_time(serve: Open, visit: Open) -> None:
    tab = visit(serve(PARALLEL).url)
    for text in ("left has ended", "right has ended", "the script goes on"):
        tab.expect_text(text)
    tab.button("Again right").click()
    tab.expect_text("right again")
    expect(tab.find("stColumn").nth(1)).to_contain_text("right again")


# --- dialogs -----------------------------------------------------------------------------------------

DIALOGS = """
import millstream as st
st.session_state.runs = st.session_state.get("runs", 0) + 1

@st.dialog("Close the **weir**?", width="large", icon="🌊")
def close():
    why = st.text_input("Why")
    st.text(f"because {why}")
    if st.button("Close it"):
        st.session_state.closed = why
        st.rerun()

@st.dialog("Settings", position="right", width=300, on_dismiss="rerun")
def settings():
    st.text("in the drawer")

@st.dialog("Stay", dismissible=False)
def stay():
    if st.button("Leave"):
        st.rerun()

for label, open_it in (("Close", close), ("Settings", settings), ("Stay", stay)):
    if st.button(label, key=label):
        open_it()
st.text(f"run {st.session_state.runs}, closed: {st.session_state.get('closed')}")
"""


def test_a_dialog_runs_alone_and_closes_from_inside(serve: Open, visit: Open) -> None:
    tab = visit(serve(DIALOGS).url)
    tab.button("Close").click()
    box = tab.page.get_by_role("dialog")
    expect(box).to_contain_text("Close the weir?")
    assert tab.find("stDialog").locator(".stDialogBox").evaluate("box => box.offsetWidth") > 1000
    why = box.get_by_label("Why", exact=True)
    why.fill("flood")
    why.press("Enter")
    tab.expect_text("because flood")
    tab.expect_text("run 2, closed: None")
    box.get_by_role("button", name="Close it").click()
    tab.expect_text("run 3, closed: flood")
    expect(tab.find("stDialog")).to_have_count(0)


def test_a_user_closes_a_dialog_where_the_script_lets_them(serve: Open, visit: Open) -> None:
    tab = visit(serve(DIALOGS).url)
    tab.button("Close").click()
    tab.expect_text("run 2, closed: None")
    expect(tab.page.get_by_role("dialog")).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(tab.find("stDialog")).to_have_count(0)
    tab.expect_text("run 2, closed: None")
    tab.button("Settings").click()
    tab.expect_text("in the drawer")
    box = tab.find("stDialog").locator(".stDialogBox")
    width, right = box.evaluate("box => [box.offsetWidth, box.offsetLeft + box.offsetWidth]")
    assert (width, right) == (300, tab.page.viewport_size["width"])
    tab.page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).click()
    tab.expect_text("run 4, closed: None")
    tab.button("Stay").click()
    expect(tab.page.get_by_role("dialog")).to_be_focused()
    tab.page.keyboard.press("Escape")
    tab.page.mouse.click(5, 5)
    tab.button("Leave").click()
    tab.expect_text("run 6, closed: None")
    expect(tab.find("stDialog")).to_have_count(0)


# --- streams, threads, await -------------------------------------------------------------------------

STREAMS = """
import asyncio
import threading
import time
import millstream as st

async def words():
    for i in range(900):
        yield f"word{i} "
        await asyncio.sleep(0.01)

async def level():
    await asyncio.sleep(0)
    return 42

def draw(place):
    place.text("drawn by a thread")

st.text(f"awaited {await level()}")
thread = threading.Thread(target=draw, args=(st.container(),))
thread.start()
thread.join()
if st.button("Ask"):
    with st.status("Look", expanded=True) as status:
        status.update(label="Looked")
    with st.spinner("Thinking"), st.status("Answer"):
        st.write_stream(words(), cursor="▌")
with st.echo():
    st.text("echoed")
"""


def test_a_stream_grows_and_stops_where_the_user_stops_it(serve: Open, visit: Open) -> None:
    tab = visit(serve(STREAMS).url)
    for text in ("awaited 42", "drawn by a thread", "echoed"):
        tab.expect_text(text)
    expect(tab.find("stCode")).to_contain_text('st.text("echoed")')
    tab.button("Ask").click()
    expect(tab.page.get_by_role("img", name="Complete")).to_be_visible()
    expect(tab.find("stExpanderIconSpinner")).to_be_visible()
    tab.page.get_by_text("Answer", exact=True).click()
    answer = tab.find("stMarkdown").filter(has_text="word0 ")
    expect(answer).to_contain_text(re.compile("word15 .*▌$"))
    expect(tab.find("stSpinner")).to_have_text("Thinking")
    tab.find("stStatusWidget").get_by_role("button", name="Stop").click()
    tab.wait_for_idle()
    expect(tab.find("stSpinner")).to_have_count(0)
    expect(tab.find("stExpanderIconSpinner")).to_have_count(0)
    expect(tab.page.get_by_role("img", name="Error")).to_be_visible()
    expect(answer).not_to_contain_text("▌")
    text = answer.inner_text()
    tab.button("Ask").click()
    expect(answer).to_contain_text(re.compile("word15 "))
    assert len(answer.inner_text()) < len(text) + 2000
    tab.find("stStatusWidget").get_by_role("button", name="Stop").click()
    tab.wait_for_idle()
