"""The cached function itself: what a decorator leaves in the place of the user's function."""

from __future__ import annotations

import asyncio
import collections
import contextvars
import functools
import inspect
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast, overload

from millstream.caching import report
from millstream.caching.api import MISSING
from millstream.caching.streams import AsyncStreams, Streams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from millstream.caching.api import Missing
    from millstream.caching.engine import Engine
    from millstream.caching.report import CacheInfo, Explanation

P = ParamSpec("P")
R = TypeVar("R")

_FUNCTION_ATTRIBUTES = ("__code__", "__defaults__", "__kwdefaults__")


class CachedFunction(Generic[P, R]):
    """A function whose results are kept; call it like the function itself.

    Parameters
    ----------
    function
        The function as the user wrote it.
    make_engine
        Makes the engine when the function is first used.
    choices
        All that the user chose: another decoration of the function with equal ones is the same.
    """

    def __init__(
        self,
        function: Callable[P, R],
        make_engine: Callable[[Callable[P, R]], Engine],
        choices: tuple[Any, ...] = (),
    ) -> None:
        functools.update_wrapper(self, function)
        # `inspect` takes what has these for a function, so that a cached coroutine function
        # or generator function is known as one.
        for name in _FUNCTION_ATTRIBUTES:
            if hasattr(function, name):
                setattr(self, name, getattr(function, name))
        self._function = function
        self._make_engine = make_engine
        self.choices = choices
        self._answer = self._first_answer

    @functools.cached_property
    def _engine(self) -> Engine:
        return self._make_engine(self._function)

    @functools.cached_property
    def _streams(self) -> Streams | AsyncStreams | None:
        if inspect.isgeneratorfunction(self._function):
            return Streams(self._engine)
        if inspect.isasyncgenfunction(self._function):
            return AsyncStreams(self._engine)
        return None

    def _first_answer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        engine = self._engine
        self._answer = engine.answer_async if engine.is_async else engine.answer
        if self._streams is not None:
            self._answer = self._streams.answer
        return self._answer(args, kwargs)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the stored result of the call, or compute and store it."""
        return cast("R", self._answer(args, kwargs))

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> CachedFunction[P, R]: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> BoundCachedFunction: ...
    def __get__(
        self, instance: object | None, owner: type | None = None
    ) -> CachedFunction[P, R] | BoundCachedFunction:
        """Return the method of an instance."""
        return self if instance is None else BoundCachedFunction(self, instance)

    def __repr__(self) -> str:
        return f"<cached {self._function!r}>"

    def __reduce__(self) -> str:
        # By name, as functions are pickled.
        return self._function.__qualname__

    def clear(self, *args: Any, **kwargs: Any) -> None:
        """Forget the result for these arguments, or every result without arguments."""
        self._engine.clear(args, kwargs)

    def info(self) -> CacheInfo:
        """Return how many results are stored, how large, how often they were used."""
        return report.info(self._engine)

    def explain(self, *args: P.args, **kwargs: P.kwargs) -> Explanation:
        """Return whether this call would hit, and if not, which part of its key differs."""
        return report.explain(self._engine, args, kwargs)

    def peek(self, *args: P.args, **kwargs: P.kwargs) -> R | Missing:
        """Return the stored result of this call or ``MISSING``; never compute."""
        entry = self._engine.peek(args, kwargs)
        if entry is None:
            return MISSING
        opened = self._engine.open(entry) if not self._streams else self._streams.replay(entry)
        return cast("R", opened)

    def warm(self, *args: P.args, **kwargs: P.kwargs) -> Future[None]:
        """Compute and store the result of this call in the background, if it is missing."""

        def run() -> None:
            answer = self._answer(args, kwargs)
            if inspect.isawaitable(answer):
                asyncio.run(_completed(answer))
            elif inspect.isasyncgen(answer):
                asyncio.run(_exhausted(answer))
            elif inspect.isgenerator(answer) and self._streams is not None:
                collections.deque(answer, maxlen=0)

        done: Future[None] = Future()
        # A context of its own: what is computed ahead belongs to no session and draws nothing.
        is_shared = self._engine.options.scope == "global"
        context = contextvars.Context() if is_shared else contextvars.copy_context()
        executor = self._engine.registry.executor
        executor.submit(lambda: context.run(_settle, done, run))
        return done


def _settle(done: Future[None], run: Callable[[], None]) -> None:
    try:
        run()
    except BaseException as error:
        done.set_exception(error)
    else:
        done.set_result(None)


async def _completed(answer: Awaitable[Any]) -> None:
    await answer


async def _exhausted(answer: AsyncIterator[Any]) -> None:
    async for _ in answer:
        pass


class BoundCachedFunction:
    """A cached method of one instance, which is its first argument.

    Parameters
    ----------
    method
        The cached function.
    instance
        What it is bound to.
    """

    __slots__ = ("__func__", "__self__")

    def __init__(self, method: CachedFunction[..., Any], instance: object) -> None:
        self.__func__ = method
        self.__self__ = instance

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the stored result of the call, or compute and store it."""
        return self.__func__(self.__self__, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__func__, name)

    def __repr__(self) -> str:
        return f"<bound {self.__func__!r} of {self.__self__!r}>"

    def clear(self, *args: Any, **kwargs: Any) -> None:
        """Forget the result for this instance and these arguments, or all without arguments."""
        if args or kwargs:
            self.__func__.clear(self.__self__, *args, **kwargs)
        else:
            self.__func__.clear()

    def explain(self, *args: Any, **kwargs: Any) -> Explanation:
        """Return whether this call would hit, and if not, which part of its key differs."""
        return self.__func__.explain(self.__self__, *args, **kwargs)

    def peek(self, *args: Any, **kwargs: Any) -> Any:
        """Return the stored result of this call or ``MISSING``; never compute."""
        return self.__func__.peek(self.__self__, *args, **kwargs)

    def warm(self, *args: Any, **kwargs: Any) -> Future[None]:
        """Compute and store the result of this call in the background, if it is missing."""
        return self.__func__.warm(self.__self__, *args, **kwargs)
