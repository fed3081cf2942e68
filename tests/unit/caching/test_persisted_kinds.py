"""Coroutines, generators, `st.cache` and drawn elements, kept on disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.caching import api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator


LARGE = np.arange(200_000)


def test_coroutines_are_shared(start: Callable[..., Any]) -> None:
    ran: list[int] = []

    def source(process: Any) -> Any:
        @process.cache_data(persist=True, track="code")
        async def load(x: int) -> Any:
            ran.append(x)
            await asyncio.sleep(0)
            return LARGE * x

        return load

    first = asyncio.run(source(start())(2))
    again = asyncio.run(source(start())(2))
    assert ran == [2]
    assert (first == again).all()
    first[:] = 0
    assert (again == LARGE * 2).all()


def test_generators_are_shared_when_they_have_come_to_their_end(
    start: Callable[..., Any],
) -> None:
    ran: list[int] = []

    def source(process: Any) -> Any:
        @process.cache_data(persist=True, track="code")
        def load(x: int) -> Iterator[Any]:
            ran.append(x)
            yield LARGE
            yield [x]

        return load

    next(source(start())(5))
    assert [str(each) for each in source(start())(5)] == [str(LARGE), "[5]"]
    assert [str(each) for each in source(start())(5)] == [str(LARGE), "[5]"]
    assert ran == [5, 5]


def test_what_a_generator_yielded_is_not_kept_if_it_was_cleared_meanwhile(
    start: Callable[..., Any],
) -> None:
    ran: list[int] = []

    def source(process: Any) -> Any:
        @process.cache_data(persist=True, track="code")
        def load(x: int) -> Iterator[int]:
            ran.append(x)
            yield x

        return load

    one, two = source(start()), source(start())
    two.clear()
    run = one(1)
    next(run)
    two.clear()
    assert list(run) == []
    assert list(two(1)) == [1]
    assert ran == [1, 1]


def test_asynchronous_generators_are_shared(start: Callable[..., Any]) -> None:
    ran: list[int] = []

    def source(process: Any) -> Any:
        @process.cache_data(persist=True, track="code")
        async def load(x: int) -> AsyncIterator[int]:
            ran.append(x)
            yield x

        return load

    async def collect(items: Any) -> list[int]:
        return [item async for item in items]

    assert asyncio.run(collect(source(start())(3))) == [3]
    assert asyncio.run(collect(source(start())(3))) == [3]
    assert ran == [3]


@pytest.mark.parametrize("allow_output_mutation", [True, False])
def test_what_the_classic_decorator_keeps_is_shared(
    allow_output_mutation: bool, start: Callable[..., Any]
) -> None:
    ran = Counter[int]()

    def source(process: Any) -> Any:
        @process.cache(
            persist=True,
            allow_output_mutation=allow_output_mutation,
            hash_funcs={Counter: lambda _: 0},
        )
        def load(x: int) -> Any:
            ran[x] += 1
            return {"frame": pd.DataFrame({"a": LARGE * x}), "list": [x]}

        return load

    source(start())(2)
    again = source(start())
    assert again(2) is again(2)
    assert ran == {2: 1}
    again(2)["list"].append(3)
    if allow_output_mutation:
        assert again(2)["list"] == [2, 3]
    else:
        with pytest.warns(UserWarning, match="was changed after it was cached"):
            again(2)


class DrawingRecorder:
    """A recorder that keeps the texts that functions draw."""

    session_id = "session"

    def __init__(self) -> None:
        self.replayed: list[Any] = []

    def spinner(self, *_: object) -> Any:
        return contextlib.nullcontext()

    def record(self, *_: object) -> Any:
        return contextlib.nullcontext(Drawn())

    def replay(self, recording: Any) -> None:
        self.replayed.append(recording.texts)

    def name_class(self, _: type) -> None:
        return None


class Drawn:
    """What was drawn in one computation."""

    is_empty = False
    widget_ids = ()

    def __init__(self) -> None:
        self.texts = ["drawn"]


def test_what_was_drawn_is_drawn_in_other_processes(
    start: Callable[..., Any], define: Callable[..., Any]
) -> None:
    recorder = DrawingRecorder()
    api.recorder.provide(lambda: recorder)  # type: ignore[arg-type,return-value]
    ran: list[int] = []
    define(start(), ran)(1)
    assert recorder.replayed == []
    define(start(), ran)(1)
    assert ran == [1]
    assert recorder.replayed == [["drawn"]]
