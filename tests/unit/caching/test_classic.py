"""``st.cache``, the classic."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import UnhashableTypeError, api
from millstream.caching.classic import Cache

if TYPE_CHECKING:
    from collections.abc import Iterator

    from millstream.caching.registry import Registry
    from millstream.testing.manual import ManualTime


class Recording:
    widget_ids: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.drawn: list[str] = []

    @property
    def is_empty(self) -> bool:
        return not self.drawn


class App:
    session_id = "one"

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.recording = Recording()

    @contextmanager
    def spinner(self, text: str, show_time: bool) -> Iterator[None]:
        yield

    @contextmanager
    def record(self, function_name: str, allow_widgets: bool) -> Iterator[Recording]:
        self.recording = Recording()
        yield self.recording

    def replay(self, recording: Any) -> None:
        raise AssertionError("the classic cache draws nothing again")

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def name_class(self, value: type) -> None:
        return None


@pytest.fixture
def app() -> App:
    app = App()
    api.recorder.provide(lambda: app)  # type: ignore[arg-type, return-value]
    return app


@pytest.fixture
def cache(registry: Registry) -> Cache:
    return Cache(registry)


def test_the_object_itself_is_handed_out(cache: Cache, app: App) -> None:
    @cache
    def load() -> list[int]:
        return [1]

    assert load() is load()
    assert app.warnings == []


def test_a_changed_output_is_returned_with_a_warning(cache: Cache, app: App) -> None:
    @cache
    def load() -> list[int]:
        return [1]

    load().append(2)
    assert load() == [1, 2]
    assert len(app.warnings) == 1
    assert "`load`" in app.warnings[0]
    assert "allow_output_mutation" in app.warnings[0]


def test_without_an_app_the_warning_is_a_python_warning(cache: Cache) -> None:
    @cache
    def load() -> list[int]:
        return [1]

    load().append(2)
    with pytest.warns(UserWarning, match="was changed"):
        load()


def test_output_mutation_may_be_allowed(cache: Cache, app: App) -> None:
    @cache(allow_output_mutation=True)
    def load() -> dict[str, Any]:
        return {"lock": threading.Lock()}

    load()["x"] = 1
    assert load()["x"] == 1
    assert app.warnings == []


def test_an_unhashable_output_and_input_are_refused(cache: Cache) -> None:
    @cache
    def make() -> object:
        return threading.Lock()

    @cache
    def take(value: object) -> int:
        return 1

    with pytest.raises(UnhashableTypeError, match="output"):
        make()
    with pytest.raises(UnhashableTypeError, match="argument `value"):
        take(threading.Lock())


def test_a_function_that_draws_is_warned_about_unless_silenced(cache: Cache, app: App) -> None:
    @cache
    def loud() -> int:
        app.recording.drawn.append("title")
        return 1

    @cache(suppress_st_warning=True)
    def silent() -> int:
        app.recording.drawn.append("title")
        return 1

    assert [loud(), loud()] == [1, 1]
    assert [silent(), silent()] == [1, 1]
    assert len(app.warnings) == 1
    assert "suppress_st_warning" in app.warnings[0]


def test_ttl_and_max_entries_hold(cache: Cache, time: ManualTime) -> None:
    ran: list[int] = []

    @cache(ttl=10, max_entries=1)
    def load(x: int) -> int:
        ran.append(x)
        return x

    load(1), load(1), load(2), load(1)
    assert ran == [1, 2, 1]
    time.advance(10)
    load(1)
    assert ran == [1, 2, 1, 1]
    cache.clear()
    load(1)
    assert len(ran) == 5
