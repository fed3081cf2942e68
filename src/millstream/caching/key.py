"""What identifies a call: its arguments bound to the signature, as a digest or a plain tuple."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

from millstream.caching.errors import UnknownArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_PRIMITIVE: frozenset[type] = frozenset({int, float, str, bool, bytes, type(None)})
_LONGEST_ALIAS = 8
_LARGEST_TEXT = 4096
_DEFAULT = "default "


class Digester(Protocol):
    """The part of the hasher that keys need."""

    def digest(self, value: Any) -> bytes:
        """Return the digest of a value."""
        ...

    def outline(self, value: Any) -> dict[str, bytes]:
        """Return the digests of a value's parts by path."""
        ...


class Parameters:
    """The parameters of a function, and which of them make its key.

    Parameters
    ----------
    function
        The function as the user wrote it.
    ignore
        Parameters left out of the key, beside those that begin with an underscore.
    """

    def __init__(self, function: Callable[..., Any], ignore: Iterable[str] = ()) -> None:
        self.signature = _signature(function)
        self._name = getattr(function, "__qualname__", "function")
        parameters = self.signature.parameters
        unknown = set(ignore) - set(parameters)
        if unknown and not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
            raise UnknownArgumentError(self._name, unknown, parameters)
        self._ignored = frozenset(ignore)
        positional = [
            p for p in parameters.values() if p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}
        ]
        self._simple = len(positional) == len(parameters)
        self._names = tuple(p.name for p in positional)
        self.dropped_positions = frozenset(
            index for index, name in enumerate(self._names) if not self.keeps(name)
        )

    def keeps(self, name: str) -> bool:
        """Return whether the argument of that name is part of the key."""
        return not name.startswith("_") and name not in self._ignored

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments of a call by parameter, defaults included, ignored ones left out."""
        if self._simple and not kwargs and len(args) == len(self._names):
            return {n: v for n, v in zip(self._names, args, strict=True) if self.keeps(n)}
        bound = self.bind_all(args, kwargs)
        arguments: dict[str, Any] = {}
        for name, value in bound.arguments.items():
            kind = self.signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_KEYWORD:
                # `**` cannot be part of a name, so no parameter is mistaken for these.
                arguments |= {f"**{k}": value[k] for k in sorted(value) if self.keeps(k)}
            elif self.keeps(name):
                star = "*" if kind is inspect.Parameter.VAR_POSITIONAL else ""
                arguments[star + name] = value
        return arguments

    def bind_all(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> inspect.BoundArguments:
        """Return the arguments of a call with defaults, ignored ones too."""
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{self._name}() {error}") from None
        bound.apply_defaults()
        return bound

    def with_defaults(self, parts: Iterable[str]) -> frozenset[str]:
        """Return the parameters whose defaults are among parts of the function's state."""
        names = (part.removeprefix(_DEFAULT) for part in parts if part.startswith(_DEFAULT))
        return frozenset(name for name in names if name in self.signature.parameters)

    def missing(
        self, names: frozenset[str], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> frozenset[str]:
        """Return those parameters that a call gives nothing for."""
        return names.difference(self.signature.bind(*args, **kwargs).arguments) if names else names


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except ValueError:
        # Some functions written in C do not tell what they take.
        return inspect.signature(lambda *args, **kwargs: None)


class AliasTable:
    """Typed tuples that stand for calls with primitive arguments, so that a hit hashes nothing.

    Equal numbers of different types are different calls, hence the types in the tuple. A float
    that is zero or not a number is refused: ``0.0`` equals ``-0.0`` and NaN equals nothing.

    Parameters
    ----------
    hashed_types
        The types for which the user gave a hash function, by name or as types.
    """

    def __init__(self, hashed_types: Iterable[type | str] = ()) -> None:
        named: set[type | str] = set(hashed_types)
        self._primitive = frozenset(
            each
            for each in _PRIMITIVE
            if named.isdisjoint({each, each.__qualname__, f"builtins.{each.__qualname__}"})
        )
        # Those whose calls without keywords need no look at the values.
        self.kinds: set[tuple[type, ...]] = set()

    def alias(
        self, digest: bytes, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[Any, ...] | None:
        """Return the tuple that stands for a call, or ``None`` where a digest is needed.

        Parameters
        ----------
        digest
            The digest of the function.
        args, kwargs
            The arguments as they were spelled, without the ignored ones.
        """
        values = (*args, *kwargs.values())
        types = tuple(map(type, values))
        if len(types) > _LONGEST_ALIAS or not self._primitive.issuperset(types):
            return None
        for value in values:
            kind = type(value)
            if kind is float and (value == 0.0 or value != value):  # noqa: PLR0124
                return None
            if (kind is str or kind is bytes) and len(value) > _LARGEST_TEXT:
                return None
        if float not in types and not kwargs:
            self.kinds.add(types)
        if kwargs:
            # The names sit in a tuple of their own: no positional argument is one.
            return (digest, *args, *kwargs.values(), tuple(kwargs), *types)
        return (digest, *values, *types)


def call_digest(
    digester: Digester, function_digest: bytes, scope: str, arguments: Mapping[str, bytes]
) -> bytes:
    """Return the key of a call.

    Parameters
    ----------
    digester
        Makes the digest.
    function_digest
        The state of the function.
    scope
        The session, for entries of one session, or nothing.
    arguments
        The digest of each argument by parameter.
    """
    return digester.digest((function_digest, scope, tuple(sorted(arguments.items()))))
