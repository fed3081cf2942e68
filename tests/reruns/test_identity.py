"""Values of a script's own classes: over reruns, in caches and in session state, in one session and in two at once."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from millstream.caching import cache_data, cache_resource
from millstream.testing.app_test import AppTest

SCRIPT = """
import pickle
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

import millstream as st
import ms_meeting

factor = st.slider("factor", 0, 10, 1)

class Colour(Enum):
    RED = auto()
    BLUE = auto()

    @property
    def label(self):
        return f"{self.name} times {factor}"

@dataclass
class Point:
    x: int
    colour: Colour = Colour.RED
    tags: list[str] = field(default_factory=list)

    def scaled(self):
        return self.x * factor

class Pair(NamedTuple):
    left: Point
    right: Point

class Plain:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return isinstance(other, Plain) and self.x == other.x

    def scaled(self):
        return self.x * factor

def double(x):
    return 2 * x

@st.cache_data(track="code")
def made(x):
    return {"pair": Pair(Point(x), Point(x, Colour.BLUE)), "plain": Plain(x), "call": double}

fresh = {"pair": Pair(Point(3), Point(3, Colour.BLUE)), "plain": Plain(3), "call": double}
kept = st.session_state.setdefault("kept", fresh)
ms_meeting.wait()
cached = made(3)
pickled = pickle.loads(pickle.dumps(kept))

for value in (kept, cached, pickled):
    assert value == fresh
    assert isinstance(value["pair"], Pair) and isinstance(value["plain"], Plain)
    assert value["pair"].left.colour is Colour.RED
    assert value["call"] is double
    assert value["pair"].left.scaled() == value["plain"].scaled() == 3 * factor
    assert value["pair"].right.colour.label == f"BLUE times {factor}"
ms_meeting.wait()
st.text(f"{factor}: {cached['plain'].scaled()}, {made.info().entries} kept")
"""


@pytest.fixture(autouse=True)
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Give what the script waits for: nothing, unless a test says otherwise."""
    module = SimpleNamespace(wait=lambda: None)
    monkeypatch.setitem(sys.modules, "ms_meeting", module)
    yield module
    cache_data.clear()
    cache_resource.clear()


@pytest.fixture
def app(tmp_path: Path) -> Callable[..., AppTest]:
    """Give a function that opens another session of one script."""

    def open_session(source: str = SCRIPT) -> AppTest:
        path = tmp_path / "app.py"
        path.write_text(source)
        return AppTest.from_file(str(path), default_timeout=20)

    return open_session


def shown(session: AppTest) -> list[str]:
    assert not session.exception, session.exception
    return [each.value for each in session.text]


def test_values_stay_of_the_scripts_classes_over_reruns_and_edits(
    app: Callable[..., AppTest], tmp_path: Path
) -> None:
    session = app().run()
    assert shown(session) == ["1: 3, 1 kept"]
    session.slider[0].set_value(4).run()
    assert shown(session) == ["4: 12, 1 kept"]
    (tmp_path / "app.py").write_text("# edited\n" + SCRIPT.replace("} kept", "} still kept"))
    assert shown(session.run()) == ["4: 12, 1 still kept"]
    session.slider[0].set_value(5).run()
    assert shown(session) == ["5: 15, 1 still kept"]


def test_a_value_of_one_session_is_of_the_classes_of_the_other(app: Callable[..., AppTest]) -> None:
    first, second = app().run(), app().run()
    assert shown(second.slider[0].set_value(7).run()) == ["7: 21, 1 kept"]
    assert shown(first.run()) == ["1: 3, 1 kept"]


def test_sessions_that_run_at_once_each_see_their_own(
    app: Callable[..., AppTest], meeting: SimpleNamespace
) -> None:
    sessions = [app().run(), app().run()]
    meeting.wait = threading.Barrier(2, timeout=20).wait
    for values in ((2, 5), (6, 1)):
        for session, value in zip(sessions, values, strict=True):
            session.slider[0].set_value(value)
        with ThreadPoolExecutor(2) as threads:
            results = list(threads.map(lambda each: shown(each.run()), sessions))
        assert results == [[f"{value}: {3 * value}, 1 kept"] for value in values]


def test_an_edited_class_is_another_one_and_its_cached_values_are_computed_again(
    app: Callable[..., AppTest],
) -> None:
    source = (
        "import millstream as st\n"
        "class A:\n    limit = 1\n"
        "@st.cache_data\n"
        "def made(): return A()\n"
        "kept = st.session_state.setdefault('kept', A())\n"
        "st.text((isinstance(kept, A), type(made()) is A, made().limit, made.info().entries))"
    )
    session = app(source).run()
    assert shown(session) == ["(True, True, 1, 1)"]
    app(source.replace("limit = 1", "limit = 2"))
    assert shown(session.run()) == ["(False, True, 2, 2)"]


RESOURCE = """
import millstream as st

factor = st.slider("factor", 0, 10, 1)

class Client:
    def scaled(self):
        return 3 * factor

@st.cache_resource(track="code")
def client():
    return Client()

@st.cache_resource
def plain():
    return object()

plain()
st.text((isinstance(client(), Client), client().scaled(), client() is client()))
"""


def test_a_shared_resource_keeps_the_classes_of_its_creator_and_that_is_said_once(
    app: Callable[..., AppTest], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "millstream"):
        creator = app(RESOURCE).run()
        assert shown(creator.run()) == ["(True, 3, True)"]
        assert not caplog.records
        others = [app(RESOURCE).run(), app(RESOURCE).run()]
        others[0].slider[0].set_value(9).run()
        assert [shown(each) for each in others] == [["(False, 3, True)"]] * 2
        creator.slider[0].set_value(2).run()
        assert shown(creator) == ["(True, 6, True)"]
        assert shown(others[0].run()) == ["(False, 6, True)"]
    (record,) = caplog.records
    assert "`client` shares an object of the class `Client`" in record.getMessage()


def test_a_resource_of_a_session_of_its_own_says_nothing(
    app: Callable[..., AppTest], caplog: pytest.LogCaptureFixture
) -> None:
    source = RESOURCE.replace("track=", "scope='session', track=")
    with caplog.at_level(logging.WARNING, "millstream"):
        for _ in range(2):
            assert shown(app(source).run()) == ["(True, 3, True)"]
    assert not caplog.records


def test_a_script_goes_on_with_its_classes_while_a_thread_of_an_earlier_run_works(
    app: Callable[..., AppTest], meeting: SimpleNamespace
) -> None:
    meeting.end = threading.Event()
    source = SCRIPT.replace(', "call": double', "").replace('assert value["call"]', "pass  #") + (
        "\nimport threading\n"
        "if 'thread' not in st.session_state:\n"
        "    st.session_state.thread = threading.Thread(target=ms_meeting.end.wait)\n"
        "    st.session_state.thread.start()"
    )
    session = app(source).run()
    try:
        assert shown(session.slider[0].set_value(4).run()) == ["4: 12, 1 kept"]
        assert shown(session.slider[0].set_value(5).run()) == ["5: 15, 1 kept"]
    finally:
        meeting.end.set()
