"""What a fragment's rerun costs: itself, and nothing of the rest of the page."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from millstream.protocol import codec
from millstream.protocol.messages import Change, Client, Hello, Interact, Update
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.runner import execute
from millstream.script.source import Script
from millstream.session.events import Ended, Send, Start, TimerDue
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import Draft
from millstream.ui.write import magic

PAGE = """
import millstream as st

def ran(name):
    log[name] += 1
    return name

@st.cache_data
def load(name):
    return ran(f"load {name}")

ran("script")
load("table")
for i in range(lines):
    st.text(ran("line"))
    st.number_input(f"level {i}", key=f"level {i}")
aside = st.container()

@st.fragment
def inner():
    ran("inner")
    st.button("inner", key="inner")

@st.fragment(run_every=1, key="outer")
def outer():
    n = log["outer"]
    ran("outer")
    load("part")
    st.text("the same")
    st.text(f"drawn {n}")
    aside.text(f"aside {n}")
    st.button("outer", key="outer button")
    inner()

@st.fragment
def beside():
    ran("beside")
    st.button("beside", key="beside")

@st.dialog("Over the page")
def over():
    ran("dialog")
    st.button("in dialog", key="in dialog")

outer()
beside()
if opens:
    over()
st.button("last", key="last", on_click=lambda: st.rerun("outer"))
"""


class Page:
    """A page of many lines with fragments, and what happens because of it."""

    def __init__(self, lines: int = 20, opens: bool = False) -> None:
        main_module.install()
        script = Script("app.py", PAGE)
        self._log: Counter[str] = Counter()
        script.names.update(log=self._log, lines=lines, opens=opens)
        self._session = Session(script, Media(), SessionOptions(), "s")
        self._seq = 0
        self.updates: list[Update] = []
        self.ran_by(Hello(protocol=1, client=Client()))

    def ran_by(self, event: Any) -> dict[str, int]:
        """Let something happen; give what ran because of it, and how often."""
        before = self._log.copy()
        self.updates.clear()
        waiting = [event]
        while waiting:
            for effect in self._session.handle(waiting.pop()):
                match effect:
                    case Send(message):
                        sent = codec.decode_server(codec.encode(message))
                        self.updates += [sent] if isinstance(sent, Update) else []
                    case Start(run):
                        waiting.append(Ended(run, execute(run, magic)))
        return dict(self._log - before)

    def click(self, key: str) -> dict[str, int]:
        self._seq += 1
        return self.ran_by(Interact(self._seq, (Change(f"button-{key}", True),)))

    @property
    def sent(self) -> list[str]:
        return [type(op).__name__ for update in self.updates for op in update.ops]


OUTER = {"outer": 1, "inner": 1}


@pytest.mark.parametrize(
    ("button", "ran"),
    [
        ("outer button", OUTER),
        ("inner", {"inner": 1}),
        ("beside", {"beside": 1}),
        ("in dialog", {"dialog": 1}),
        ("last", OUTER),
    ],
)
def test_a_click_runs_what_it_belongs_to_and_nothing_else(button: str, ran: dict[str, int]) -> None:
    assert Page(opens=True).click(button) == ran


def test_a_timer_runs_its_fragment_and_what_stands_in_it() -> None:
    page = Page()
    (fragment,) = page._session._fragments.timed()
    assert page.ran_by(TimerDue(fragment)) == OUTER


def test_only_what_has_changed_is_sent() -> None:
    page = Page()
    page.click("outer button")
    assert page.sent == ["Put", "Put"], "one text inside, and one in the container outside"
    page.click("inner")
    assert page.sent == [], "it draws what it has drawn before"


def test_what_is_drawn_does_not_depend_on_the_rest_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few, many = Page(lines=5), Page(lines=300)
    assert touched(few, monkeypatch) == touched(many, monkeypatch) > 0


def touched(page: Page, monkeypatch: pytest.MonkeyPatch) -> int:
    """Count how many places a click in a fragment draws or marks as changed."""
    count = 0
    init, touch = Draft.__init__, Draft.touch

    def counted_init(self: Draft, *args: Any, **kwargs: Any) -> None:
        nonlocal count
        count += 1
        init(self, *args, **kwargs)

    def counted_touch(self: Draft) -> None:
        nonlocal count
        count += 1
        touch(self)

    with monkeypatch.context() as patched:
        patched.setattr(Draft, "__init__", counted_init)
        patched.setattr(Draft, "touch", counted_touch)
        page.click("outer button")
    return count
