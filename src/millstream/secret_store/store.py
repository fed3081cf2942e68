"""The object `st.secrets`: files below the environment, vaults below both, read again when something changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from millstream.clock import Clock, SystemClock
from millstream.errors import MillstreamError, StreamlitSecretNotFoundError
from millstream.redaction import Redaction, redaction
from millstream.secret_store import environment, files
from millstream.secret_store.options import SecretOptions
from millstream.secret_store.section import ReadOnlyMapping, missing, wrap
from millstream.secret_store.vault import SecretProvider, Vault


class NoSecretsError(StreamlitSecretNotFoundError, KeyError):
    """There is nothing that secrets could be read from."""

    def __str__(self) -> str:
        """Give the message as it is; that of a `KeyError` is in quotes."""
        return str(self.args[0])


def _home() -> Path | None:
    with suppress(RuntimeError):  # a user without a home folder
        return Path.home()
    return None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What files and the environment hold, and what tells whether they still do."""

    values: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    found: bool = False
    stamp: object = None


class Sources:
    """Where secrets are looked for, in this order of weight: the environment, files (the last first), vaults."""

    def __init__(
        self,
        *,
        environ: MutableMapping[str, str] = os.environ,
        home: Callable[[], Path | None] = _home,
        current: Callable[[], Path] = Path.cwd,
        hidden: Redaction = redaction,
        clock: Clock | None = None,
    ) -> None:
        self.options: Callable[[], SecretOptions] = SecretOptions
        self.vaults: list[Vault] = []
        self.override: Mapping[str, Any] | None = None
        self.clock = clock or SystemClock()
        self.hidden = hidden
        self._environ = environ
        self._home = home
        self._current = current
        self.script_folder: Path | None = None
        self._loaded = _Loaded()
        self._exported: dict[str, str] = {}
        self._lock = threading.RLock()

    def loaded(self) -> _Loaded:
        """Give what files and the environment hold now."""
        if self.override is not None:
            return _Loaded(self.override, found=True)
        with self._lock:
            places = self.places()
            variables = environment.variables(self._environ)
            stamp = (variables, tuple((place, files.stamps(place)) for place in places))
            if stamp != self._loaded.stamp:
                self._load(places, variables, stamp)
            return self._loaded

    def fetch(self, key: str) -> Any:
        """Give a secret that a vault has, or raise `KeyError`."""
        for vault in self.vaults if self.override is None else ():
            with suppress(KeyError):
                value = vault.fetch(key)
                self.hidden.hide(dict(_leaves({key: value})))
                return value
        raise KeyError(key)

    def add(self, provider: SecretProvider, ttl_seconds: float) -> None:
        """Ask a vault, too, after those that were added before; one of the same name takes the older one's place."""
        with self._lock:
            for vault in self.vaults:
                if vault.name == provider.name:
                    vault.renew(provider, ttl_seconds)
                    return
            self.vaults.append(Vault(provider, ttl_seconds, self.clock))

    def where(self) -> tuple[str, ...]:
        """Say where secrets were looked for last."""
        if self.override is not None:
            return ("the secrets that the test has set",)
        variables = f"environment variables, named {environment.PREFIX}<NAME>"
        vaults = tuple(vault.name for vault in self.vaults)
        return (*self._loaded.places, variables, *vaults)

    def places(self) -> tuple[str, ...]:
        """Give the files and folders that are looked at."""
        chosen = self.options().files
        if chosen is None:
            folders = (self._current(), *filter(None, [self.script_folder]))
            return files.usual_files(self._home(), folders)
        return tuple(str(self._current() / Path(place).expanduser()) for place in chosen)

    def _load(
        self, places: tuple[str, ...], variables: environment.Variables, stamp: object
    ) -> None:
        documents = [document for place in places if (document := files.read(place)) is not None]
        in_files = {key: value for document in documents for key, value in document.items()}
        values = environment.overlay(in_files, variables)
        self.hidden.hide(dict(_leaves(values)))
        self._export(values)
        self._loaded = _Loaded(values, places, bool(documents or variables), stamp)

    def _export(self, values: Mapping[str, Any]) -> None:
        """Set environment variables for what stands outside of tables, as many libraries read their keys there."""
        exported = {
            key: str(value) for key, value in values.items() if isinstance(value, (str, int, float))
        }
        for name, value in self._exported.items():
            if name not in exported and self._environ.get(name) == value:
                del self._environ[name]
        for name, value in exported.items():
            if _is_variable(name, value):
                self._environ[name] = value
        self._exported = exported


def _is_variable(name: str, value: str) -> bool:
    return bool(name) and not {"=", "\0"} & set(name) and "\0" not in value


def _leaves(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Give each value with its name; truth values and dates are no secrets."""
    for key, value in values.items():
        yield from _leaf(f"{path}.{key}" if path else key, value)


def _leaf(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from _leaves(value, name)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _leaf(f"{name}[{i}]", item)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield name, str(value)


class Secrets(ReadOnlyMapping):
    """The secrets of the app; tables among them are sections, which are read in the same ways.

    Parameters
    ----------
    sources
        Where they come from.

    Examples
    --------
    >>> import millstream as st
    >>> if "database" in st.secrets:
    ...     user = st.secrets["database"]["user"]
    ...     password = st.secrets.database.password
    """

    __slots__ = ("_sources",)

    def __init__(self, sources: Sources | None = None) -> None:
        object.__setattr__(self, "_sources", sources or Sources())

    def __getitem__(self, key: str) -> Any:
        """Give a secret.

        Raises
        ------
        KeyError
            If there is no such secret; if there are none at all, it is a `StreamlitSecretNotFoundError` too.
        """
        sources = self._sources
        loaded = sources.loaded()
        if key in loaded.values:
            return wrap(key, loaded.values[key], sources.where())
        try:
            return wrap(key, sources.fetch(key), sources.where())
        except KeyError:
            pass
        raise self._missing(key)

    def __iter__(self) -> Iterator[str]:
        """Go through the names; of the secrets in vaults through those that were read."""
        fetched = (key for vault in self._sources.vaults for key in vault.fetched())
        return iter(dict.fromkeys((*self._sources.loaded().values, *fetched)))

    def __len__(self) -> int:
        """Count the secrets; of those in vaults the ones that were read."""
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        """Show names only."""
        try:
            return f"<secrets: {', '.join(self)}>"
        except MillstreamError:
            return "<secrets: not readable>"

    def has_key(self, k: str) -> bool:
        """Whether there is such a secret.

        Parameters
        ----------
        k
            Its name.
        """
        return k in self

    def load_if_toml_exists(self) -> bool:
        """Read the secrets now, if there are any; say whether there are.

        Raises
        ------
        StreamlitSecretNotFoundError
            If a file is there but cannot be read.
        """
        sources: Sources = self._sources
        return sources.loaded().found

    def add_provider(
        self, provider: SecretProvider, ttl: float | timedelta | str | None = "5m"
    ) -> None:
        """Ask a vault for what neither files nor the environment have, when a script reads it.

        A script may add its vault in each run: one of the same name takes the place of the older one, whose answers are
        kept.

        Parameters
        ----------
        provider
            The vault.
        ttl
            How long its answers are kept: seconds, a `timedelta` or a text such as "5m"; None is for ever.

        Examples
        --------
        >>> from millstream.secret_store import Secrets
        >>> class Memory:
        ...     name = "a dictionary"
        ...     def fetch(self, key):
        ...         return {"token": "open sesame"}[key]
        >>> secrets = Secrets()  # in an app, `st.secrets`
        >>> secrets.add_provider(Memory(), ttl="1h")
        >>> secrets["token"]
        'open sesame'
        """
        from millstream.caching.policy import parse_ttl

        self._sources.add(provider, parse_ttl(ttl))

    def look_beside(self, script: str) -> None:
        """Look for secrets in the folder of a script, too; they count more than those of the current one.

        Parameters
        ----------
        script
            Its path.
        """
        self._sources.script_folder = Path(script).resolve().parent

    def use(self, options: Callable[[], SecretOptions]) -> None:
        """Ask for options whenever secrets are read.

        Parameters
        ----------
        options
            Gives the options.
        """
        self._sources.options = options

    @contextmanager
    def replaced(self, values: Mapping[str, Any]) -> Iterator[None]:
        """Have these secrets and no others inside the block; for tests.

        Parameters
        ----------
        values
            The secrets.
        """
        sources = self._sources
        older, sources.override = sources.override, values
        sources.hidden.hide(dict(_leaves(values)))
        try:
            yield
        finally:
            sources.override = older

    def _missing(self, key: str) -> KeyError:
        where = self._sources.where()
        if self._sources.loaded().found or self._sources.vaults:
            return missing(key, list(self), where)
        return NoSecretsError(
            "There are no secrets, so {key} is not among them. They were looked for in:{places}",
            key=repr(key),
            places="".join(f"\n- {place}" for place in where),
        )


def places_of(secrets: Secrets) -> tuple[str, ...]:
    """Give the files and folders that secrets are read from.

    Parameters
    ----------
    secrets
        The secrets.
    """
    sources: Sources = secrets._sources
    return sources.places()


secrets: Final = Secrets()
"""The secrets of this process."""
