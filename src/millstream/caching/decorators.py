"""``cache_data`` and ``cache_resource``: what users put above their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar, cast, overload

from millstream.caching import policy
from millstream.caching.cached_function import CachedFunction
from millstream.caching.engine import Engine
from millstream.caching.errors import CacheOptionError
from millstream.caching.registry import Registry
from millstream.caching.request import Options
from millstream.caching.snapshot.known import known_digest
from millstream.hashing import FunctionTracker, Hasher
from millstream.storage import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import timedelta

    from millstream.caching.api import Store
    from millstream.caching.registry import Kind

P = ParamSpec("P")
R = TypeVar("R")

Track = Literal["all", "code", "body"]


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

    def clear(self, *, tags: Iterable[str] | None = None) -> None:
        """Forget every result of every function under this decorator, or those with a tag.

        Parameters
        ----------
        tags
            The names given to the ``tags`` of the decorators; results with one of them go.

        Examples
        --------
        >>> @cache_data(tags=["sales"])
        ... def orders() -> list[int]:
        ...     return [1, 2]
        >>> orders()
        [1, 2]
        >>> cache_data.clear(tags=["sales"])
        >>> orders.peek()
        MISSING
        """
        if tags is None:
            self.registry.clear_kind(self.kind)
        else:
            self.registry.invalidate(_names(tags), self.kind)

    def _decorate(
        self,
        func: Callable[..., Any] | None,
        options: Options,
        track: Track,
        depends_on: Iterable[Any],
    ) -> Any:
        if track not in {"all", "code", "body"}:
            raise CacheOptionError("track", "'all', 'code' or 'body'", track)

        dependencies = tuple(depends_on)
        choices = (*options.values(), track, dependencies)

        def make_engine(function: Callable[..., Any]) -> Engine:
            return build_engine(self.registry, function, options, track, dependencies)

        def decorate(function: Any) -> Any:
            if isinstance(function, (classmethod, staticmethod)):
                return type(function)(decorate(function.__func__))
            if not callable(function):
                raise CacheOptionError("func", "a function", function)
            return CachedFunction(function, make_engine, choices)

        return decorate if func is None else decorate(func)


def build_engine(
    registry: Registry,
    function: Callable[..., Any],
    options: Options,
    track: Track = "all",
    depends_on: Iterable[Any] = (),
    engine_type: type[Engine] = Engine,
) -> Engine:
    """Return the engine of a function, with a hasher under the secret of this installation."""
    hasher = Hasher(keys.hashing_key(), hash_funcs=options.hash_funcs, known=known_digest)
    tracker = FunctionTracker(function, hasher=hasher, track=track, depends_on=depends_on)
    return engine_type(registry, function, options, hasher, tracker)


def make_options(
    kind: Kind,
    *,
    ttl: float | timedelta | str | None = None,
    max_entries: int | None = None,
    max_size: int | str | None = None,
    refresh_mode: str = "foreground",
    early_refresh: float = 0.0,
    scope: str = "global",
    tags: Iterable[str] = (),
    ignore: Iterable[str] = (),
    hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
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
    if max_entries is not None and (type(max_entries) is not int or max_entries < 0):
        raise CacheOptionError("max_entries", "a whole number from 0 on or None", max_entries)
    if isinstance(tags, str) or isinstance(ignore, str):
        raise CacheOptionError("tags and ignore", "lists of names", tags or ignore)
    limits = policy.Limits(
        ttl_seconds=policy.parse_ttl(ttl),
        max_entries=max_entries,
        max_size_bytes=policy.parse_size(max_size),
        background=refresh_mode == "background",
        early_refresh=early_refresh,
        stale_factor=registry.stale_factor,
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


def _open_disk() -> Store:
    from millstream.caching.stores.disk import DiskStore

    return DiskStore()


registry = Registry(persistent=_open_disk)
"""The caches of this process."""

cache_data = CacheData(registry)
cache_resource = CacheResource(registry)


def invalidate(tags: Iterable[str]) -> None:
    """Forget every cached result that carries one of the tags, whatever its decorator.

    Parameters
    ----------
    tags
        The names given to the ``tags`` of the decorators.

    Examples
    --------
    >>> invalidate(tags=["sales"])
    """
    registry.invalidate(_names(tags))


def _names(tags: Iterable[str]) -> Iterable[str]:
    return [tags] if isinstance(tags, str) else tags


def forget_session(session_id: str) -> None:
    """Free what ``scope="session"`` keeps for a session that has ended.

    Parameters
    ----------
    session_id
        The id that the session's recorder told.

    Examples
    --------
    >>> forget_session("a session that never was")
    """
    registry.forget_session(session_id)
