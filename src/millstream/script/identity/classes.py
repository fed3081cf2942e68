"""`class` statements: the class of the run before, if nothing has changed, as if it had just been made."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from millstream.hashing.project import is_project, owns_class, owns_module
from millstream.script.identity.content import (
    Content,
    IndescribableError,
    Same,
    describe,
    describe_namespace,
    has_opaque,
)
from millstream.script.identity.kept_class import KeptClass
from millstream.script.identity.reads import UntrustedError, describe_reads

if TYPE_CHECKING:
    from millstream.script.identity.version import Version

# Their bases know tables and classes by name, and refuse what a script says of them again.
_REGISTERING = frozenset({"django", "mongoengine", "peewee", "pony", "sqlalchemy", "sqlmodel"})
_MAKING = frozenset({"__new__", "__init__", "__prepare__"})


class ClassStatement:
    """One `class` statement: the metaclass that Python calls with all that the statement has evaluated.

    Parameters
    ----------
    key
        Its name in the file.
    version
        The code that is run, and its globals.
    """

    def __init__(self, key: str, version: Version) -> None:
        self.kept: dict[int, KeptClass] = {}
        self._key = key
        self._version = version
        self._given_metaclass: Any = None
        self._given_decorators: tuple[Any, ...] = ()
        self._decorators: tuple[Any, ...] = ()
        self._kind: Any = type
        self._current: KeptClass | None = None

    def under(self, metaclass: Any) -> ClassStatement:
        """Take the metaclass that the statement names."""
        self._given_metaclass = metaclass
        return self

    def decorated_by(self, *decorators: Any) -> Callable[[Any], Any]:
        """Take the decorators of the statement; give the one that stands for them."""
        self._given_decorators = decorators
        return self._decorate

    def __prepare__(self, name: str, bases: tuple[Any, ...], **keywords: Any) -> Any:
        """Give the namespace for the body of the class."""
        # Taken away, for an edited statement may have neither.
        given, self._given_metaclass = self._given_metaclass, None
        self._decorators, self._given_decorators = self._given_decorators, ()
        if given is None and not bases:
            self._kind = type
            return {}
        if given is not None:
            keywords["metaclass"] = given
        self._kind, namespace, _ = types.prepare_class(name, bases, keywords)
        return namespace

    def __call__(self, name: str, bases: tuple[Any, ...], namespace: Any, **keywords: Any) -> Any:
        """Give the class before it is decorated."""
        number = self._version.count(self)
        content = self._describe(bases, namespace, keywords)
        kept = self.kept.get(number)
        if (
            content is not None
            and kept is not None
            and kept.is_made_of(content)
            and (kept.reads is None or kept.reads == self._describe_reads(namespace))
        ):
            self._current = kept
            kept.renew(self._version.stamp, namespace, keywords)
            return kept.raw
        return self._make(number, content, name, bases, namespace, keywords)

    def _make(
        self,
        number: int,
        content: Content | None,
        name: str,
        bases: tuple[Any, ...],
        namespace: Any,
        keywords: dict[str, Any],
    ) -> Any:
        """Make a new class, and keep it if there is a way to tell whether it would be made of the same again."""
        reads = None
        if content is not None and has_opaque(content):
            reads = self._describe_reads(namespace)
            content = None if reads is None else content
        self._current = None
        self.kept.pop(number, None)
        values = dict(namespace)
        raw = self._kind(name, bases, namespace, **keywords)
        if content is not None and isinstance(raw, type):
            kept = KeptClass(raw, content, values, self._version.stamp)
            kept.reads = reads
            self._current = self.kept[number] = kept
            if not self._decorators:
                kept.finish(raw, 0)
        return raw

    def _describe(self, bases: tuple[Any, ...], namespace: Any, keywords: Any) -> Content | None:
        if _is_made_by_project(self._kind) or _is_registered(bases):
            return None  # what is done when a class is made has to be done again
        try:
            return (
                self._version.sources.get(self._key),
                describe((self._kind, *bases)),
                describe(keywords) if keywords else None,
                describe(self._decorators) if self._decorators else None,
                describe_namespace(namespace),
            )
        except (IndescribableError, RecursionError):
            return None

    def _describe_reads(self, body: Any) -> Content | None:
        source = self._version.sources.get(self._key)
        namespace = self._version.globals
        try:
            return source and (
                Same(namespace),
                describe_reads(source.reads, namespace, body),
            )
        except (IndescribableError, UntrustedError, RecursionError):
            return None

    def _decorate(self, raw: Any) -> Any:
        kept, decorators = self._current, self._decorators
        if kept is None:
            return _applied(decorators, raw)
        if not kept.is_finished:
            count = _count_pure(decorators)
            stage = _applied(decorators[len(decorators) - count :], raw)
            if not isinstance(stage, type):
                self.kept = {number: each for number, each in self.kept.items() if each is not kept}
                return _applied(decorators[: len(decorators) - count], stage)
            kept.finish(stage, count, is_changed_later=count < len(decorators))
        return _applied(decorators[: len(decorators) - kept.applied], kept.stage)


def _applied(decorators: tuple[Any, ...], value: Any) -> Any:
    for each in reversed(decorators):
        value = each(value)
    return value


def _is_made_by_project(kind: Any) -> bool:
    if kind is type:
        return False
    return not isinstance(kind, type) or any(
        not _MAKING.isdisjoint(vars(each)) and owns_class(each, is_project) for each in kind.__mro__
    )


def _is_registered(bases: tuple[Any, ...]) -> bool:
    return any(
        each.__module__.partition(".")[0] in _REGISTERING
        for base in bases
        for each in getattr(base, "__mro__", ())
    )


def _count_pure(decorators: tuple[Any, ...]) -> int:
    """Count the decorators, from the innermost, of which nothing is seen but in the class that they give."""
    count = 0
    for each in reversed(decorators):
        if not _is_pure(each):
            break
        count += 1
    return count


def _is_pure(decorator: Any) -> bool:
    """Whether a decorator is a package's and knows nothing of the project, where it could leave a trace."""
    if isinstance(decorator, functools.partial):
        return _is_pure(decorator.func) and all(map(_is_value, decorator.args))
    if isinstance(decorator, types.BuiltinFunctionType):
        return True
    if not isinstance(decorator, types.FunctionType):
        return False
    if owns_module(decorator.__globals__.get("__name__") or "", is_project):
        return False
    return all(_is_value(_content(cell)) for cell in decorator.__closure__ or ())


def _is_value(value: Any) -> bool:
    if isinstance(value, types.FunctionType):
        return _is_pure(value)
    return isinstance(value, (type, str, int, float, bytes, tuple, types.NoneType))


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None
