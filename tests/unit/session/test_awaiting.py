"""Scripts that await, as sessions run them: every run of every session shares one loop."""

from __future__ import annotations

import logging
from typing import Any

import pytest

CLIENT = """
import asyncio
import millstream as st

class Client:
    made = 0
    def __init__(self):
        Client.made += 1
        self.loop = asyncio.get_running_loop()
        self.lock = asyncio.Lock()
    async def get(self, x):
        assert asyncio.get_running_loop() is self.loop, "bound to another loop"
        async with self.lock:
            await asyncio.sleep(0)
            return 2 * x
    async def stream(self, x):
        for i in range(x):
            yield str(await self.get(i))

@st.cache_resource
async def client(name):
    return Client()

@st.cache_data
async def load(name, x):
    asked.append(x)
    return await (await client(name)).get(x)
"""


def asked(browser: Any) -> list[int]:
    return browser.session._script.names["asked"]


@pytest.fixture
def open_(browse: Any, request: pytest.FixtureRequest) -> Any:
    """Open a page of a script that follows the client's; caches are the test's own."""

    def open_(source: str) -> Any:
        browser = browse(CLIENT + f"NAME = {request.node.name!r}\n" + source)
        browser.session._script.names["asked"] = []
        return browser.connect()

    return open_


def test_a_client_that_is_bound_to_a_loop_works_in_every_run_and_session(open_: Any) -> None:
    source = """
x = st.slider("x", 1, 9, key="x")
st.text(str(await (await client(NAME)).get(x)))
st.write_stream((await client(NAME)).stream(3))
"""
    first, second = open_(source), open_(source)
    for x in (2, 3):
        first.change("slider-x", [x])
        assert first.texts() == [str(2 * x), "024"]
    second.change("slider-x", [5])
    assert second.texts() == ["10", "024"]


def test_a_cached_coroutine_is_computed_once_for_all_runs_and_sessions(open_: Any) -> None:
    source = """
st.button("again")
st.text(str(await load(NAME, 4)))
st.text(str(await asyncio.gather(load(NAME, 4), load(NAME, 5))))
"""
    first, second = open_(source), open_(source)
    first.click("again")
    assert first.texts() == second.texts() == ["8", "[8, 10]"]
    assert asked(first) == [4, 5] and asked(second) == []


def test_callbacks_fragments_and_dialogs_await_too(open_: Any) -> None:
    browser = open_("""
async def called():
    st.session_state.got = await load(NAME, 1)

@st.fragment
async def part():
    if st.button("part"):
        st.text(f"part {await load(NAME, 2)}")

@st.dialog("Over")
async def over():
    st.text(f"over {await load(NAME, 3)}")

st.button("call", on_click=called)
await part()
if st.button("open"):
    await over()
st.text(f"got {st.session_state.get('got')}")
""")
    browser.click("call")
    assert "got 2" in browser.texts()
    browser.click("part")
    assert "part 4" in browser.texts()
    browser.click("open")
    assert "over 6" in browser.texts()
    assert asked(browser) == [1, 2, 3]


def test_coroutines_that_go_on_together_draw_into_their_own_places(open_: Any) -> None:
    browser = open_("""
async def fill(place, name):
    with place:
        for i in range(3):
            st.text(f"{name}{i}")
            await asyncio.sleep(0)
await asyncio.gather(*[fill(st.container(), name) for name in "ab"])
""")
    assert browser.texts() == ["a0", "a1", "a2", "b0", "b1", "b2"]


def test_stop_and_rerun_work_in_coroutines(open_: Any) -> None:
    browser = open_("""
runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
async def leave():
    await asyncio.sleep(0)
    st.rerun() if runs < 3 else st.stop()
st.text(f"run {runs}")
await leave()
st.text("never")
""")
    assert browser.texts() == ["run 3"]


def test_an_error_in_a_coroutine_shows_the_lines_of_the_script(open_: Any) -> None:
    browser = open_("""
async def fail():
    await asyncio.sleep(0)
    raise ValueError("no water")
await fail()
""")
    shown = browser.find("Exception_")
    assert (shown.type, shown.message) == ("ValueError", "no water")
    own = [(frame.function, frame.source[frame.line - frame.first_line]) for frame in shown.frames]
    assert own == [("<module>", "await fail()"), ("fail", '    raise ValueError("no water")')]
    assert shown.text.count("await fail()") == 1


def test_asyncio_run_works_where_nothing_is_awaited_at_the_top(open_: Any) -> None:
    browser = open_("""
async def main():
    st.text("inside")
    await asyncio.sleep(0)
    return asyncio.get_running_loop()
st.text(str(type(asyncio.run(main())).__name__ != ""))
with asyncio.Runner() as runner:
    runner.run(main())
""")
    assert browser.texts() == ["inside", "True", "inside"]


def test_a_task_that_outlives_the_run_draws_nothing_and_says_so_once(
    open_: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        browser = open_("""
async def later(gate, done):
    await gate.wait()
    st.text("late")
    st.text("later")
    done.set()
async def begin():
    gate, done = asyncio.Event(), asyncio.Event()
    st.session_state.update(gate=gate, done=done, task=asyncio.create_task(later(gate, done)))
async def end():
    st.session_state.gate.set()
    await st.session_state.done.wait()
await (end() if st.button("end") else begin())
st.text("drawn")
""")
        browser.click("end")
    assert browser.texts() == ["drawn"]
    assert len([each for each in caplog.records if "after the run" in each.getMessage()]) == 1
