"""The contracts of caching: what a store, an entry and a recorder are.

Nothing here decides or computes. A store keeps entries, a recorder is how an app takes part
(spinners, the replay of drawn elements, its sessions), and ``recorder`` is the one hook
through which the engine finds it.
"""

from __future__ import annotations

import enum
import math
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from millstream.caching.policy import Limits


class _Missing(enum.Enum):
    MISSING = "MISSING"

    def __repr__(self) -> str:
        return "MISSING"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing.MISSING
"""What stands for no value, where ``None`` would be one."""

Missing: TypeAlias = _Missing


class Snapshot(Protocol):
    """A stored value from which any number of private ones are made."""

    @property
    def size_bytes(self) -> int:
        """The memory it holds."""
        ...

    @property
    def shared(self) -> bool:
        """Whether ``open`` always returns the same object, because nobody can change it."""
        ...

    def open(self) -> Any:
        """Return a value that its receiver may change without anyone else seeing it."""
        ...


# About what an entry holds beside its value, so that a million small ones count too.
_ENTRY_BYTES: Final = 512
_PATH_BYTES: Final = 128
_VERSION_BYTES: Final = 8


class Entry:
    """One stored result, with what policy needs to judge it.

    Parameters
    ----------
    key
        The digest that identifies the call within its function.
    snapshot
        The stored value.
    born_seconds
        When it was stored, on the monotonic clock.
    created_seconds
        When it was stored, on the wall clock.
    cost_seconds
        How long the function ran.
    expires_seconds
        When it is no longer fresh, on the monotonic clock.
    refresh_seconds
        When a background refresh is due, on the monotonic clock.
    tags
        The names under which it can be invalidated.
    recording
        What the recorder kept of the drawn elements, or ``None``.
    arguments
        The outline of the arguments by path, for ``explain``.
    parts
        The digests of what the function reaches, for ``explain``.
    version
        What tells this computation from every other one of the key; random by default. A store
        gives it back as it was, so that each tier knows whether an entry is still its own.
    creator
        The session whose script defines the class of a shared value, until another one was warned.
    """

    __slots__ = (
        "__weakref__",
        "aliases",
        "alive",
        "arguments",
        "born_seconds",
        "cost_seconds",
        "created_seconds",
        "creator",
        "expires_seconds",
        "failed_refreshes",
        "hits",
        "key",
        "origins",
        "parts",
        "plain",
        "recording",
        "refresh_seconds",
        "retry_seconds",
        "size_bytes",
        "snapshot",
        "tags",
        "value",
        "version",
        "wake_seconds",
    )

    def __init__(
        self,
        key: bytes,
        snapshot: Snapshot,
        *,
        born_seconds: float = 0.0,
        created_seconds: float = 0.0,
        cost_seconds: float = 0.0,
        expires_seconds: float = math.inf,
        refresh_seconds: float = math.inf,
        tags: frozenset[str] = frozenset(),
        recording: Any = None,
        arguments: dict[str, bytes] | None = None,
        parts: dict[str, bytes] | None = None,
        version: bytes = b"",
        creator: str = "",
    ) -> None:
        self.key = key
        self.snapshot = snapshot
        self.size_bytes = snapshot.size_bytes + _ENTRY_BYTES + _PATH_BYTES * len(arguments or ())
        self.born_seconds = born_seconds
        self.created_seconds = created_seconds
        self.cost_seconds = cost_seconds
        self.expires_seconds = expires_seconds
        self.refresh_seconds = refresh_seconds
        self.wake_seconds = min(expires_seconds, refresh_seconds)
        self.tags = tags
        self.recording = recording
        self.arguments = arguments or {}
        self.parts = parts or {}
        self.hits = 0
        self.failed_refreshes = 0
        self.retry_seconds = -math.inf
        self.alive = True
        self.aliases: list[tuple[Any, ...]] = []
        self.version = version or secrets.token_bytes(_VERSION_BYTES)
        self.creator = creator
        # Where each store keeps it, by store: nobody else reads it.
        self.origins: dict[Any, Any] = {}
        # What a hit reads first: a value that everybody may hold needs no call to `open`.
        self.plain = snapshot.shared and recording is None and not creator
        self.value: Any = snapshot.open() if snapshot.shared else None

    def adopt(self, snapshot: Snapshot) -> None:
        """Hand out an equal value from another snapshot; nobody else knows the entry yet."""
        self.size_bytes += snapshot.size_bytes - self.snapshot.size_bytes
        self.snapshot = snapshot
        self.plain = snapshot.shared and self.recording is None
        self.value = snapshot.open() if snapshot.shared else None

    def __repr__(self) -> str:
        return f"Entry({self.key.hex()[:12]}, {self.size_bytes} bytes, {self.hits} hits)"


@dataclass(frozen=True, slots=True)
class Usage:
    """What one function holds in a store.

    Parameters
    ----------
    entries
        How many entries.
    size_bytes
        What they hold together.
    oldest_age_seconds
        The age of the oldest one, ``None`` without entries.
    """

    entries: int
    size_bytes: int
    oldest_age_seconds: float | None


class Lease(Protocol):
    """The right to compute one call, among all who share a store.

    A holder that is killed loses it by itself. Clearing the call, its function or one of the
    tags that the lease was taken with voids it: ``put`` keeps nothing under a void lease.
    """

    @property
    def name(self) -> bytes:
        """What identifies the call among all leases, in every process."""
        ...

    def announce(self, names: frozenset[bytes]) -> None:
        """Say for which leases the computation under this one waits now."""
        ...

    def release(self) -> None:
        """Give the lease back; a second time does nothing."""
        ...


@runtime_checkable
class Store(Protocol):
    """Where entries are kept: in memory here, on disk or on a server elsewhere.

    A namespace is the name of one cached function. Every method may be called from any
    thread. Nothing raises for trouble of the medium: what cannot be read is a miss, what cannot
    be written is not kept, with one warning of ``CacheStoreWarning`` for each kind of trouble.
    """

    def get(self, namespace: str, key: bytes) -> Entry | None:
        """Return the entry, or ``None``; whether it is fresh is for policy to judge."""
        ...

    def holds(self, namespace: str, entry: Entry) -> bool:
        """Return whether an entry that was got from or put here is still the present one.

        It is asked on every hit of a faster tier, so it costs microseconds. An entry that could
        not be kept for trouble of the medium counts as held until it is cleared.
        """
        ...

    def put(self, namespace: str, entry: Entry, lease: Lease | None = None) -> bool:
        """Keep an entry, in the place of one with the same key; returns whether it is kept."""
        ...

    def remove(self, namespace: str, key: bytes) -> bool:
        """Forget one entry, void the lease of its call, and return whether it was there."""
        ...

    def discard(self, namespace: str, entry: Entry) -> bool:
        """Forget an entry that is of no use, unless another has taken its place.

        Unlike ``remove`` it says nothing against the result of a computation under way.
        """
        ...

    def clear(self, namespace: str) -> None:
        """Forget the entries of one function, and void its leases."""
        ...

    def invalidate(self, tags: Iterable[str]) -> None:
        """Forget every entry with one of the tags, and void the leases taken with one."""
        ...

    def entries(self, namespace: str) -> list[Entry]:
        """Return the entries of one function, oldest first."""
        ...

    def namespaces(self) -> list[str]:
        """Return the functions that have entries."""
        ...

    def usage(self, namespace: str) -> Usage:
        """Return what one function holds."""
        ...

    def fit(self, namespace: str, limits: Limits) -> None:
        """Forget the oldest entries of a function until its limits hold."""
        ...

    def lease(self, namespace: str, key: bytes, tags: frozenset[str] = frozenset()) -> Lease | None:
        """Take the right to compute a call; ``None`` while another holds it. Never waits."""
        ...

    def lease_name(self, namespace: str, key: bytes) -> bytes:
        """Return the name that the lease of a call has."""
        ...

    def announced(self, name: bytes) -> frozenset[bytes]:
        """Return what the holder of a lease announced; nothing if that is not known."""
        ...


class Recording(Protocol):
    """What a recorder keeps of one computation."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn."""
        ...

    @property
    def widget_ids(self) -> tuple[str, ...]:
        """The widgets whose values the computation read."""
        ...


class Recorder(Protocol):
    """How an app takes part in caching; the script layer implements it."""

    @property
    def session_id(self) -> str:
        """The session that is calling, for ``scope="session"``."""
        ...

    def spinner(self, text: str, show_time: bool) -> AbstractContextManager[None]:
        """Show that a computation runs."""
        ...

    def record(self, function_name: str, allow_widgets: bool) -> AbstractContextManager[Recording]:
        """Record the elements drawn inside, and refuse what cannot be replayed."""
        ...

    def replay(self, recording: Any) -> None:
        """Draw the recorded elements again, in the caller's place."""
        ...

    def widget_values(self, widget_ids: tuple[str, ...]) -> tuple[Any, ...]:
        """Return the present values of widgets, which are inputs of the key."""
        ...

    def warn(self, message: str) -> None:
        """Show a warning in the app, once for each message."""
        ...

    def name_class(self, value: type) -> str | None:
        """Return a name for a class that the session's scripts define, or ``None``."""
        ...

    def find_class(self, name: str) -> type:
        """Return the calling session's class of that name."""
        ...


class _RecorderHook:
    """The place where the script layer puts its provider of recorders."""

    __slots__ = ("current",)

    def __init__(self) -> None:
        self.current: Callable[[], Recorder | None] = _no_recorder

    def provide(self, provider: Callable[[], Recorder | None] | None) -> None:
        """Ask ``provider`` from now on who records; ``None`` restores the default."""
        self.current = provider or _no_recorder


def _no_recorder() -> Recorder | None:
    return None


recorder: Final = _RecorderHook()
