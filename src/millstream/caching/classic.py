"""``st.cache``, the classic: values by reference, and a warning to who changes them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from millstream.caching import api
from millstream.caching.cached_function import CachedFunction
from millstream.caching.decorators import build_engine, make_options, registry
from millstream.caching.engine import Engine
from millstream.caching.errors import UnhashableTypeError
from millstream.caching.snapshot.output import SharedOutput
from millstream.hashing import UnhashableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from millstream.caching.api import Entry, Snapshot
    from millstream.caching.registry import Registry


class ClassicEngine(Engine):
    """Answer calls with the stored object, and look whether somebody has changed it."""

    def _snapshot(self, value: Any, _: object) -> Snapshot:
        """Return what is stored for a value: the value and the digest of its first state."""
        if self.options.allow_output_mutation:
            return SharedOutput(value, None)
        return SharedOutput(value, self._output_digest(value))

    def deliver(self, entry: Entry) -> Any:
        """Return the stored object; warn where it is no longer what was computed."""
        value = super().deliver(entry)
        digest = entry.snapshot.digest if isinstance(entry.snapshot, SharedOutput) else None
        if digest is not None and self._output_digest(value) != digest:
            self._warn(
                f"The value that `{self.label}` returned was changed after it was cached. "
                "`st.cache` hands out the object itself, so every caller now gets the changed "
                "value, until the entry is computed anew. Copy the value before you change it, "
                "or use `st.cache_data`, which gives every caller a copy. Where the change is "
                f"meant, say so: `@st.cache(allow_output_mutation=True)`."
            )
        return value

    def finish(self, *args: Any, **kwargs: Any) -> Entry:
        """Return the entry of a finished computation; warn where the function drew."""
        entry = super().finish(*args, **kwargs)
        if entry.recording is not None and not self.options.allow_drawing:
            self._warn(
                f"`{self.label}` is cached and draws elements. `st.cache` does not draw them "
                "again when it answers from the cache: move the drawing out of the function, "
                "use `st.cache_data`, which replays it, or silence this with "
                "`@st.cache(suppress_st_warning=True)`."
            )
        entry.recording = None
        return entry

    def _output_digest(self, value: Any) -> bytes:
        try:
            return self.requests.hasher.digest(value)
        except UnhashableError as error:
            raise UnhashableTypeError(
                self.label, f"the output{error.path}", str(error.value_type), str(error.reason)
            ) from error

    def _warn(self, message: str) -> None:
        recorder = api.recorder.current()
        if recorder is not None:
            recorder.warn(message)
        else:
            warnings.warn(message, stacklevel=5)


class Cache:
    """The decorator of earlier times; prefer ``cache_data`` and ``cache_resource``.

    Parameters
    ----------
    registry
        Where the entries of the decorated functions are kept.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def __call__(
        self,
        func: Callable[..., Any] | None = None,
        persist: bool = False,
        allow_output_mutation: bool = False,
        show_spinner: bool | str = True,
        suppress_st_warning: bool = False,
        hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
        max_entries: int | None = None,
        ttl: float | timedelta | str | None = None,
    ) -> Any:
        """Keep what a function returns, and give every caller the object itself.

        Parameters
        ----------
        func
            The function, where the decorator is used without parentheses.
        persist
            Whether results are kept beyond the life of the process.
        allow_output_mutation
            Whether callers may change the result without a warning.
        show_spinner
            Whether the app shows that the function runs, or the text to show.
        suppress_st_warning
            Whether the function may draw elements without a warning.
        hash_funcs
            How values of given types (or their qualified names) are hashed.
        max_entries
            How many results are kept; the oldest goes first.
        ttl
            How long a result is fresh.

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
        >>> @cache(allow_output_mutation=True)
        ... def settings() -> dict[str, int]:
        ...     return {"level": 1}
        >>> settings() is settings()
        True
        """
        options = make_options(
            "classic",
            ttl=ttl,
            max_entries=max_entries,
            hash_funcs=hash_funcs,
            persist=persist,
            show_spinner=show_spinner,
            allow_output_mutation=allow_output_mutation,
            allow_drawing=suppress_st_warning,
        )

        def make_engine(function: Callable[..., Any]) -> Engine:
            return build_engine(self.registry, function, options, engine_type=ClassicEngine)

        def decorate(function: Callable[..., Any]) -> CachedFunction[..., Any]:
            return CachedFunction(function, make_engine, options.values())

        return decorate if func is None else decorate(func)

    def clear(self) -> None:
        """Forget every result of every function under this decorator."""
        self.registry.clear_kind("classic")


cache = Cache(registry)
