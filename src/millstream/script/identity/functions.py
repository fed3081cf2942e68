"""`def` statements, and names given to what calls have made: the object of the run before, if nothing has changed."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from millstream.script.identity.content import (
    Content,
    IndescribableError,
    describe,
    describe_class,
    describe_function,
    has_opaque,
    is_cached,
    is_lasting,
)

if TYPE_CHECKING:
    from millstream.script.identity.version import Version


class _KeptFunction:
    """A function, what it was when its statement had been run, and what its decorators have made of it."""

    __slots__ = ("content", "defaults", "function", "made", "named")

    def __init__(self, function: types.FunctionType, content: Content) -> None:
        self.function = function
        self.content = content
        self.defaults, self.named = function.__defaults__, function.__kwdefaults__
        self.made: Any = None

    def renew(self, fresh: types.FunctionType) -> types.FunctionType:
        """Make the function what its statement has just made, but for being another object."""
        function = self.function
        if function.__code__ is not fresh.__code__:  # its lines may be elsewhere now
            function.__code__, function.__doc__ = fresh.__code__, fresh.__doc__
        if fresh.__defaults__ and not all(map(is_lasting, fresh.__defaults__)):
            self.defaults = fresh.__defaults__
        if fresh.__kwdefaults__ and not all(map(is_lasting, fresh.__kwdefaults__.values())):
            self.named = fresh.__kwdefaults__
        if function.__defaults__ is not self.defaults:
            function.__defaults__ = self.defaults
        if function.__kwdefaults__ is not self.named:
            function.__kwdefaults__ = self.named
        if function.__dict__:
            function.__dict__.clear()
        return function


class FunctionStatement:
    """One `def` statement: called with the function that it has made, it gives the one to use.

    Parameters
    ----------
    version
        The code that is run, and its globals.
    """

    def __init__(self, version: Version) -> None:
        self._version = version
        self._kept: dict[int, _KeptFunction] = {}
        self._current: _KeptFunction | None = None

    def __call__(self, fresh: types.FunctionType) -> types.FunctionType:
        number = self._version.count(self)
        kept = self._kept.get(number)
        try:
            content = describe_function(fresh)
        except (IndescribableError, RecursionError):
            self._current = None
            return fresh
        if (
            kept is not None
            and kept.content == content
            and kept.function.__globals__ is fresh.__globals__
        ):
            self._current = kept
            return kept.renew(fresh)
        self._current = self._kept[number] = _KeptFunction(fresh, content)
        return fresh

    def decorated(self, made: Any) -> Any:
        """Give what to use of what decorators have made of the function.

        They are called in each run, for they may do more than that, such as to register it. The function of the run before
        is given if nothing tells it from the one that they have made now.
        """
        kept = self._current
        if kept is None or not (isinstance(made, types.FunctionType) or is_cached(made)):
            return made
        try:
            content = describe(made)
            if kept.made is None or has_opaque(content) or describe(kept.made) != content:
                kept.made = made
        except (IndescribableError, RecursionError):
            kept.made = made
        return kept.made


class NamedStatement:
    """One `Name = f("Name", ...)` statement: a type that a call makes, or a variable of types.

    Parameters
    ----------
    version
        The code that is run, and its globals.
    """

    def __init__(self, version: Version) -> None:
        self._version = version
        self._kept: dict[int, tuple[Any, Content]] = {}

    def __call__(self, fresh: Any) -> Any:
        """Give the object to use."""
        number = self._version.count(self)
        is_class = isinstance(fresh, type)
        if not is_class and type(fresh).__module__ not in {"typing", "typing_extensions"}:
            return fresh
        if is_class and fresh.__module__ != self._version.module:
            return fresh
        try:
            content = describe_class(fresh) if is_class else describe(fresh)
        except (IndescribableError, RecursionError):
            return fresh
        kept = self._kept.get(number)
        if kept is not None and kept[1] == content:
            return kept[0]
        self._kept[number] = (fresh, content)
        return fresh
