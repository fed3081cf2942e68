"""``cache_data`` and ``cache_resource``: what users put above their functions."""

from __future__ import annotations

import functools
import inspect
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, TypeVar, cast, overload

from millstream.caching import policy
from millstream.caching.engine import Engine, Options
from millstream.caching.errors import CacheOptionError
from millstream.caching.registry import Registry
from millstream.caching.report import CacheInfo, Explanation
from millstream.hashing import FunctionTracker, Hasher
from millstream.storage import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import timedelta

    from millstream.caching.api import Missing

P = ParamSpec("P")
R = TypeVar("R")

Track = Literal["all", "code", "body"]

_FUNCTION_ATTRIBUTES = ("__code__", "__defaults__", "__kwdefaults__")


class CachedFunction(Generic[P, R]):
    """A function whose results are kept; call it like the function itself.

    Parameters
    ----------
    function
        The function as the user wrote it.
    make_engine
        Makes the engine when the function is first used.
    """

    def __init__(
        self, function: Callable[P, R], make_engine: Callable[[Callable[P, R]], Engine]
    ) -> None:
        functools.update_wrapper(self, function)
        # `inspect` takes what has these for a function, so that a cached coroutine function
        # or generator function is known as one.
        for name in _FUNCTION_ATTRIBUTES:
            if hasattr(function, name):
                setattr(self, name, getattr(function, name))
        self._function = function
        self._make_engine = make_engine
        self._ready: Engine | None = None

    @property
    def _engine(self) -> Engine:
        if self._ready is None:
            self._ready = self._make_engine(self._function)
        return self._ready

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the stored result of the call, or compute and store it."""
        return cast("R", self._engine.answer(args, kwargs))

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

    def clear(self, *args: Any, **kwargs: Any) -> None:
        """Forget the result for these arguments, or every result without arguments."""
        self._engine.clear(args, kwargs)

    def info(self) -> CacheInfo:
        """Return how many results are stored, how large, how often they were used."""
        return self._engine.info()

    def explain(self, *args: P.args, **kwargs: P.kwargs) -> Explanation:
        """Return whether this call would hit, and if not, which part of its key differs."""
        return self._engine.explain(args, kwargs)

    def peek(self, *args: P.args, **kwargs: P.kwargs) -> R | Missing:
        """Return the stored result of this call or ``MISSING``; never compute."""
        return cast("R | Missing", self._engine.peek(args, kwargs))

    def warm(self, *args: P.args, **kwargs: P.kwargs) -> Future[None]:
        """Compute and store the result of this call in the background, if it is missing."""
        return self._engine.warm(args, kwargs)


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


class CacheDecorator:
    """What ``cache_data`` and ``cache_resource`` have in common.

    Parameters
    ----------
    registry
        Where the entries of the decorated functions are kept.
    """

    kind: Literal["data", "resource"]

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def clear(self) -> None:
        """Forget every result of every function under this decorator."""
        self.registry.clear_kind(self.kind)

    def _decorate(
        self,
        func: Callable[..., Any] | None,
        options: Options,
        track: Track,
        depends_on: Iterable[Any],
    ) -> Any:
        if track not in {"all", "code", "body"}:
            raise CacheOptionError("track", "'all', 'code' or 'body'", track)

        def make_engine(function: Callable[..., Any]) -> Engine:
            return build_engine(self.registry, function, options, track, depends_on)

        def decorate(function: Any) -> Any:
            if isinstance(function, (classmethod, staticmethod)):
                return type(function)(decorate(function.__func__))
            if not callable(function):
                raise CacheOptionError("func", "a function", function)
            return CachedFunction(function, make_engine)

        return decorate if func is None else decorate(func)


def build_engine(
    registry: Registry,
    function: Callable[..., Any],
    options: Options,
    track: Track = "all",
    depends_on: Iterable[Any] = (),
) -> Engine:
    """Return the engine of a function, with a hasher under the secret of this installation."""
    hasher = Hasher(keys.hashing_key(), hash_funcs=options.hash_funcs)
    tracker = FunctionTracker(function, hasher=hasher, track=track, depends_on=depends_on)
    return Engine(registry, function, options, hasher, tracker)


def make_options(
    kind: Literal["data", "resource"],
    *,
    ttl: float | timedelta | str | None,
    max_entries: int | None,
    max_size: int | str | None,
    refresh_mode: str,
    early_refresh: float,
    scope: str,
    tags: Iterable[str],
    ignore: Iterable[str],
    hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None,
    **others: Any,
) -> Options:
    """Return checked options.

    Raises
    ------
    CacheOptionError
        Where an option has a value that it cannot have.
    """
    if scope not in {"global", "session"}:
        raise CacheOptionError("scope", "'global' or 'session'", scope)
    if refresh_mode not in {"foreground", "background"}:
        raise CacheOptionError("refresh_mode", "'foreground' or 'background'", refresh_mode)
    if refresh_mode == "background" and (ttl is None or policy.parse_ttl(ttl) <= 0):
        raise CacheOptionError("ttl", "a positive time for a background refresh", ttl)
    if not 0 <= early_refresh <= 1:
        raise CacheOptionError("early_refresh", "a share of the ttl from 0 to 1", early_refresh)
    if isinstance(tags, str) or isinstance(ignore, str):
        raise CacheOptionError("tags and ignore", "lists of names", tags or ignore)
    limits = policy.Limits(
        ttl_seconds=policy.parse_ttl(ttl),
        max_entries=max_entries,
        max_size_bytes=policy.parse_size(max_size),
        background=refresh_mode == "background",
        early_refresh=early_refresh,
    )
    return Options(
        kind=kind,
        limits=limits,
        scope=cast("Any", scope),
        tags=frozenset(tags),
        ignore=tuple(ignore),
        hash_funcs=dict(hash_funcs or {}),
        **others,
    )


class CacheData(CacheDecorator):
    """Keep what functions return, and give every caller a private copy of it.

    Examples
    --------
    >>> @cache_data(ttl="1h")
    ... def squares(count: int) -> list[int]:
    ...     return [number**2 for number in range(count)]
    >>> squares(3)
    [0, 1, 4]
    >>> squares.peek(3)
    [0, 1, 4]
    """

    kind = "data"

    @overload
    def __call__(self, func: Callable[P, R]) -> CachedFunction[P, R]: ...
    @overload
    def __call__(
        self,
        func: None = None,
        *,
        ttl: float | timedelta | str | None = None,
        max_entries: int | None = None,
        max_size: int | str | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        persist: bool | Literal["disk"] | None = None,
        hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
        scope: Literal["global", "session"] = "global",
        refresh_mode: Literal["foreground", "background"] = "foreground",
        early_refresh: float = 0.0,
        experimental_allow_widgets: bool = False,
        tags: Iterable[str] = (),
        ignore: Iterable[str] = (),
        track: Track = "all",
        depends_on: Iterable[Any] = (),
    ) -> Callable[[Callable[P, R]], CachedFunction[P, R]]: ...
    def __call__(
        self,
        func: Callable[..., Any] | None = None,
        *,
        ttl: float | timedelta | str | None = None,
        max_entries: int | None = None,
        max_size: int | str | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        persist: bool | Literal["disk"] | None = None,
        hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
        scope: Literal["global", "session"] = "global",
        refresh_mode: Literal["foreground", "background"] = "foreground",
        early_refresh: float = 0.0,
        experimental_allow_widgets: bool = False,
        tags: Iterable[str] = (),
        ignore: Iterable[str] = (),
        track: Track = "all",
        depends_on: Iterable[Any] = (),
    ) -> Any:
        """Decorate a function that returns data.

        Parameters
        ----------
        func
            The function, where the decorator is used without parentheses.
        ttl
            How long a result is fresh: seconds, a timedelta or text such as ``"1h30m"``.
        max_entries
            How many results are kept; the oldest goes first.
        max_size
            How many bytes the results may hold together: a number or text such as ``"1GB"``.
        show_spinner
            Whether the app shows that the function runs, or the text to show.
        show_time
            Whether the spinner shows the time gone by.
        persist
            ``"disk"`` or ``True`` keeps results beyond the life of the process.
        hash_funcs
            How values of given types (or their qualified names) are hashed.
        scope
            ``"session"`` keeps results for each session by itself.
        refresh_mode
            ``"background"`` hands out an old result while one refresh runs.
        early_refresh
            The last share of the ``ttl`` in which the refresh of a used result begins, spread
            at random.
        experimental_allow_widgets
            Whether the function may call widgets; their values become part of the key.
        tags
            Names under which ``invalidate`` finds the results.
        ignore
            Parameters left out of the key, as are those that begin with an underscore.
        track
            ``"all"``: code and values that the function reaches. ``"code"``: no values.
            ``"body"``: the function's own code.
        depends_on
            Files, modules and callables whose change is a miss.

        Returns
        -------
        CachedFunction
            The decorated function, or a decorator without ``func``.

        Raises
        ------
        CacheOptionError
            Where an option has a value that it cannot have.

        Examples
        --------
        >>> @cache_data
        ... def double(number: int) -> int:
        ...     return 2 * number
        >>> double(4)
        8
        """
        if persist not in {None, False, True, "disk"}:
            raise CacheOptionError("persist", "'disk', True or None", persist)
        options = make_options(
            "data",
            ttl=ttl,
            max_entries=max_entries,
            max_size=max_size,
            refresh_mode=refresh_mode,
            early_refresh=early_refresh,
            scope=scope,
            tags=tags,
            ignore=ignore,
            hash_funcs=hash_funcs,
            show_spinner=show_spinner,
            show_time=show_time,
            persist=bool(persist),
            allow_widgets=experimental_allow_widgets,
        )
        return self._decorate(func, options, track, depends_on)


class CacheResource(CacheDecorator):
    """Keep what functions return, and give every caller that very object.

    Examples
    --------
    >>> @cache_resource
    ... def connection() -> object:
    ...     return object()
    >>> connection() is connection()
    True
    """

    kind = "resource"

    @overload
    def __call__(self, func: Callable[P, R]) -> CachedFunction[P, R]: ...
    @overload
    def __call__(
        self,
        func: None = None,
        *,
        ttl: float | timedelta | str | None = None,
        max_entries: int | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        validate: Callable[[Any], bool] | None = None,
        hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
        on_release: Callable[[Any], object] | None = None,
        scope: Literal["global", "session"] = "global",
        refresh_mode: Literal["foreground", "background"] = "foreground",
        early_refresh: float = 0.0,
        experimental_allow_widgets: bool = False,
        tags: Iterable[str] = (),
        ignore: Iterable[str] = (),
        track: Track = "all",
        depends_on: Iterable[Any] = (),
    ) -> Callable[[Callable[P, R]], CachedFunction[P, R]]: ...
    def __call__(
        self,
        func: Callable[..., Any] | None = None,
        *,
        ttl: float | timedelta | str | None = None,
        max_entries: int | None = None,
        show_spinner: bool | str = True,
        show_time: bool = False,
        validate: Callable[[Any], bool] | None = None,
        hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
        on_release: Callable[[Any], object] | None = None,
        scope: Literal["global", "session"] = "global",
        refresh_mode: Literal["foreground", "background"] = "foreground",
        early_refresh: float = 0.0,
        experimental_allow_widgets: bool = False,
        tags: Iterable[str] = (),
        ignore: Iterable[str] = (),
        track: Track = "all",
        depends_on: Iterable[Any] = (),
    ) -> Any:
        """Decorate a function that returns a connection, a model or another shared object.

        Parameters
        ----------
        func
            The function, where the decorator is used without parentheses.
        ttl
            How long an object is kept: seconds, a timedelta or text such as ``"1h30m"``.
        max_entries
            How many objects are kept; the oldest goes first.
        show_spinner
            Whether the app shows that the function runs, or the text to show.
        show_time
            Whether the spinner shows the time gone by.
        validate
            Asked with the object before each use; where it is false the object is made anew.
        hash_funcs
            How values of given types (or their qualified names) are hashed.
        on_release
            Called once with each object that leaves the cache.
        scope
            ``"session"`` keeps objects for each session by itself.
        refresh_mode
            ``"background"`` hands out an old object while one refresh runs.
        early_refresh
            The last share of the ``ttl`` in which the refresh of a used object begins, spread
            at random.
        experimental_allow_widgets
            Whether the function may call widgets; their values become part of the key.
        tags
            Names under which ``invalidate`` finds the objects.
        ignore
            Parameters left out of the key, as are those that begin with an underscore.
        track
            ``"all"``: code and values that the function reaches. ``"code"``: no values.
            ``"body"``: the function's own code.
        depends_on
            Files, modules and callables whose change is a miss.

        Returns
        -------
        CachedFunction
            The decorated function, or a decorator without ``func``.

        Raises
        ------
        CacheOptionError
            Where an option has a value that it cannot have.

        Examples
        --------
        >>> @cache_resource(on_release=lambda client: client.clear())
        ... def client() -> dict[str, str]:
        ...     return {"host": "localhost"}
        >>> client() is client()
        True
        """
        options = make_options(
            "resource",
            ttl=ttl,
            max_entries=max_entries,
            max_size=None,
            refresh_mode=refresh_mode,
            early_refresh=early_refresh,
            scope=scope,
            tags=tags,
            ignore=ignore,
            hash_funcs=hash_funcs,
            show_spinner=show_spinner,
            show_time=show_time,
            validate=validate,
            on_release=on_release,
            allow_widgets=experimental_allow_widgets,
        )
        return self._decorate(func, options, track, depends_on)


registry = Registry()
"""The caches of this process."""

cache_data = CacheData(registry)
cache_resource = CacheResource(registry)


def invalidate(tags: Iterable[str]) -> None:
    """Forget every cached result that carries one of the tags.

    Parameters
    ----------
    tags
        The names given to the ``tags`` of the decorators.

    Examples
    --------
    >>> invalidate(tags=["sales"])
    """
    registry.invalidate([tags] if isinstance(tags, str) else tags)
