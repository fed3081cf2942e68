"""A socket that drops: the browser comes back to its session, and nothing is drawn again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

Open = Callable[..., Any]

COUNTER = """
import time
import millstream as st
st.session_state.setdefault("n", 0)
if st.button("Add slowly"):
    st.text("adding")
    with st.uninterrupted():
        time.sleep(1)
        st.session_state.n += 1
if st.button("Add"):
    st.session_state.n += 1
st.header(f"n is {st.session_state.n}")
name = st.text_input("Name")
st.text(f"hello {name}")
for i in range(20):
    st.text(f"line {i}")
"""
REMEMBER = """() => {
  window.nodes = [...document.querySelectorAll('[data-testid=stElementContainer]')];
  window.changes = 0;
  new MutationObserver(list => { window.changes += list.length; }).observe(
    document.querySelector('[data-testid=stMainBlockContainer]'),
    { childList: true, characterData: true, subtree: true });
}"""
SAME = """() => {
  const now = [...document.querySelectorAll('[data-testid=stElementContainer]')];
  return now.length === window.nodes.length && now.every((node, i) => node === window.nodes[i]);
}"""


class Wire:
    """A TCP relay in front of a server, in a thread of its own: it can be cut, and joined again."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._loop = asyncio.new_event_loop()
        self._ends: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = self._on_loop(asyncio.start_server(self._relay, "127.0.0.1", 0))
        self._server: asyncio.Server = listening
        self.port: int = listening.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/"

    def cut(self) -> None:
        """Drop every connection, and refuse new ones."""
        self._on_loop(self._drop(refuse=True))

    def join(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    def close(self) -> None:
        self._on_loop(self._drop(refuse=True))
        self._on_loop(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _on_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _shut(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _drop(self, *, refuse: bool) -> None:
        self._is_cut = refuse
        for end in list(self._ends):
            end.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        target_reader, target_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        ends = {writer, target_writer}
        self._ends |= ends
        await asyncio.gather(self._pump(reader, target_writer), self._pump(target_reader, writer))
        self._ends -= ends

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@pytest.fixture
def wire(serve: Open) -> Iterator[Wire]:
    wire = Wire(serve(COUNTER).port)
    yield wire
    wire.close()


def state(tab: Any) -> Any:
    return expect(tab.find("stApp"))


@pytest.fixture
def tab(wire: Wire, visit: Open) -> Any:
    tab = visit(wire.url)
    tab.expected = ("WebSocket connection", "net::ERR_")  # so says Chromium of a wire that is cut
    return tab


def test_the_session_goes_on_and_nothing_is_drawn_again(wire: Wire, tab: Any) -> None:
    tab.button("Add").click()
    tab.expect_heading("n is 1")
    tab.evaluate(REMEMBER)
    wire.cut()
    state(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    wire.join()
    state(tab).to_have_attribute("data-test-connection-state", "CONNECTED")
    tab.wait_for_idle()
    assert tab.evaluate(SAME) is True
    assert tab.evaluate("() => window.changes") == 0
    tab.button("Add").click()
    tab.expect_heading("n is 2")


def test_what_was_done_while_the_wire_was_cut_arrives_once(wire: Wire, tab: Any) -> None:
    wire.cut()
    state(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    field = tab.page.get_by_label("Name", exact=True)
    field.fill("Ada")
    field.press("Enter")
    wire.join()
    tab.expect_text("hello Ada")
    tab.expect_heading("n is 0")


def test_a_session_survives_several_cuts(wire: Wire, tab: Any) -> None:
    for count in range(1, 4):
        tab.button("Add").click()
        tab.expect_heading(f"n is {count}")
        wire.cut()
        state(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
        wire.join()
        state(tab).to_have_attribute("data-test-connection-state", "CONNECTED")
    tab.button("Add").click()
    tab.expect_heading("n is 4")


def test_a_run_goes_on_while_the_wire_is_cut_and_its_page_comes_when_it_is_joined(
    wire: Wire, tab: Any
) -> None:
    tab.button("Add slowly").click()
    tab.expect_text("adding")
    wire.cut()
    state(tab).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    wire.join()
    tab.expect_heading("n is 1")
    expect(tab.page.get_by_text("adding", exact=True)).to_be_visible()
    tab.wait_for_idle()
    tab.button("Add").click()
    tab.expect_heading("n is 2")
    expect(tab.page.get_by_text("adding", exact=True)).not_to_be_attached()
