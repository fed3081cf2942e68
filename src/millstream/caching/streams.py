"""Cached generators: what one run yields is recorded, shared while it runs, replayed later.

All consumers of a key share one run: whoever needs the next item first takes it from the
function, the others find it recorded. The record becomes an entry when the function is
exhausted; a run that nobody follows to its end leaves nothing.

Nobody waits for a run that he cannot pull himself: its consumers may never ask for the next item.
So runs are shared within a process, and asynchronous ones, whose function is bound to its event
loop, within that; others run the function themselves until one of them has stored the record.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from millstream.caching import api
from millstream.caching.api import Entry
from millstream.caching.flight import ABANDONED, Flight

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from millstream.caching.api import Recording, Snapshot
    from millstream.caching.engine import Engine
    from millstream.caching.flight import FlightKey
    from millstream.caching.request import Request


class RecordedStream:
    """What a generator yielded and returned; opens as a list and the returned value.

    Parameters
    ----------
    items
        The snapshots of what it yielded.
    result
        The snapshot of what it returned.
    """

    __slots__ = ("items", "result", "size_bytes")
    shared = False

    def __init__(self, items: list[Snapshot], result: Snapshot) -> None:
        self.items = items
        self.result = result
        self.size_bytes = sum(item.size_bytes for item in items) + result.size_bytes

    def open(self) -> tuple[list[Any], Any]:
        """Return the items and the result, each private."""
        return [item.open() for item in self.items], self.result.open()


class StreamRecording:
    """What was drawn before each item and after the last one.

    Parameters
    ----------
    steps
        The recordings, one more than there are items.
    """

    def __init__(self, steps: list[Recording | None]) -> None:
        self.steps = steps
        called = (name for step in steps if step is not None for name in step.widget_ids)
        self.widget_ids = tuple(dict.fromkeys(called))
        self.is_empty = all(step is None or step.is_empty for step in steps)


class Run(Flight[Entry]):
    """One execution of a generator function, followed by any number of consumers.

    Parameters
    ----------
    engine
        The engine of the function.
    request
        The call.
    key
        The key of the flight.
    """

    __slots__ = (
        "engine",
        "error",
        "followers",
        "guard",
        "key",
        "items",
        "outline",
        "pulling",
        "request",
        "result",
        "source",
        "started",
        "steps",
        "task",
    )

    def __init__(self, engine: Engine, request: Request, key: FlightKey) -> None:
        super().__init__(engine.tags(request))
        self.key = key
        self.engine = engine
        self.request = request
        self.items: list[Snapshot] = []
        self.steps: list[Recording | None] = []
        self.result: Snapshot | None = None
        self.error: BaseException | None = None
        self.followers = 0
        # Re-entrant: the garbage collector may end a follower inside of it.
        self.guard = threading.RLock()
        self.pulling = threading.Lock()
        self.task: asyncio.Task[None] | None = None
        self.outline: dict[str, bytes] = {}
        self.started = 0.0
        self.source: Any = None

    @property
    def is_over(self) -> bool:
        """Return whether no more items will come."""
        return self.result is not None or self.error is not None

    def follow(self) -> bool:
        """Join the followers; returns whether the run can still be followed."""
        with self.guard:
            if self.error is not None:
                return False
            self.followers += 1
            return True

    def leave(self) -> bool:
        """Leave the followers; returns whether the run was given up by its last one."""
        with self.guard:
            self.followers -= 1
            if self.followers or self.is_over:
                return False
            self.error = GeneratorExit()
        self._land(ABANDONED)
        return True

    def fail(self, error: BaseException) -> None:
        """End the run with an error: shared if it is an ``Exception``."""
        self.error = error
        self._land(error if isinstance(error, Exception) else ABANDONED)

    def finish(self, result: Any, step: Recording | None) -> None:
        """End the run with the value that the generator returned, and store it."""
        self.steps.append(step)
        frozen = self.engine.snapshot(result)
        entry = self.engine.finish(
            self.request,
            RecordedStream(self.items, frozen),
            StreamRecording(self.steps),
            self.started,
            self.outline,
        )
        self.engine.keep(self.request, entry, self)
        self.result = frozen
        self._land(entry)

    def add(self, item: Any, step: Recording | None) -> None:
        """Record one item."""
        snapshot = self.engine.snapshot(item)
        self.steps.append(step)
        self.items.append(snapshot)

    def _land(self, outcome: Any) -> None:
        if self.lease is not None:
            self.lease.release()
        self.engine.registry.flights.land(self.key, self, outcome)

    def _start(self) -> None:
        if self.source is None:
            self.outline = self.engine.begin(self.request)
            self.lease = self.engine.take_lease(self.request)
            self.started = self.engine.registry.clock.monotonic()
            self.source = self.engine.function(*self.request.args, **self.request.kwargs)

    def pull(self) -> None:
        """Take the next item from the function."""
        flights = self.engine.registry.flights
        step: Recording | None = None
        try:
            self._start()
            with flights.holding(self), self.engine.recording() as step:
                item = next(self.source)
            self.add(item, step)
        except StopIteration as stop:
            self._end(stop.value, step)
        except BaseException as error:
            self.fail(error)
            if self.source is not None:
                self.source.close()

    async def pull_async(self) -> None:
        """Take the next item from the asynchronous function."""
        flights = self.engine.registry.flights
        step: Recording | None = None
        try:
            self._start()
            with flights.holding(self), self.engine.recording() as step:
                item = await anext(self.source)
            self.add(item, step)
        except StopAsyncIteration:
            self._end(None, step)
        except BaseException as error:
            self.fail(error)
            if self.source is not None:
                await self.source.aclose()

    def _end(self, result: Any, step: Recording | None) -> None:
        try:
            self.finish(result, step)
        except BaseException as error:
            # The source is exhausted: nobody else can ask it for its result again.
            self.fail(error)


class Streams:
    """Answer the calls of a generator function.

    Parameters
    ----------
    engine
        The engine of the function.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def answer(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], position: int = 0
    ) -> Generator[Any, None, Any]:
        """Return a generator that replays an entry or follows a run."""
        while True:
            request = self.engine.requests.make(args, kwargs)
            entry = self.engine.find(request)
            if entry is not None:
                return (yield from self.replay(entry, position))
            run = join(self.engine, request)
            if not self.engine.registry.flights.may_wait(run):
                return (yield from _skipping(self.engine.function(*args, **kwargs), position))
            if run.follow():
                break
        try:
            position, is_done = yield from self._follow(run, position)
        finally:
            if run.leave() and run.source is not None:
                run.source.close()
        if is_done:
            return run.result.open() if run.result is not None else None
        # The run was stopped by what concerns another follower alone: go on with a new one.
        return (yield from self.answer(args, kwargs, position))

    def _follow(self, run: Run, position: int) -> Generator[Any, None, tuple[int, bool]]:
        drawn = -1
        while True:
            while position < len(run.items):
                if position != drawn:
                    _replay_step(run.steps[position])
                yield run.items[position].open()
                position += 1
            if run.result is not None:
                return position, True
            if run.error is not None:
                _raise_shared(run.error, is_mine=drawn == len(run.items))
                return position, False
            with self.engine.registry.flights.waiting(run) as may_wait:
                if not may_wait:
                    return position, False
                with run.pulling:
                    if position >= len(run.items) and not run.is_over:
                        drawn = len(run.items)
                        run.pull()

    def replay(self, entry: Entry, position: int = 0) -> Generator[Any, None, Any]:
        """Yield what an entry recorded, from a position on."""
        items, result = entry.snapshot.open()
        steps = entry.recording.steps if entry.recording is not None else ()
        for index in range(position, len(items)):
            if steps:
                _replay_step(steps[index])
            yield items[index]
        if steps:
            _replay_step(steps[-1])
        return result


class AsyncStreams:
    """Answer the calls of an asynchronous generator function.

    Parameters
    ----------
    engine
        The engine of the function.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def answer(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], position: int = 0
    ) -> AsyncGenerator[Any, None]:
        """Return an asynchronous generator that replays an entry or follows a run."""
        source = self._source(args, kwargs, position)
        follower = source if isinstance(source, Follower) else None
        items = source.items(position) if isinstance(source, Follower) else source
        try:
            async for item in items:
                position += 1
                yield item
        finally:
            if follower is not None and follower.run.leave():
                await _close(follower.run)
        if follower is not None and follower.was_left_alone():
            async for item in self.answer(args, kwargs, position):
                yield item

    def _source(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], position: int
    ) -> Follower | AsyncGenerator[Any, None]:
        while True:
            request = self.engine.requests.make(args, kwargs)
            entry = self.engine.find(request)
            if entry is not None:
                return self.replay(entry, position)
            run = join(self.engine, request, asyncio.get_running_loop())
            if not self.engine.registry.flights.may_wait(run):
                return _skipping_async(self.engine.function(*args, **kwargs), position)
            if run.follow():
                return Follower(run)

    async def replay(self, entry: Entry, position: int = 0) -> AsyncGenerator[Any, None]:
        """Yield what an entry recorded, from a position on."""
        items, _ = entry.snapshot.open()
        steps = entry.recording.steps if entry.recording is not None else ()
        for index in range(position, len(items)):
            if steps:
                _replay_step(steps[index])
            yield items[index]
        if steps:
            _replay_step(steps[-1])


class Follower:
    """One consumer of an asynchronous run.

    Parameters
    ----------
    run
        The run, which counts the follower.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._raised_here = False
        self._must_not_wait = False

    async def items(self, position: int) -> AsyncGenerator[Any, None]:
        """Yield the items of the run from a position on; pull what is not yet recorded."""
        run, drawn = self.run, -1
        while True:
            while position < len(run.items):
                if position != drawn:
                    _replay_step(run.steps[position])
                yield run.items[position].open()
                position += 1
            if run.is_over:
                self._raised_here = drawn == len(run.items)
                return
            with run.engine.registry.flights.waiting(run) as may_wait:
                if not may_wait:
                    self._must_not_wait = True
                    return
                if run.task is None or run.task.done():
                    drawn = len(run.items)
                    run.task = asyncio.ensure_future(run.pull_async())
                # The pull is a task of its own: a follower may be cancelled alone.
                await asyncio.shield(run.task)

    def was_left_alone(self) -> bool:
        """Return whether the run stopped for what concerns another; raise what concerns all.

        So it is for a follower that must not wait, since the run waits for what it computes.
        """
        if self._must_not_wait:
            return True
        if self.run.error is None:
            return False
        _raise_shared(self.run.error, is_mine=self._raised_here)
        return True


def join(engine: Engine, request: Request, loop: object = None) -> Run:
    """Return the run of a call: the one under way or a new one.

    Parameters
    ----------
    engine
        The engine of the function.
    request
        The call.
    loop
        The event loop; an asynchronous run is shared within its own only.
    """
    purpose = f"loop {id(loop)}" if loop is not None else "stream"
    key = (engine.record.namespace, request.base, purpose)
    run, _ = engine.registry.flights.join(key, lambda: Run(engine, request, key), Run)
    return run


async def _close(run: Run) -> None:
    if run.task is not None and not run.task.done():
        run.task.cancel()
        await asyncio.wait([run.task])
    if run.source is not None:
        await run.source.aclose()


def _raise_shared(error: BaseException, *, is_mine: bool) -> None:
    """Raise an error of a run, unless it is a stop or cancel that concerns another follower."""
    if is_mine or isinstance(error, Exception):
        raise error


def _replay_step(step: Recording | None) -> None:
    recorder = api.recorder.current()
    if recorder is not None and step is not None and not step.is_empty:
        recorder.replay(step)


async def _skipping_async(
    source: AsyncGenerator[Any, None], count: int
) -> AsyncGenerator[Any, None]:
    async for item in source:
        if count > 0:
            count -= 1
        else:
            yield item


def _skipping(source: Generator[Any, None, Any], count: int) -> Generator[Any, None, Any]:
    for _ in range(count):
        next(source)
    return (yield from source)
