"""The ends of sessions that are stored, and that nobody comes back to."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from types import ModuleType
from typing import Any

import pytest

from millstream.protocol.messages import PROTOCOL_VERSION, Client, Hello
from millstream.script.media import Media
from millstream.script.runner import execute
from millstream.script.source import Script
from millstream.server.executor import Executor
from millstream.server.sweeper import Sweeper
from millstream.session.events import Disconnected, Ended, Start
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.state.persistence.archive import Archive
from millstream.storage.envelope import Sealer
from millstream.testing.manual import ManualTime
from millstream.testing.session_stores import MemorySessionStore
from millstream.ui.write import magic

STORED_SECONDS = 100
APP = """
import millstream as st
ran.append(1)

@st.on_session_start
def begin():
    log.append("start")
    st.session_state.user = "Ada"

@st.on_session_end
def end():
    log.append(f"end of {st.session_state.user} on {st.query_params.get('page')}")
"""


class World:
    """Processes one after the other, with one store."""

    def __init__(self, source: str = APP) -> None:
        self.time = ManualTime()
        self.store = MemorySessionStore(self.time)
        self.log: list[str] = []
        self.ran: list[int] = []
        self._source = f"from sweeper_world import log, ran\n{source}"
        module = ModuleType("sweeper_world")
        module.__dict__.update(log=self.log, ran=self.ran)
        sys.modules["sweeper_world"] = module

    def process(self) -> tuple[SessionManager, Sweeper]:
        """Start a process: what was before is killed."""
        script = Script("app.py", self._source)
        archive = Archive(self.store, Sealer(bytes(32)), STORED_SECONDS, lambda key: True)
        options = SessionOptions(survive="restart")
        manager = SessionManager(script, Media(), options, archive=archive)
        sweeper = Sweeper(manager, Executor(), magic, STORED_SECONDS)
        return manager, sweeper

    def visit(self, manager: SessionManager) -> Session:
        session = manager.open(Hello(protocol=PROTOCOL_VERSION, client=Client()))
        hello = Hello(protocol=PROTOCOL_VERSION, client=Client(query="page=2"))
        effects = session.handle(hello)
        while started := [each.run for each in effects if isinstance(each, Start)]:
            effects = session.handle(Ended(started[0], execute(started[0], magic)))
        return session


def test_the_end_of_a_session_that_nobody_came_back_to_is_told_once() -> None:
    world = World()
    world.visit(world.process()[0])
    _, sweeper = world.process()
    sweeper.sweep()
    assert world.log == ["start"]  # its browser may still come back
    world.time.advance(STORED_SECONDS + 1)
    sweeper.sweep()
    sweeper.sweep()
    world.process()[1].sweep()
    assert world.log == ["start", "end of Ada on 2"]
    assert not world.store.records


def test_a_script_that_runs_again_gets_to_what_it_wants_done_at_the_end() -> None:
    world = World(
        APP.replace("@st.on_session_end", "if len(ran) == 2: st.rerun()\n@st.on_session_end")
    )
    world.visit(world.process()[0])
    world.time.advance(STORED_SECONDS + 1)
    world.process()[1].sweep()
    assert world.log == ["start", "end of Ada on 2"] and len(world.ran) == 3


def test_a_script_that_never_stops_running_again_ends_all_the_same() -> None:
    source = """
import millstream as st
ran.append(1)

@st.on_session_end
def end():
    log.append("end")

if len(ran) > 1:
    st.rerun()
"""
    world = World(source)
    world.visit(world.process()[0])
    world.time.advance(STORED_SECONDS + 1)
    world.process()[1].sweep()
    assert world.log == ["end"] and len(world.ran) < 20


def test_a_script_that_wants_nothing_done_at_the_end_is_not_run_for_it() -> None:
    world = World("import millstream as st\nran.append(1)\nst.session_state.n = 1\n")
    world.visit(world.process()[0])
    world.time.advance(STORED_SECONDS + 1)
    world.process()[1].sweep()
    assert world.ran == [1] and not world.store.records


def test_a_session_whose_page_is_open_stays_in_the_store() -> None:
    world = World()
    manager, sweeper = world.process()
    session = world.visit(manager)
    for _ in range(5):
        world.time.advance(STORED_SECONDS * 0.6)
        sweeper.sweep()
        world.process()[1].sweep()
    assert world.log == ["start"] and list(world.store.records) == [session.id]
    session.handle(Disconnected())
    world.time.advance(STORED_SECONDS + 1)
    sweeper.sweep()  # it waits here for its browser
    assert world.log == ["start"]


def test_a_session_that_has_ended_in_its_time_does_not_end_again() -> None:
    world = World()
    manager, _ = world.process()
    session = world.visit(manager)
    assert session._keeper.claims_end()
    world.time.advance(STORED_SECONDS + 1)
    world.process()[1].sweep()
    assert world.log == ["start"]


def test_a_server_sweeps_from_its_start_on_until_it_ends() -> None:
    world = World()
    world.visit(world.process()[0])
    world.time.advance(STORED_SECONDS + 1)
    swept = threading.Event()
    _, sweeper = world.process()
    taken = world.store.take_expired

    def take() -> Any:
        found = taken()
        if found is None:
            swept.set()
        return found

    world.store.take_expired = take  # type: ignore[method-assign]

    async def serve() -> None:
        sweeper.start()
        assert await asyncio.to_thread(swept.wait, 20)
        sweeper.stop()

    asyncio.run(serve())
    assert world.log == ["start", "end of Ada on 2"]


def test_a_store_that_does_not_answer_is_one_line_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    _, sweeper = world.process()
    told = threading.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.set()

    def take() -> Any:
        raise OSError("the disk is gone")

    world.store.take_expired = take  # type: ignore[method-assign]

    async def serve() -> None:
        sweeper.start()
        assert await asyncio.to_thread(told.wait, 20)
        sweeper.stop()

    logger, listener = logging.getLogger("millstream.server"), Listener()
    logger.addHandler(listener)
    asyncio.run(serve())
    logger.removeHandler(listener)
    assert caplog.messages == ["Stored sessions cannot be swept: OSError: the disk is gone"]
