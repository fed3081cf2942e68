"""Sessions come and go: when they end, who is told, and what is left of them."""

from __future__ import annotations

import asyncio
import gc
import threading
import tracemalloc
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

from millstream.protocol import codec
from millstream.protocol.messages import Change, Client, Hello, Interact, Update, Welcome
from millstream.script.media import Media
from millstream.script.peer import Peer
from millstream.script.source import Script
from millstream.server.executor import Executor
from millstream.server.host import Host
from millstream.session.lifetime import Lifetimes
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.ui.write import magic

PATIENCE_SECONDS = 20


class Tab:
    """A browser's end of a connection."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.token = ""
        self.is_closed = False
        self.idle = asyncio.Event()

    async def open(self, token: str = "") -> Session:
        hello = Hello(protocol=1, client=Client(), token=token)
        self.session = await self._host.connect(hello, self, Peer())
        await asyncio.wait_for(self.idle.wait(), PATIENCE_SECONDS)
        return self.session

    async def click(self, id: str, seq: int) -> None:
        self.idle.clear()
        self._host.handle(self.session, Interact(seq, (Change(id, True),)))
        await asyncio.wait_for(self.idle.wait(), PATIENCE_SECONDS)

    def leave(self) -> None:
        self._host.disconnect(self.session, self)
        del self.session

    def send(self, message: bytes) -> None:
        said = codec.decode_server(message)
        if isinstance(said, Welcome):
            self.token = said.token
        elif isinstance(said, Update) and said.run == "idle":
            self.idle.set()

    def close(self) -> None:
        self.is_closed = True


class World:
    """A host whose script says when its sessions have ended."""

    def __init__(
        self,
        source: str,
        *,
        wait_seconds: float = 0,
        quota_bytes: int = 10**9,
        names: dict[str, Any] | None = None,
    ) -> None:
        self.ended: list[Any] = []
        self._threads = set(threading.enumerate())
        self.media = Media()
        script = Script("app.py", source)
        script.names.update(names or {}, ended=self.ended)
        self.manager = SessionManager(script, self.media, SessionOptions())
        self.host = Host(
            self.manager,
            Executor(idle_seconds=0.05),
            write=magic,
            empty_caches=lambda: None,
            lifetimes=Lifetimes(wait_seconds, quota_bytes),
        )

    def has_rested(self) -> bool:
        """Whether the threads of the executor have ended: idle ones do so after a while."""
        new = set(threading.enumerate()) - self._threads
        return all(each.name != "millstream-script" for each in new)

    def tab(self) -> Tab:
        return Tab(self.host)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Let the loop and the threads work until something is so."""
        loop = asyncio.get_running_loop()
        seen = loop.create_future()

        def look() -> None:
            if is_so():
                seen.set_result(None)
            elif not seen.done():
                loop.call_later(0.001, look)

        look()
        await asyncio.wait_for(seen, PATIENCE_SECONDS)


def play(test: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await test()

    asyncio.run(whole())


ENDING = """
import millstream as st
st.session_state.setdefault("name", len(ended))
st.session_state.setdefault("load", bytes(LOAD))

@st.on_session_end
def end():
    ended.append(st.session_state.get("mine", "nobody"))

if st.button("mine", key="mine_button"):
    st.session_state.mine = "somebody"
"""


def test_a_session_ends_when_its_browser_does_not_come_back() -> None:
    async def test() -> None:
        world = World(ENDING, names={"LOAD": 10})
        tab = world.tab()
        await tab.open()
        await tab.click("button-mine_button", 1)
        tab.leave()
        await world.until(lambda: bool(world.ended))
        assert world.ended == ["somebody"]
        assert len(world.manager) == 0
        other = world.tab()
        await other.open(tab.token)
        assert len(world.manager) == 1, "who comes too late has a new session"

    play(test)


def test_a_session_whose_browser_comes_back_in_time_goes_on() -> None:
    async def test() -> None:
        world = World(ENDING, wait_seconds=3600, names={"LOAD": 10})
        tab = world.tab()
        session = await tab.open()
        tab.leave()
        other = world.tab()
        other.idle.set()  # nothing is run for it
        assert await other.open(tab.token) is session
        await world.host.close()
        assert world.ended == ["nobody"], "the end of the server is that of its sessions"
        assert other.is_closed

    play(test)


def test_of_sessions_that_wait_the_oldest_end_where_there_is_no_room() -> None:
    async def test() -> None:
        world = World(ENDING, wait_seconds=3600, quota_bytes=250_000, names={"LOAD": 100_000})
        tabs = [world.tab() for _ in range(4)]
        sessions = [(await tab.open()).id for tab in tabs]
        here, *gone = tabs
        for tab in gone:
            tab.leave()
        await world.until(lambda: bool(world.ended))
        assert {each.id for each in world.manager} == {sessions[0], *sessions[2:]}
        here.leave()
        await world.until(lambda: len(world.ended) == 2)
        assert {each.id for each in world.manager} == {sessions[0], sessions[3]}
        await world.host.close()
        assert len(world.ended) == 4

    play(test)


def test_what_a_script_has_loaded_into_its_names_takes_room_too() -> None:
    async def test() -> None:
        source = f"{ENDING}\nloaded = bytes(100_000)\n"
        world = World(source, wait_seconds=3600, quota_bytes=250_000, names={"LOAD": 0})
        tabs = [world.tab() for _ in range(3)]
        sessions = [(await tab.open()).id for tab in tabs]
        for tab in tabs:
            tab.leave()
        await world.until(lambda: bool(world.ended))
        assert {each.id for each in world.manager} == set(sessions[1:])
        await world.host.close()

    play(test)


def test_a_run_that_goes_on_is_the_last_of_its_session() -> None:
    reached, goes_on = threading.Event(), threading.Event()
    source = """
import millstream as st
@st.on_session_end
def end():
    ended.append("end")
reached.set()
goes_on.wait(20)
st.text("the run ends here")
ended.append("run")
"""

    async def test() -> None:
        world = World(source, names={"reached": reached, "goes_on": goes_on})
        tab = world.tab()
        opening = asyncio.create_task(tab.open())
        await world.until(reached.is_set)
        tab.leave()
        await world.until(lambda: len(world.manager) == 0)
        assert world.ended == []
        goes_on.set()
        await world.until(lambda: bool(world.ended))
        assert world.ended == ["end"]
        opening.cancel()

    play(test)


EVERYTHING = """
import asyncio
import threading
import millstream as st

def new(value=None):
    made = Thing()
    things.append(weakref.ref(made))
    return made

@st.cache_resource(scope="session")
def resource():
    return new()

class Mine:
    pass

mine = Mine()
things.append(weakref.ref(mine))
mine.itself = mine
in_globals = new()
st.session_state.setdefault("own", new())
st.session_state.setdefault("mine", mine)
st.button("go", key="go", on_click=lambda thing: None, args=(new(),))
st.selectbox("which", [new(), new()], format_func=lambda thing: str(id(thing)))
resource()
held = new()

@st.fragment(run_every=3600)
def part():
    st.text(id(held))
    st.button("in it", key="in it", on_click=lambda: held)
part()

@st.on_session_end
def end():
    ended.append(id(held))

def work():
    st.text("from a thread")
    things.append(weakref.ref(threading.current_thread()))
thread = threading.Thread(target=work)
thread.start()
thread.join()

async def drawn():
    await asyncio.sleep(0)
    st.text(id(held))
await drawn()
st.session_state.error = None
try:
    raise ValueError(new())
except ValueError as error:
    st.session_state.error = error
    st.exception(error)
st.line_chart({"a": [1, 2, 3]})
raise RuntimeError(held)
"""


class Thing:
    """Something that a session holds."""


def test_nothing_of_an_ended_session_stays_in_memory() -> None:
    things: list[weakref.ref[Any]] = []
    names = {"Thing": Thing, "things": things, "weakref": weakref}

    async def test() -> None:
        world = World(EVERYTHING, names=names)
        tab = world.tab()
        things.append(weakref.ref(await tab.open()))
        await tab.click("button-go", 1)
        await tab.click("button-in it", 2)
        assert any(thing() is not None for thing in things)
        tab.leave()
        await world.until(lambda: bool(world.ended))
        await world.until(world.has_rested)
        gc.collect()
        assert [thing() for thing in things if thing() is not None] == []

    play(test)


BUSY = """
import millstream as st
st.session_state.setdefault("load", bytearray(20_000))
st.session_state.setdefault("n", 0)
if st.button("more", key="more"):
    st.session_state.n += 1
for n in range(5):
    st.text_input(f"field {n}")
@st.fragment
def part():
    st.checkbox("in it")
part()
st.query_params["n"] = st.session_state.n
st.line_chart({"a": [st.session_state.n]})
"""


def test_a_thousand_sessions_come_and_go_and_memory_returns() -> None:
    async def come_and_go(world: World, count: int) -> None:
        for _ in range(count // 10):
            tabs = [world.tab() for _ in range(10)]
            await asyncio.gather(*[tab.open() for tab in tabs])
            await asyncio.gather(*[tab.click("button-more", 1) for tab in tabs])
            for tab in tabs:
                tab.leave()
        await world.until(lambda: len(world.manager) == 0)
        await world.until(world.has_rested)
        gc.collect()

    async def test() -> None:
        world = World(BUSY)
        await come_and_go(world, 50)
        tracemalloc.start()
        try:
            before, objects = tracemalloc.get_traced_memory()[0], len(gc.get_objects())
            await come_and_go(world, 1000)
            grown = tracemalloc.get_traced_memory()[0] - before
            new_objects = len(gc.get_objects()) - objects
        finally:
            tracemalloc.stop()
        assert grown < 200_000, "less than 200 bytes a session, of which each held 20,000 and more"
        assert new_objects < 500

    play(test)
