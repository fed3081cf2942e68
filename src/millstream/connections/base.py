"""What all connections have in common, and what a class of your own derives from."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from millstream.connections.masking import hide, masked_errors
from millstream.hashing import Hasher
from millstream.secret_store import SecretSection, secrets
from millstream.storage import keys

RawConnectionT = TypeVar("RawConnectionT")


@cache
def _hasher() -> Hasher:
    """Make digests that the processes of an installation have in common, as the keys of what they share."""
    return Hasher(keys.hashing_key())


def section_of(name: str) -> SecretSection:
    """Give the secrets of a connection; none where there is no such section.

    Parameters
    ----------
    name
        The name of the connection.
    """
    section = secrets.get("connections", {})
    own = section.get(name) if isinstance(section, Mapping) else None
    return own if isinstance(own, SecretSection) else SecretSection(f"connections.{name}", {}, ())


class BaseConnection(ABC, Generic[RawConnectionT]):
    """A connection to a service, with its secrets; derive from it and write `_connect`.

    Parameters
    ----------
    connection_name
        Its name: its secrets are those of `[connections.<connection_name>]`.
    **kwargs
        Handed to `_connect`.

    Examples
    --------
    >>> class Shelf(BaseConnection[dict]):
    ...     def _connect(self, **kwargs):
    ...         return {"books": 3, **kwargs}
    ...
    ...     def count(self, what):
    ...         return self._instance[what]
    >>> shelf = Shelf("library", maps=2)
    >>> shelf.count("books") + shelf.count("maps")
    5
    >>> shelf
    <Shelf 'library'>
    """

    def __init__(self, connection_name: str, **kwargs: Any) -> None:
        self._connection_name = connection_name
        self._kwargs = kwargs
        self._instance_lock = threading.RLock()
        self._known_place: bytes | None = None
        self._raw_instance: RawConnectionT | None = None
        self._raw_instance = self._open_instance()

    def __repr__(self) -> str:
        """Show what it is and its name; never its parameters."""
        return f"<{type(self).__qualname__} {self._connection_name!r}>"

    def __millstream_key__(self) -> object:
        """Stand for where it leads in the keys of cached functions that it is passed to."""
        return type(self), self._connection_name, self._kwargs, self._secrets.to_dict()

    @abstractmethod
    def _connect(self, **kwargs: Any) -> RawConnectionT:
        """Open the underlying connection; called when it is used first and after each `reset`.

        Parameters
        ----------
        **kwargs
            Those of `st.connection`; secrets are in `self._secrets`.
        """

    def _release_instance(self, instance: RawConnectionT) -> None:
        """Free an underlying connection that is not used any more; a class with something to free overrides it.

        Parameters
        ----------
        instance
            What `_connect` returned.
        """

    @property
    def _secrets(self) -> SecretSection:
        """The secrets of this connection; none where there is no such section."""
        return section_of(self._connection_name)

    @property
    def _instance(self) -> RawConnectionT:
        """The underlying connection, opened now where it is not."""
        instance = self._raw_instance
        if instance is not None:
            return instance
        with self._instance_lock:
            if self._raw_instance is None:
                self._raw_instance = self._open_instance()
            return self._raw_instance

    @property
    def _place_digest(self) -> bytes:
        """What stands for where it leads, as long as it is open."""
        digest = self._known_place
        if digest is None:
            digest = self._known_place = _hasher().digest(self)
        return digest

    @classmethod
    def scope(cls) -> Literal["global", "session"]:
        """Say who shares a connection: everybody ("global", the default) or the reruns of one session ("session").

        Override it in a class whose connections carry the identity of a user.
        """
        return "global"

    @classmethod
    def _check_caller(cls) -> None:
        """Raise where a connection of this class must not be asked for."""

    def reset(self) -> None:
        """Let go of the underlying connection; the next use opens another one.

        Examples
        --------
        >>> class Counter(BaseConnection[list]):
        ...     opened = 0
        ...     def _connect(self, **kwargs):
        ...         self.opened += 1
        ...         return []
        >>> counter = Counter("counter")
        >>> counter.reset()
        >>> counter._instance
        []
        >>> counter.opened
        2
        """
        self._discard(self._raw_instance)

    def _discard(self, instance: RawConnectionT | None) -> None:
        """Let go of an underlying connection, unless somebody else has done so and opened another one."""
        with self._instance_lock:
            if instance is None or self._raw_instance is not instance:
                return
            self._raw_instance = None
        self._release_instance(instance)
        self._known_place = None

    def close(self) -> None:
        """Free what the connection holds; called when it leaves the cache of `st.connection`.

        Override it, or `_release_instance`, where there is something to free.
        """
        self.reset()

    def is_healthy(self) -> bool:
        """Whether the service answers. By default true as soon as the underlying connection could be opened."""
        try:
            return self._instance is not None
        except Exception:  # whatever the class's own library raises
            return False

    def _renew(self, section: SecretSection) -> None:
        """Open it anew, at its next use, if its secrets are others than those it was opened with."""
        if self._raw_instance is not None and self._opened_with != section:
            self.reset()

    def _open_instance(self) -> RawConnectionT:
        """Connect, and keep what is secret out of what is said about it."""
        self._known_place = None
        secret = self._secrets.to_dict()
        self._opened_with = SecretSection(self._connection_name, secret, ())  # shows no values
        hide(self._connection_name, {**secret, **self._kwargs})
        with masked_errors():
            return self._connect(**self._kwargs)

    def _joined_parameters(self, kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Join the secrets of the connection, without its type, and the arguments, which win."""
        return {
            **{key: value for key, value in self._secrets.to_dict().items() if key != "type"},
            **kwargs,
        }


ExperimentalBaseConnection = BaseConnection
"""An earlier name of `BaseConnection`."""
