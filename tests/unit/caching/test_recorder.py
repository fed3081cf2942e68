"""How an app takes part: spinners, replays, sessions, widgets, classes."""

from __future__ import annotations

import dataclasses
import enum
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import CachedDrawingError, api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from millstream.caching.decorators import CacheData, CacheResource
    from millstream.caching.registry import Registry
    from millstream.testing.manual import ManualExecutor, ManualTime


class Recording:
    def __init__(self) -> None:
        self.elements: list[str] = []
        self.widget_ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.elements


class App:
    """A page: what it shows, the widgets it has, the classes that its script defines."""

    def __init__(self, session_id: str = "one") -> None:
        self.session_id = session_id
        self.page: list[str] = []
        self.spinners: list[tuple[str, bool]] = []
        self.widgets: dict[str, Any] = {}
        self.classes: dict[str, type] = {}
        self.recordings: list[tuple[Recording, bool, str]] = []

    def draw(self, element: str) -> None:
        self.page.append(element)
        for recording, _, _ in self.recordings:
            recording.elements.append(element)

    def slider(self, name: str) -> Any:
        for recording, allowed, function in self.recordings:
            if not allowed:
                raise CachedDrawingError(function, "it calls a widget.")
            recording.widget_ids += (name,)
        return self.widgets[name]

    @contextmanager
    def spinner(self, text: str, show_time: bool) -> Iterator[None]:
        self.spinners.append((text, show_time))
        yield

    @contextmanager
    def record(self, function_name: str, allow_widgets: bool) -> Iterator[Recording]:
        recording = Recording()
        self.recordings.append((recording, allow_widgets, function_name))
        try:
            yield recording
        finally:
            self.recordings.pop()

    def replay(self, recording: Recording) -> None:
        for element in recording.elements:
            self.draw(element)

    def widget_values(self, widget_ids: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(self.widgets[name] for name in widget_ids)

    def warn(self, message: str) -> None:
        self.page.append(message)

    def name_class(self, value: type) -> str | None:
        return next((name for name, each in self.classes.items() if each is value), None)

    def find_class(self, name: str) -> type:
        return self.classes[name]


class Stage:
    """Which app is calling."""

    def __init__(self) -> None:
        self.app: App | None = App()

    def enter(self, app: App | None) -> None:
        self.app = app


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    api.recorder.provide(lambda: stage.app)
    return stage


def test_elements_are_drawn_again_on_a_hit(cache_data: CacheData, stage: Stage) -> None:
    @cache_data(track="code")
    def load(x: int) -> int:
        assert stage.app is not None
        stage.app.draw(f"loaded {x}")
        return x

    first, second = App("one"), App("two")
    stage.enter(first)
    load(1), load(1)
    assert first.page == ["loaded 1", "loaded 1"]
    stage.enter(second)
    load(1)
    assert second.page == ["loaded 1"]
    assert load.info().misses == 1


def test_an_outer_function_records_what_an_inner_hit_draws(
    cache_data: CacheData, stage: Stage
) -> None:
    @cache_data(track="code")
    def inner() -> int:
        stage.app.draw("inner")  # type: ignore[union-attr]
        return 1

    @cache_data(track="code")
    def outer() -> int:
        stage.app.draw("outer")  # type: ignore[union-attr]
        return inner()

    inner()
    app = App()
    stage.enter(app)
    outer()
    assert app.page == ["outer", "inner"]
    outer()
    assert app.page == ["outer", "inner"] * 2


def test_a_spinner_is_shown_for_a_miss_and_not_for_a_hit(
    cache_data: CacheData, stage: Stage
) -> None:
    @cache_data
    def plain() -> int:
        return 1

    @cache_data(show_spinner="Loading", show_time=True)
    def named() -> int:
        return 1

    @cache_data(show_spinner=False)
    def silent() -> int:
        return 1

    for _ in range(2):
        plain(), named(), silent()
    assert stage.app is not None
    assert stage.app.spinners == [("Running `plain(...)`.", False), ("Loading", True)]


def test_session_scope_keeps_sessions_apart(
    cache_data: CacheData, cache_resource: CacheResource, registry: Registry, stage: Stage
) -> None:
    released: list[object] = []

    @cache_resource(scope="session", on_release=released.append)
    def client() -> object:
        return object()

    one, two = App("one"), App("two")
    stage.enter(one)
    first = client()
    assert client() is first
    stage.enter(two)
    second = client()
    assert second is not first
    registry.forget_session("one")
    assert released == [first]
    assert client() is second
    stage.enter(one)
    assert client() is not first


def test_widgets_inside_are_inputs_of_the_key(cache_data: CacheData, stage: Stage) -> None:
    ran: list[int] = []

    @cache_data(experimental_allow_widgets=True, track="code")
    def load() -> int:
        value: int = stage.app.slider("n")  # type: ignore[union-attr]
        ran.append(value)
        return value

    app = App()
    app.widgets["n"] = 1
    stage.enter(app)
    assert [load(), load()] == [1, 1]
    app.widgets["n"] = 2
    assert [load(), load()] == [2, 2]
    app.widgets["n"] = 1
    assert load() == 1
    assert ran == [1, 2]


def test_widgets_inside_a_generator_are_inputs_of_its_key(
    cache_data: CacheData, stage: Stage
) -> None:
    @cache_data(experimental_allow_widgets=True, track="code")
    def tokens() -> Iterator[int]:
        yield 0
        yield stage.app.slider("n")  # type: ignore[union-attr]

    app = App()
    stage.enter(app)
    for value in (1, 2, 1, 2):
        app.widgets["n"] = value
        assert list(tokens()) == [0, value]
    assert tokens.info().misses == 2


def test_a_widget_without_the_option_is_refused(cache_data: CacheData, stage: Stage) -> None:
    @cache_data(track="code")
    def load() -> Any:
        return stage.app.slider("n")  # type: ignore[union-attr]

    with pytest.raises(CachedDrawingError, match="`load` is cached"):
        load()


def test_a_function_that_draws_is_refreshed_in_the_foreground(
    cache_data: CacheData, stage: Stage, time: ManualTime, executor: ManualExecutor
) -> None:
    @cache_data(ttl=10, refresh_mode="background", track="code")
    def load() -> float:
        stage.app.draw("drawn")  # type: ignore[union-attr]
        return time.monotonic()

    load()
    time.advance(11)
    assert load() == 11
    assert executor.waiting == []


def test_a_value_finds_its_classes_in_the_session_that_calls(
    cache_data: CacheData, stage: Stage
) -> None:
    def session(name: str) -> App:
        app = App(name)
        app.classes["Point"] = type("Point", (), {"owner": name, "x": 0})
        return app

    one, two = session("one"), session("two")

    @cache_data(track="code")
    def make() -> Any:
        point = stage.app.classes["Point"]()  # type: ignore[union-attr]
        point.x = 5
        return [point]

    stage.enter(one)
    assert type(make()[0]) is one.classes["Point"]
    stage.enter(two)
    found = make()[0]
    assert type(found) is two.classes["Point"]
    assert (found.owner, found.x) == ("two", 5)
    assert make.info().misses == 1


def test_many_records_find_their_classes_in_the_session_that_calls(
    cache_data: CacheData, stage: Stage
) -> None:
    one, two, edited = App("one"), App("two"), App("edited")
    for app in (one, two, edited):
        app.classes["Point"] = dataclasses.make_dataclass("Point", [("x", int), ("rest", list)])
        app.classes["Color"] = enum.Enum("Color", ["RED"])
    edited.classes["Point"].__setstate__ = lambda self, state: vars(self).update(state, x=-1)

    @cache_data(track="code")
    def make() -> Any:
        point, color = (stage.app.classes[name] for name in ("Point", "Color"))  # type: ignore[union-attr]
        return [point(number, [color["RED"]]) for number in range(500)]

    stage.enter(one)
    for _ in range(20):
        make()
    assert make.info().misses == 1
    for app in (one, two, edited, one):
        stage.enter(app)
        found = make()
        assert {type(point) for point in found} == {app.classes["Point"]}
        assert {point.rest[0] for point in found} == {app.classes["Color"]["RED"]}
        assert found[7].x == (-1 if app is edited else 7)


def test_generators_replay_what_they_drew_before_each_item(
    cache_data: CacheData, stage: Stage
) -> None:
    @cache_data(track="code")
    def tokens() -> Iterator[int]:
        for index in range(2):
            stage.app.draw(f"before {index}")  # type: ignore[union-attr]
            yield index
        stage.app.draw("end")  # type: ignore[union-attr]

    whole = ["before 0", "took 0", "before 1", "took 1", "end"]
    for _ in range(2):
        app = App()
        stage.enter(app)
        for item in tokens():
            app.draw(f"took {item}")
        assert app.page == whole
    assert tokens.info().misses == 1


def test_waiters_draw_what_the_owner_drew(cache_data: CacheData) -> None:
    began, go = threading.Event(), threading.Event()
    local = threading.local()
    api.recorder.provide(lambda: getattr(local, "app", None))

    @cache_data(track="code")
    def load() -> int:
        local.app.draw("drawn")
        began.set()
        assert go.wait(5)
        return 1

    pages: dict[str, list[str]] = {}

    def run(name: str) -> None:
        local.app = App(name)
        load()
        pages[name] = local.app.page

    owner = threading.Thread(target=run, args=("owner",))
    owner.start()
    assert began.wait(5)
    waiter = threading.Thread(target=run, args=("waiter",))
    waiter.start()
    go.set()
    owner.join(5)
    waiter.join(5)
    assert pages == {"owner": ["drawn"], "waiter": ["drawn"]}
