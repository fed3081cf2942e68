"""What happens in caches, as values that tests and statistics observe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Hit:
    """A stored result was handed out."""

    function: str
    key: bytes
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    """A call found no usable entry."""

    function: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Computed:
    """The function ran to its end."""

    function: str
    key: bytes
    cost_seconds: float
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A background refresh replaced an entry."""

    function: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Evicted:
    """An entry left the cache."""

    function: str
    key: bytes
    reason: Literal["expired", "entries", "size", "budget", "cleared", "invalid", "replaced"]


@dataclass(frozen=True, slots=True)
class Released:
    """``on_release`` ran for a resource that left the cache."""

    function: str
    key: bytes


Event: TypeAlias = Hit | Miss | Computed | Refreshed | Evicted | Released


class Observers:
    """Those who want to hear of events; nobody, most of the time."""

    def __init__(self) -> None:
        self.listeners: tuple[Callable[[Event], None], ...] = ()

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call ``listener`` with each event until the returned function is called."""
        self.listeners = (*self.listeners, listener)

        def unsubscribe() -> None:
            self.listeners = tuple(each for each in self.listeners if each is not listener)

        return unsubscribe

    def emit(self, event: Event) -> None:
        """Tell every listener, outside of any lock."""
        for listener in self.listeners:
            listener(event)
