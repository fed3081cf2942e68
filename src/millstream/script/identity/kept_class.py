"""A class that stays the same object, and how it becomes again what its statement has just made."""

from __future__ import annotations

import abc
import types
from collections.abc import Mapping
from typing import Any, Final

from millstream.hashing.project import is_project, owns_class
from millstream.script.identity.content import (
    Content,
    IndescribableError,
    describe_member,
    functions_of,
    has_opaque,
    is_lasting,
    remembers,
)

_ABSENT: Final[Any] = object()
# Of classes under other metaclasses only what their statements set is known.
_PLAIN: Final = (type, abc.ABCMeta)
_UNTOUCHED: Final = frozenset(
    {
        *("__annotations__", "__dict__", "__doc__", "__module__", "__parameters__"),
        *("__qualname__", "__signature__", "__weakref__", "_abc_impl"),
    }
)
# What Python makes of these functions by itself.
_IMPLICIT: Final = {
    "__new__": staticmethod,
    "__init_subclass__": classmethod,
    "__class_getitem__": classmethod,
}
_CELL: Final = "__classcell__"


class KeptClass:
    """A class, what its statement had evaluated, and what was in it then.

    Parameters
    ----------
    raw
        The class before it was decorated.
    content
        What the statement had evaluated.
    values
        What its body had set.
    stamp
        Of the code and globals of its functions.
    """

    def __init__(self, raw: type, content: Content, values: dict[str, Any], stamp: object) -> None:
        self.raw = raw
        self.stage: Any = raw  # what the pure decorators have made of it
        self.applied = 0  # how many these were
        self.is_finished = False
        self.reads: Content = (
            None  # what the statement had read, where its content does not tell all
        )
        self._content = content
        self._values = values
        self._stamp = stamp
        self._fixed: dict[str, Any] = {}
        self._code: list[str] = []
        self._functions: list[types.FunctionType] = []
        self._loose: list[str] = []
        self._names: frozenset[str] = frozenset()
        self._is_changed_later = False
        self._tells_base = any(
            "__init_subclass__" in vars(each) and owns_class(each, is_project)
            for each in raw.__mro__[1:]
        )

    def is_made_of(self, content: Content) -> bool:
        """Whether the statement has evaluated the same again."""
        return self.is_finished and bool(self._content == content)

    def finish(self, stage: type, applied: int, *, is_changed_later: bool = False) -> None:
        """Take note of what is in the class now.

        Parameters
        ----------
        stage
            What the pure decorators have made of it.
        applied
            How many these were.
        is_changed_later
            Whether other decorators follow, which may change it.
        """
        self.stage, self.applied, self._is_changed_later = stage, applied, is_changed_later
        held = vars(stage)
        self._names = frozenset(held)
        of_statement = self._values.keys() - _UNTOUCHED - {_CELL}
        # Not the field of a dataclass, or the number of an enumerated member: what was made of them stands for them.
        as_set = [
            name for name in of_statement if _is_same(held.get(name, _ABSENT), self._values[name])
        ]
        self._loose = [name for name in as_set if not is_lasting(self._values[name])]
        self._code = [name for name in as_set if functions_of(self._values[name]) is not None]
        names = self._names if type(stage) in _PLAIN else self._names & of_statement
        names = names - _UNTOUCHED - set(self._loose)
        self._fixed = {name: held[name] for name in names}
        self._find_functions()
        self.is_finished = True

    def renew(self, stamp: object, namespace: Mapping[str, Any], keywords: dict[str, Any]) -> None:
        """Undo what was done to the class since its statement was run last, and give it what that has made now.

        Parameters
        ----------
        stamp
            Of the code that is run now, and its globals.
        namespace
            What the body of the class has set.
        keywords
            What stands beside the bases.
        """
        if _CELL in namespace:
            namespace[_CELL].cell_contents = self.raw
        is_other_code = stamp is not self._stamp
        if is_other_code:
            self._stamp = stamp
            self._take_code(namespace)
        self._restore()
        held = vars(self.stage)
        for name in self._loose:
            if is_other_code or not self._is_as_made(held.get(name, _ABSENT), name):
                self._set(name, namespace[name])
        if len(held) != len(self._names) and type(self.stage) in _PLAIN:
            self._remove_added()
        if self._tells_base:
            super(self.stage, self.stage).__init_subclass__(**keywords)

    def _restore(self) -> None:
        """Undo what was done to members that never change by themselves."""
        held = vars(self.stage)
        for name, value in self._fixed.items():
            if held.get(name, _ABSENT) is not value:
                type.__setattr__(self.stage, name, value)
        for function in self._functions:
            if function.__dict__:
                function.__dict__.clear()

    def _find_functions(self) -> None:
        """Note the functions that had no attributes when they were made."""
        members = [self._fixed[name] for name in self._code if name in self._fixed]
        if type(self.stage) in _PLAIN:
            self._functions = [each for member in members for each in functions_of(member) or ()]

    def _take_code(self, namespace: Mapping[str, Any]) -> None:
        """Take over the functions: their lines may be elsewhere now, and their globals others."""
        for name in self._code:
            self._set(name, namespace[name])
            if name in self._fixed:
                self._fixed[name] = vars(self.stage)[name]
        self._find_functions()
        text = namespace.get("__doc__")
        if text != self._values.get("__doc__"):
            self._values["__doc__"] = text
            self._set("__doc__", text)

    def _is_as_made(self, value: Any, name: str) -> bool:
        """Whether a value can stay: it is what the statement has evaluated, and remembers nothing unseen."""
        if value is _ABSENT or remembers(value):
            return False
        content = self._content[-1][name]
        try:
            return not has_opaque(content) and bool(describe_member(value) == content)
        except (IndescribableError, RecursionError):
            return False

    def _set(self, name: str, value: Any) -> None:
        if name in _IMPLICIT and isinstance(value, types.FunctionType):
            value = _IMPLICIT[name](value)
        type.__setattr__(self.stage, name, value)
        if hasattr(type(value), "__set_name__"):
            value.__set_name__(self.stage, name)

    def _remove_added(self) -> None:
        for name in vars(self.stage).keys() - self._names - _UNTOUCHED:
            if self._is_changed_later or not name.startswith("__"):
                type.__delattr__(self.stage, name)


def _is_same(held: Any, value: Any) -> bool:
    return held is value or (
        isinstance(held, (staticmethod, classmethod)) and held.__func__ is value
    )
