"""Fragments: what runs, what is sent, what stays."""

from __future__ import annotations

import pytest

from millstream.protocol.messages import Rerun
from millstream.session.events import Disconnected, TimerDue
from millstream.tree import Node, Put, Splice

COUNTING = """
import millstream as st
log = st.session_state.setdefault("log", [])
log.append("app")
st.text("before")

@st.fragment
def part(name):
    log.append(name)
    clicked = st.button(name)
    st.text(f"{name} {clicked} {log.count(name)}")
    return name

got = part("a")
part("b")
st.text(f"after {got}")
"""


def log(browser: object) -> list[str]:
    return browser.session.state["log"]  # type: ignore[attr-defined, no-any-return]


def test_a_click_in_a_fragment_runs_that_one_only(browse) -> None:
    browser = browse(COUNTING).connect()
    assert browser.texts() == ["before", "a False 1", "b False 1", "after a"]
    browser.click("b")
    assert log(browser) == ["app", "a", "b", "b"]
    assert browser.texts() == ["before", "a False 1", "b True 2", "after a"]


def test_only_what_changed_below_the_fragment_is_sent(browse) -> None:
    browser = browse(COUNTING).connect()
    browser.click("a")
    (update,) = browser.updates[1:]
    (op,) = update.ops
    assert isinstance(op, Put) and op.element.body == "a True 2"
    assert (update.ack, update.run) == (1, "idle")


def test_a_fragment_may_draw_more_or_less_than_before(browse) -> None:
    browser = browse("""
import millstream as st
st.session_state.setdefault("n", 2)
@st.fragment
def rows():
    st.button("more", on_click=lambda: st.session_state.update(n=st.session_state.n + 2))
    st.button("fewer", on_click=lambda: st.session_state.update(n=st.session_state.n - 3))
    for i in range(st.session_state.n):
        st.text(str(i))
rows()
st.text("end")
""").connect()
    browser.click("more")
    assert browser.texts() == ["0", "1", "2", "3", "end"]
    browser.click("fewer")
    assert browser.texts() == ["0", "end"]
    assert all(isinstance(op, Splice) for op in browser.updates[-1].ops)


def test_widgets_outside_of_the_fragment_keep_their_values(browse) -> None:
    browser = browse("""
import millstream as st
x = st.slider("x", 0, 10, 3, key="x")
@st.fragment
def part():
    if st.checkbox("more", key="more"):
        st.slider("y", 0, 10, 4, key="y")
    st.text(f"{st.session_state.x} {st.session_state.get('y')}")
part()
""").connect()
    browser.change("slider-x", (7,))
    browser.change("checkbox-more", True)
    assert browser.texts() == ["7 4"]
    browser.change("slider-y", (5,))
    assert browser.texts() == ["7 5"]
    browser.change("checkbox-more", False)
    assert "y" not in browser.session.state, (
        "a widget that the fragment no longer draws is forgotten"
    )
    assert browser.session.state["x"] == 7
    browser.change("checkbox-more", True)
    assert browser.texts() == ["7 4"]


def test_what_a_user_set_in_a_fragment_is_not_sent_back_and_is_known_to_the_next_run(
    browse,
) -> None:
    browser = browse("""
import millstream as st
@st.fragment
def part():
    st.text(st.slider("x", 0, 10, 3, key="x"))
part()
""").connect()
    browser.change("slider-x", (8,))
    (op,) = browser.updates[-1].ops
    assert op.element.body == "8"
    browser.handle(Rerun(browser.next_seq()))
    assert browser.updates[-1].ops == ()


OUTSIDE = """
import millstream as st
st.session_state.setdefault("n", 0)
box = st.container()
box.text("first")
@st.fragment
def part():
    if st.button("go"):
        st.session_state.n += 1
    box.text(f"n = {st.session_state.n}")
    with box:
        st.text("with")
        if st.session_state.n % 2 == 0:
            st.checkbox("in box", key="c")
    st.sidebar.text(f"side {st.session_state.n}")
part()
box.text("last")
"""


def test_what_a_fragment_draws_outside_of_it_is_replaced_in_its_place(browse) -> None:
    browser = browse(OUTSIDE).connect()
    assert browser.texts() == ["first", "n = 0", "with", "last", "side 0"]
    browser.click("go")
    assert browser.texts() == ["first", "n = 1", "with", "last", "side 1"]
    browser.click("go")
    assert browser.texts() == ["first", "n = 2", "with", "last", "side 2"]


def test_a_widget_that_a_fragment_draws_outside_of_it_runs_the_fragment(browse) -> None:
    browser = browse(OUTSIDE + 'st.text("runs " + str(len(st.session_state)))').connect()
    browser.change("checkbox-c", True)
    assert browser.session.state["c"] is True
    assert len(browser.updates[-1].ops) == 0


def test_a_place_that_was_made_outside_is_replaced_by_a_fragment(browse) -> None:
    browser = browse("""
import millstream as st
place = st.empty()
line = st.text("line")
@st.fragment
def part():
    clicked = st.button("go")
    place.text(f"slot {clicked}")
    line.text(f"line {clicked}")
part()
""").connect()
    browser.click("go")
    assert browser.texts() == ["slot True", "line True"]


NESTED = """
import millstream as st
log = st.session_state.setdefault("log", [])
log.append("app")
@st.fragment
def inner(name):
    log.append(name)
    st.button(name)
@st.fragment
def outer():
    log.append("outer")
    st.button("outer")
    for name in st.session_state.get("names", ["x", "y"]):
        inner(name)
outer()
"""


def test_an_inner_fragment_runs_alone_and_an_outer_one_with_what_it_holds(browse) -> None:
    browser = browse(NESTED).connect()
    browser.click("y")
    assert log(browser)[4:] == ["y"]
    browser.click("outer")
    assert log(browser)[5:] == ["outer", "x", "y"]
    browser.click("x")
    assert log(browser)[8:] == ["x"]


def test_an_inner_fragment_that_is_gone_is_forgotten(browse) -> None:
    browser = browse(NESTED).connect()
    browser.session.state["names"] = ["x"]
    browser.click("outer")
    assert sorted(browser.session._fragments._all) == [
        "/__main__.outer~0",
        "/__main__.outer~0/__main__.inner~0",
    ]
    assert [each.label for each in browser.elements() if hasattr(each, "label")] == ["outer", "x"]


def test_an_exception_of_a_fragment_stands_in_its_block_and_goes_with_the_next_run(browse) -> None:
    browser = browse("""
import millstream as st
@st.fragment
def part():
    if st.button("fail"):
        1 / 0
    st.button("well")
    st.text("fine")
part()
st.text("after")
""").connect()
    browser.click("fail")
    kinds = [type(each).__name__ for each in browser.elements()]
    assert kinds == ["Container", "Button", "Exception_", "Text"]
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["fine", "after"]


def test_an_exception_of_a_fragment_in_a_run_of_the_script_ends_the_run_unless_it_is_caught(
    browse,
) -> None:
    source = """
import millstream as st
@st.fragment
def part():
    st.text("inside")
    raise ValueError("no water")
part()
st.text("after")
"""
    browser = browse(source).connect()
    kinds = [type(each).__name__ for each in browser.elements()]
    assert kinds == ["Container", "Text", "Exception_"]
    caught = source.replace(
        "\npart()", "\ntry: part()\nexcept ValueError as e: st.text(f'caught {e}')"
    )
    assert browse(caught).connect().texts() == ["inside", "caught no water", "after"]


RERUNS = """
import millstream as st
log = st.session_state.setdefault("log", [])
log.append("app")
@st.fragment(key="one")
def one():
    log.append("one")
    if st.button("again") and st.session_state.get("left", 2):
        st.session_state.left = st.session_state.get("left", 2) - 1
    if st.session_state.get("left", 0) and st.session_state.pop("go", None):
        st.rerun(scope="fragment")
    if st.button("app"):
        st.rerun()
    st.button("two", on_click=lambda: st.rerun("two"))
@st.fragment(key="two")
def two():
    log.append("two")
    if st.session_state.pop("twice", None):
        st.rerun(scope="fragment")
    st.button("twice", on_click=lambda: st.session_state.update(twice=True))
    st.button("own", on_click=lambda: st.rerun(scope="fragment"))
one()
two()
st.button("outer", on_click=lambda: st.rerun(["two", "one"]))
def both(): st.rerun("two")
st.checkbox("c", key="c", on_change=both)
st.checkbox("d", key="d", on_change=lambda: log.append("d"))
st.checkbox("e", key="e", on_change=lambda: st.rerun())
"""


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("again", ["one"]),
        ("app", ["one", "app", "one", "two"]),
        ("two", ["two"]),
        ("twice", ["two", "two"]),
        ("own", ["two"]),
        ("outer", ["two", "one"]),
    ],
)
def test_st_rerun_runs_what_its_scope_says(browse, label: str, expected: list[str]) -> None:
    browser = browse(RERUNS).connect()
    browser.click(label)
    assert log(browser)[3:] == expected
    assert browser.updates[-1].run == "idle"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("c",), ["two"]),
        (("c", "d"), ["d", "app", "one", "two"]),
        (("c", "e"), ["app", "one", "two"]),
        (("d",), ["d", "app", "one", "two"]),
    ],
)
def test_keyed_reruns_count_only_where_every_callback_asks_for_them(
    browse, changed: tuple[str, ...], expected: list[str]
) -> None:
    from millstream.protocol.messages import Change, Interact

    browser = browse(RERUNS).connect()
    changes = tuple(Change(f"checkbox-{each}", True) for each in changed)
    browser.handle(Interact(browser.next_seq(), changes))
    assert log(browser)[3:] == expected
    assert all(browser.session.state[each] for each in changed), "the values count in any case"


TIMED = """
import millstream as st
log = st.session_state.setdefault("log", [])
log.append("app")
@st.fragment(run_every="1m30s")
def clock():
    log.append("tick")
    st.text(f"tick {log.count('tick')}")
if not st.session_state.get("hidden"):
    clock()
st.button("hide", on_click=lambda: st.session_state.update(hidden=True))
"""


def test_a_timed_fragment_sets_a_timer_that_runs_it_alone(browse) -> None:
    browser = browse(TIMED).connect()
    ((name, seconds),) = browser.alarms.items()
    assert seconds == 90
    browser.handle(TimerDue(name))
    assert log(browser) == ["app", "tick", "tick"]
    assert browser.texts() == ["tick 2"]


def test_the_timer_ends_when_the_fragment_is_no_longer_drawn(browse) -> None:
    browser = browse(TIMED).connect()
    (name,) = browser.alarms
    browser.click("hide")
    assert browser.alarms == {}
    browser.handle(TimerDue(name))
    assert log(browser) == ["app", "tick", "app"], "one that was on its way does nothing"
    assert browser.updates[-1].run == "idle"


def test_timers_rest_while_nobody_looks(browse) -> None:
    browser = browse(TIMED).connect()
    browser.handle(Disconnected())
    assert browser.alarms == {}
    browser.connect(browser.welcomes[-1].token)
    assert list(browser.alarms.values()) == [90]


def test_parallel_fragments_are_drawn_where_they_were_called(browse) -> None:
    browser = browse("""
import millstream as st
@st.fragment(parallel=True)
def part(name):
    st.text(name)
    if name == "b":
        raise ValueError("no water")
    return name
st.text(str(part("a")))
st.text(str(part("b")))
""").connect()
    shown = [type(each).__name__ for each in browser.elements()]
    assert shown == ["Container", "Text", "Text", "Container", "Text", "Exception_", "Text"]
    assert browser.texts() == ["a", "None", "b", "None"]


def test_st_rerun_in_a_parallel_fragment_runs_the_script_again(browse) -> None:
    browser = browse("""
import millstream as st
st.session_state.setdefault("n", 0)
@st.fragment(parallel=True)
def part():
    st.session_state.n += 1
    if st.session_state.n < 3:
        st.rerun()
    st.text(f"n = {st.session_state.n}")
part()
st.text("after")
""").connect()
    assert browser.texts() == ["n = 3", "after"]


def test_an_async_fragment_runs_by_itself_too(browse) -> None:
    browser = browse("""
import asyncio
import millstream as st
@st.fragment
async def part():
    clicked = st.button("go")
    await asyncio.sleep(0)
    st.text(f"clicked {clicked}")
    return 3
st.text(f"got {await part()}")
""").connect()
    assert browser.texts() == ["clicked False", "got 3"]
    browser.click("go")
    assert browser.texts() == ["clicked True", "got 3"]


def test_two_functions_cannot_have_one_key(browse) -> None:
    browser = browse("""
import millstream as st
@st.fragment(key="k")
def a(): pass
@st.fragment(key="k")
def b(): pass
a(); a(); b()
""").connect()
    assert "'k'" in browser.find("Exception_").message


def test_payloads_of_earlier_runs_of_a_fragment_are_let_go(browse) -> None:
    browser = browse("""
import millstream as st
from millstream.script import context
@st.fragment
def part():
    st.button("go")
    st.session_state.n = st.session_state.get("n", 0) + 1
    context.current.get().publish(str(st.session_state.n).encode(), "text/plain", "txt")
part()
""").connect()
    for _ in range(5):
        browser.click("go")
    files = {file.url for kept in browser.session._files.values() for file in kept}
    assert len(files) == 2, "those of the last run of the script, and those of the fragment's last"


def test_outside_of_an_app_a_fragment_is_a_function_like_any_other() -> None:
    import millstream as st

    @st.fragment(run_every=1, parallel=True)
    def double(x: int) -> int:
        """Double."""
        return 2 * x

    assert double(4) == 8
    assert double.__doc__ == "Double."


def test_the_tree_that_the_session_holds_is_the_browsers(browse) -> None:
    browser = browse(OUTSIDE).connect()
    for _ in range(3):
        browser.click("go")

    def ids(node: Node) -> list[int]:
        return [node.id, *(each for child in node.children for each in ids(child))]

    assert browser.root == browser.session._held
    assert len(set(ids(browser.root))) == len(ids(browser.root))
