"""Secrets from elsewhere: asked for when a script reads them, and kept for a while."""

from __future__ import annotations

import logging
import threading
from typing import Any, Protocol

from millstream.clock import Clock
from millstream.errors import StreamlitSecretNotFoundError

_log = logging.getLogger("millstream.secret_store")
_ABSENT: Any = object()


class SecretProvider(Protocol):
    """A vault. Errors name it by `name`, so this says where it is: "Vault at vault.example.com"."""

    name: str

    def fetch(self, key: str) -> Any:
        """Give a secret: a text, a number, or a dictionary of them.

        Parameters
        ----------
        key
            What a script wrote in `st.secrets[key]`.

        Raises
        ------
        KeyError
            If the vault has no such secret.
        """
        ...


class Vault:
    """A provider, and what it gave until its time is over.

    Parameters
    ----------
    provider
        Where secrets come from.
    ttl_seconds
        How long one is kept; may be infinite.
    clock
        Where the time comes from.
    """

    def __init__(self, provider: SecretProvider, ttl_seconds: float, clock: Clock) -> None:
        self.name = provider.name
        self._provider = provider
        self._ttl_seconds = ttl_seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, Any]] = {}
        self._lock = threading.RLock()  # a provider may read its own password from `st.secrets`

    def fetch(self, key: str) -> Any:
        """Give a secret, or raise `KeyError`; a provider that fails is forgiven while an older value is known."""
        with self._lock:
            at, value = self._kept.get(key, (None, _ABSENT))
            if at is None or self._over(at):
                value = self._ask(key, value)
                self._kept[key] = (self._clock.monotonic(), value)
        if value is _ABSENT:
            raise KeyError(key)
        return value

    def renew(self, provider: SecretProvider, ttl_seconds: float) -> None:
        """Ask another provider from now on, and keep the answers of the older one for their time."""
        self._provider, self._ttl_seconds = provider, ttl_seconds

    def fetched(self) -> dict[str, Any]:
        """Give the secrets that are known without asking."""
        return {key: value for key, (_, value) in list(self._kept.items()) if value is not _ABSENT}

    def _over(self, at: float) -> bool:
        return self._clock.monotonic() - at >= self._ttl_seconds

    def _ask(self, key: str, older: Any) -> Any:
        try:
            return self._provider.fetch(key)
        except KeyError:
            return _ABSENT
        except Exception as error:
            reason = type(error).__name__  # its message may have what the vault said
            if older is not _ABSENT:
                _log.warning(
                    "%s did not answer (%s); its older %r is used.", self.name, reason, key
                )
                return older
        raise StreamlitSecretNotFoundError(
            "The secret {key} cannot be read: {name} did not answer ({reason}).",
            key=repr(key),
            name=self.name,
            reason=reason,
        )
