"""What scripts see of secrets: mappings that can be read, also by attribute, and that never show their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from millstream.errors import Error


class MissingSecretError(Error, KeyError, AttributeError):
    """There are secrets, but not this one."""

    def __str__(self) -> str:
        """Give the message as it is; that of a `KeyError` is in quotes."""
        return str(self.args[0])


class ReadOnlyMapping(Mapping[str, Any]):
    """A mapping that is also read by attribute, cannot be changed, and never shows its values."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """Give a secret by its name."""
        if name.startswith("_"):  # libraries ask for such names to learn what something is
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: secrets are changed where they are kept."""
        raise TypeError(
            f"{type(self).__name__} does not support attribute assignment: change `{name}` where it is kept."
        )

    def __setitem__(self, key: str, value: Any) -> NoReturn:
        """Refuse: secrets are changed where they are kept."""
        raise TypeError(
            f"{type(self).__name__} does not support item assignment: change `{key}` where it is kept."
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the secrets as plain dictionaries; these do show their values."""
        return {key: _plain(value) for key, value in self.items()}

    def __str__(self) -> str:
        """Show names only."""
        return repr(self)


class SecretSection(ReadOnlyMapping):
    """A table of secrets, such as `st.secrets["database"]`.

    Parameters
    ----------
    name
        Its name with those of the tables around it, with dots between.
    values
        What it holds.
    where
        Where secrets were looked for, for messages.

    Examples
    --------
    >>> section = SecretSection("database", {"user": "ali", "password": "open sesame"}, ())
    >>> section.user, section["password"]
    ('ali', 'open sesame')
    >>> section
    <secrets.database: user, password>
    """

    __slots__ = ("_name", "_values", "_where")

    def __init__(self, name: str, values: Mapping[str, Any], where: tuple[str, ...]) -> None:
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_where", where)

    def __getitem__(self, key: str) -> Any:
        """Give a secret, or raise `KeyError`."""
        try:
            value = self._values[key]
        except KeyError:
            raise missing(f"{self._name}.{key}", list(self._values), self._where) from None
        return wrap(f"{self._name}.{key}", value, self._where)

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the secrets."""
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a secret."""
        return key in self._values

    def __repr__(self) -> str:
        """Show names only."""
        return f"<secrets.{self._name}: {', '.join(self._values)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy as what it is made of."""
        return SecretSection, (self._name, self._values, self._where)


def wrap(name: str, value: Any, where: tuple[str, ...]) -> Any:
    """Give tables as sections, also within lists."""
    if isinstance(value, Mapping):
        return SecretSection(name, value, where)
    if isinstance(value, list):
        return [wrap(f"{name}[{i}]", item, where) for i, item in enumerate(value)]
    return value


def missing(name: str, known: list[str], where: tuple[str, ...]) -> MissingSecretError:
    """Make the error that says where a secret was looked for."""
    from difflib import get_close_matches  # mistakes alone need it

    near = get_close_matches(name.rpartition(".")[2], known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    places = "".join(f"\n- {place}" for place in where)
    return MissingSecretError(f"There is no secret {name!r}.{hint} It was looked for in:{places}")


def masked(value: object) -> object:
    """Give what a page may show of something: of secrets their names, with dots in place of values."""
    if isinstance(value, ReadOnlyMapping):
        return {
            key: masked(item) if isinstance(item, ReadOnlyMapping) else "•••"
            for key, item in value.items()
        }
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, ReadOnlyMapping):
        return value.to_dict()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
