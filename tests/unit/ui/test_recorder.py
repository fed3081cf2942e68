"""Cached functions in an app: what they draw, what they wait for, whose results they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from millstream.caching import cache_data, cache_resource

LOG: list[str] = []
"""What ran, in the scripts below."""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    LOG.clear()
    cache_data.clear()
    cache_resource.clear()
    yield
    cache_data.clear()
    cache_resource.clear()


@pytest.fixture
def app(draw: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give scripts the name LOG."""

    def start(source: str) -> Any:
        import builtins

        monkeypatch.setattr(builtins, "LOG", LOG, raising=False)
        return draw(source)

    return start


def bodies(page: Any) -> list[str]:
    return [each.body for each in page.elements if hasattr(each, "body")]


STATIC = """
@st.cache_data
def report(n):
    LOG.append(f"ran {n}")
    st.text(f"computed {n}")
    box = st.container()
    box.text("in a container of its own")
    st.sidebar.text("in the sidebar")
    return n * 2

st.text("before")
st.text(report(2))
st.text("after")
"""


def test_what_a_cached_function_drew_is_drawn_again_in_place_on_a_hit(app: Any) -> None:
    page = app(STATIC)
    first = bodies(page)
    page.rerun()
    assert LOG == ["ran 2"]
    assert bodies(page) == first
    assert first == [
        "before",
        "computed 2",
        "in a container of its own",
        "4",
        "after",
        "in the sidebar",
    ]


def test_a_hit_leaves_the_page_as_the_miss_made_it(app: Any) -> None:
    page = app(STATIC.replace("@st.cache_data", "@st.cache_data(show_spinner=False)"))
    root = page.browser.root
    page.rerun()
    assert page.browser.root == root


def test_a_hit_draws_where_it_is_called(app: Any) -> None:
    page = app(
        """
@st.cache_data(show_spinner=False)
def note():
    st.text("note")

with st.container(border=True):
    note()
with st.expander("more"):
    note()
"""
    )
    kinds = [type(each).__name__ for each in page.elements]
    assert kinds == ["Container", "Text", "Expander", "Text"]


def test_drawing_into_a_container_made_outside_is_an_error_that_says_what_to_do(app: Any) -> None:
    page = app(
        """
outer = st.container()

@st.cache_data
def f():
    outer.text("x")

f()
"""
    )
    shown = page.elements[-1]
    assert shown.type.endswith("CachedDrawingError")
    assert "Make the container inside the function" in shown.message


def test_a_widget_is_refused_unless_the_function_allows_it(app: Any) -> None:
    source = """
@st.cache_data{options}
def f():
    LOG.append("ran")
    return st.slider("x", 0, 9, 3, key="x")

st.text(f())
"""
    shown = app(source.format(options="")).elements[-1]
    assert "experimental_allow_widgets=True" in shown.message
    LOG.clear()
    page = app(source.format(options="(experimental_allow_widgets=True)"))
    assert LOG == ["ran"]
    page.rerun()
    assert LOG == ["ran"]
    page.rerun(**{"slider-x": (5,)})
    assert LOG == ["ran", "ran"]
    assert bodies(page) == ["5"]
    page.rerun(**{"slider-x": (3,)})
    assert LOG == ["ran", "ran"], "the value of before is a hit"
    assert bodies(page) == ["3"]


def test_results_are_shared_by_sessions_or_not_as_the_scope_says(app: Any) -> None:
    for scope, runs in (("global", 1), ("session", 2)):
        LOG.clear()
        source = f"""
@st.cache_data(scope="{scope}")
def f():
    LOG.append("ran")
    return 1
f()
"""
        app(source)
        app(source)
        assert len(LOG) == runs


def test_a_resource_is_the_very_same_object_in_every_session(app: Any) -> None:
    source = """
@st.cache_resource
def connect():
    return object()
LOG.append(id(connect()))
"""
    app(source).rerun()
    app(source)
    assert len(set(LOG)) == 1


def test_the_callers_mutation_is_seen_by_nobody_else(app: Any) -> None:
    page = app(
        """
@st.cache_data
def load():
    return {"a": [1, 2]}
value = load()
value["a"].append(3)
st.text(load())
"""
    )
    page.rerun()
    assert bodies(page) == ["{'a': [1, 2]}"]


def test_st_stop_inside_a_cached_function_ends_the_run_and_is_not_cached(app: Any) -> None:
    page = app(
        """
@st.cache_data
def f():
    LOG.append("ran")
    st.stop()
f()
st.text("never")
"""
    )
    page.rerun()
    assert LOG == ["ran", "ran"]
    assert bodies(page) == []


def test_an_edited_function_misses_and_hits_again_when_the_edit_is_undone(app: Any) -> None:
    source = """
@st.cache_data
def f(x):
    LOG.append("{factor}")
    return x * {factor}
st.text(f(2))
"""
    for factor in (2, 3, 2):
        page = app(source.format(factor=factor))
        assert bodies(page) == [str(2 * factor)]
    assert LOG == ["2", "3"]


def test_the_classic_cache_warns_once_of_a_mutated_result(app: Any) -> None:
    page = app(
        """
@st.cache(suppress_st_warning=True)
def load():
    return [1, 2]
value = load()
value.append(3)
st.text(load())
load()
"""
    )
    assert bodies(page).count("[1, 2, 3]") == 1
    warnings = [each for each in page.elements if getattr(each, "level", "") == "warning"]
    assert len(warnings) == 1
    assert "load" in warnings[0].body


def test_a_spinner_stands_while_the_function_runs(app: Any) -> None:
    page = app(
        """
import millstream.script.context as c

@st.cache_data(show_spinner="Reading the weir", show_time=True)
def f():
    run = c.current.get()
    slots = [d for d in run.main.children if type(d.element).__name__ == "Slot"]
    LOG.append(slots[0].children[0].element)
f()
"""
    )
    (spinner,) = LOG
    assert (spinner.text, spinner.show_time, spinner.is_cache) == ("Reading the weir", True, True)  # type: ignore[attr-defined]
    assert page.elements == [], "it has gone with its place"


@pytest.mark.parametrize("place", ["container()", "text('a')", "sidebar", "session_state"])
def test_what_belongs_to_a_page_or_session_is_refused_as_a_result(app: Any, place: str) -> None:
    app(
        f"""
import millstream as st
@st.cache_data
def make():
    return st.{place}
try:
    make()
except Exception as error:
    LOG.append(type(error).__name__)
    LOG.append(str(error))
"""
    )
    kind, message = LOG
    assert kind == "UnserializableReturnValueError"
    assert "belongs to the run" in message or "every session has its own" in message


@pytest.mark.parametrize("kind", ["file_uploader", "camera_input"])
@pytest.mark.parametrize("allow_widgets", [False, True])
def test_widgets_that_take_files_are_refused_in_any_case(
    app: Any, kind: str, allow_widgets: bool
) -> None:
    app(
        f"""
from millstream.caching import CachedDrawingError, api
recorder = api.recorder.current()
with recorder.record("load", {allow_widgets}) as recording:
    try:
        recording.widget("{kind}")
    except CachedDrawingError as error:
        LOG.append(str(error))
"""
    )
    assert "pass the file in" in LOG[0]
