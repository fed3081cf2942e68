"""What a function reaches: the project's code and the values that it reads, each as a part.

One traversal goes from a function or class over the names in its code to helpers, classes, module
attributes, closures and globals, and notes how to see quickly that nothing of it has changed.
"""

from __future__ import annotations

import functools
import inspect
import sys
import types
from typing import TYPE_CHECKING, Any, Final, Literal

from millstream.hashing import code as codes
from millstream.hashing import project
from millstream.hashing.canonical import qualified_name
from millstream.hashing.class_members import class_members
from millstream.hashing.errors import UnhashableError
from millstream.hashing.immutable import is_immutable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from millstream.hashing.code import Chain
    from millstream.hashing.hasher import Hasher

Track = Literal["all", "code", "body"]

ABSENT: Final[Any] = object()


class Watch:
    """Tells in well under a microsecond whether what a traversal met is still there."""

    __slots__ = ("cells", "functions", "names", "sizes", "values")

    def __init__(self) -> None:
        self.names: list[tuple[Callable[[str, Any], Any], str, Any]] = []
        self.cells: list[tuple[types.CellType, Any]] = []
        self.functions: list[tuple[Any, types.CodeType]] = []
        self.sizes: list[tuple[Mapping[str, Any], int]] = []
        self.values: list[tuple[Any, bytes]] = []

    def is_unchanged(self) -> bool:
        """Return whether every name, cell and function is what it was."""
        for get, name, value in self.names:
            if get(name, ABSENT) is not value:
                return False
        for cell, value in self.cells:
            if content_of(cell) is not value:
                return False
        for function, code in self.functions:
            if function.__code__ is not code:
                return False
        for mapping, size in self.sizes:  # noqa: SIM110 (a generator would cost more than the rest)
            if len(mapping) != size:
                return False
        return True


def content_of(cell: types.CellType) -> Any:
    """Return what a closure's cell holds, or ``ABSENT``.

    Parameters
    ----------
    cell
        The cell.
    """
    try:
        return cell.cell_contents
    except ValueError:
        return ABSENT


class Reach:
    """One traversal from a function or class.

    Parameters
    ----------
    hasher
        Makes the digests of values.
    track
        ``"all"``; ``"code"``: no values; ``"body"``: the root's own code.
    is_project
        Whether a file of code is the user's own.
    excluded
        The values that are left out, with the reason.
    """

    def __init__(
        self,
        hasher: Hasher,
        track: Track,
        is_project: Callable[[str], bool],
        excluded: Mapping[str, str],
    ) -> None:
        self.parts: dict[str, bytes] = {}
        self.untracked: dict[str, str] = {}
        self.watch = Watch()
        self._hasher = hasher
        self._track = track
        self._is_project = is_project
        self._excluded = excluded
        self._home: Any = None
        # The objects met, kept so that their identities stay theirs.
        self._met: dict[int, Any] = {}
        self._names_met: set[tuple[int, str]] = set()

    # --- Entrances -------------------------------------------------------------------------

    def root(self, value: Any) -> None:
        """Begin with the function (or other callable) that is cached.

        Parameters
        ----------
        value
            The callable.
        """
        if isinstance(value, types.FunctionType):
            self._home = value.__globals__
            self._function(value, "code")
        else:
            self.captured("code", value)

    def function(self, value: Any) -> None:
        """Go on with a function.

        Parameters
        ----------
        value
            A function of Python.
        """
        self._function(value, None)

    def kind(self, value: type) -> None:
        """Go on with a class.

        Parameters
        ----------
        value
            The class.
        """
        if self._is_met(value):
            return
        if not project.owns_class(value, self._is_project):
            self._package(value.__module__)
            return
        members = class_members(value)
        name = f"class {self._qualify(value.__module__, value.__qualname__)}"
        content = []
        for label, member in members.code:
            content.append((label, codes.facts(member.__code__).digest))
            self._met[id(member)] = member
        self.parts[name] = self._hasher.plain(
            (qualified_name(value), members.bases, tuple(content), members.names)
        )
        namespace = vars(value)
        self.watch.sizes.append((namespace, len(namespace)))
        self.watch.names += [(namespace.get, each, namespace[each]) for each in members.watched]
        for base in value.__bases__:
            self.kind(base)
        for _, member in members.code:
            # What a library has put into the class counts by its code alone.
            if self._owns_code(member.__code__, member.__module__):
                self._details(member, f"{name}.{member.__name__}")
        for label, held in members.values:
            self.captured(f"{name}.{label}", held)

    def module(self, value: types.ModuleType) -> None:
        """Go on with everything in a module of the project, or count its package.

        Parameters
        ----------
        value
            The module.
        """
        if self._is_met(value):
            return
        if not self._owns_module(value.__name__):
            self._package(value.__name__)
            return
        for name in sorted(vars(value)):
            if not name.startswith("__"):
                self._name(vars(value), value.__name__, (name,))

    # --- Values ----------------------------------------------------------------------------

    def captured(self, name: str, value: Any, attributes: Chain = ()) -> None:
        """Take up a value that code reads: by code where it is code, else by content.

        Parameters
        ----------
        name
            The name of its part.
        value
            The value.
        attributes
            What is read from it at once.
        """
        if isinstance(value, types.ModuleType):
            self._module_attribute(value, attributes)
        elif isinstance(value, types.FunctionType):
            self._function(value, None)
        elif isinstance(value, type):
            self.kind(value)
        elif isinstance(value, (staticmethod, classmethod)):
            self.captured(name, value.__func__)
        elif isinstance(value, types.MethodType):
            self.captured(name, value.__func__)
            self.captured(f"{name}.__self__", value.__self__)
        elif isinstance(value, functools.partial):
            self.captured(name, value.func)
            self._value(f"{name}.args", value.args)
            self._value(f"{name}.keywords", value.keywords)
        elif isinstance(value, types.BuiltinFunctionType) and isinstance(
            value.__self__, types.ModuleType | None
        ):
            self._package(value.__module__ or "builtins")
        elif self._is_wrapper(value):
            self._package(type(value).__module__)
            self.captured(name, value.__wrapped__)
        else:
            self._value(name, value)

    def _is_wrapper(self, value: Any) -> bool:
        """Whether a value is what a decorator of an installed package has made of a function."""
        return (
            callable(value)
            and inspect.getattr_static(value, "__wrapped__", None) is not None
            and not project.owns_class(type(value), self._is_project)
        )

    def _is_excluded(self, name: str) -> bool:
        reason = self._excluded.get(name)
        if reason is not None:
            self.untracked[name] = reason
        return reason is not None

    def _value(self, name: str, value: Any) -> None:
        name = self._free_name(name)
        if self._track != "all" or self._is_excluded(name):
            return
        self._package(type(value).__module__)
        try:
            digest = self._hasher.reaching(value, self)
        except UnhashableError as error:
            path = f" at `{error.path}`" if error.path else ""
            self.untracked[name] = f"a `{error.value_type}`{path} cannot be hashed: {error.reason}"
            return
        self.parts[name] = digest
        if not is_immutable(value):
            self.watch.values.append((value, digest))

    # --- Code ------------------------------------------------------------------------------

    def _function(self, function: Any, name: str | None) -> None:
        if self._is_met(function):
            return
        code = function.__code__
        module = function.__module__ or ""
        if name is None and not self._owns_code(code, module):
            self._package(module)
            self._wrapped(function)
            return
        name = name or self._free_name(f"helper {self._qualify(module, function.__qualname__)}")
        self.parts[name] = codes.facts(code).digest
        self._details(function, name)

    def _details(self, function: Any, name: str) -> None:
        """Take up what a function of the project reads, beside its own code."""
        code = function.__code__
        self.watch.functions.append((function, code))
        prefix = "" if name == "code" else f"{name.partition(' ')[2]}."
        defaults = zip(
            reversed(code.co_varnames[: code.co_argcount]),
            reversed(function.__defaults__ or ()),
            strict=False,
        )
        for parameter, value in (*defaults, *(function.__kwdefaults__ or {}).items()):
            self.captured(f"default {prefix}{parameter}", value)
        if self._track == "body":
            return
        facts = codes.facts(code)
        self._closure(function, facts, prefix)
        for chain in facts.global_reads:
            self._name(function.__globals__, function.__module__ or "", chain)
        for chain in facts.imports:
            self._imported(function, chain)
        self._own_class(function, facts)
        self._wrapped(function)

    def _closure(self, function: Any, facts: codes.CodeFacts, prefix: str) -> None:
        cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        chains = {chain[0]: chain[1:] for chain in facts.free_reads}
        for name, cell in cells.items():
            content = content_of(cell)
            if self._is_excluded(f"closure {prefix}{name}"):
                continue
            self.watch.cells.append((cell, content))
            if content is ABSENT:
                continue
            if isinstance(content, types.ModuleType):
                for chain in facts.free_reads:
                    if chain[0] == name:
                        self._module_attribute(content, chain[1:])
            else:
                self.captured(f"closure {prefix}{name}", content, chains.get(name, ()))

    def _wrapped(self, function: Any) -> None:
        """Go on with what a decorator of an installed package put its own function around."""
        wrapped = getattr(function, "__wrapped__", None)
        if wrapped is not None:
            self.captured(f"{function.__qualname__}.__wrapped__", wrapped)
        if self._track == "body":
            return
        for cell in function.__closure__ or ():
            content = content_of(cell)
            if isinstance(content, (types.FunctionType, type)):
                self.captured(function.__qualname__, content)

    def _own_class(self, function: Any, facts: codes.CodeFacts) -> None:
        """Go on with the class of a method that reads attributes of its first argument."""
        owner, _, _ = function.__qualname__.rpartition(".")
        if not facts.own_reads or not owner or owner.endswith("<locals>"):
            return
        found: Any = function.__globals__.get(owner.partition(".")[0])
        for name in owner.split(".")[1:]:
            found = getattr(found, name, None)
        if isinstance(found, type) and any(hasattr(found, name) for name in facts.own_reads):
            self.kind(found)

    def _imported(self, function: Any, chain: Chain) -> None:
        name = chain[0]
        if name.startswith("."):
            package = function.__globals__.get("__package__") or ""
            level = len(name) - len(name.lstrip("."))
            base = package.split(".")[: len(package.split(".")) - level + 1]
            name = ".".join([*base, name.lstrip(".")]).strip(".")
        module = sys.modules.get(name)
        if module is not None:
            self._module_attribute(module, chain[1:])
        elif not self._owns_module(name):
            self._package(name)

    # --- Names -----------------------------------------------------------------------------

    def _name(self, namespace: dict[str, Any], module: str, chain: Chain) -> None:
        name = chain[0]
        value = namespace.get(name, ABSENT)
        if value is ABSENT and name in _builtins(namespace):
            return
        if not isinstance(value, types.ModuleType):
            if (id(namespace), name) in self._names_met:
                return
            self._names_met.add((id(namespace), name))
        label = name if namespace is self._home else self._qualify(module, name)
        if self._is_excluded(f"global {label}"):
            return
        self.watch.names.append((namespace.get, name, value))
        if value is ABSENT:
            if self._track == "all":
                self.parts[f"global {label}"] = self._hasher.plain("this name is not bound")
            return
        self.captured(f"global {label}", value, chain[1:])

    def _module_attribute(self, module: types.ModuleType, attributes: Chain) -> None:
        if not self._owns_module(module.__name__):
            self._package(module.__name__)
        elif not attributes:
            self.module(module)
        else:
            self._name(vars(module), module.__name__, attributes)

    # --- Whose -----------------------------------------------------------------------------

    def _owns_module(self, name: str) -> bool:
        return project.owns_module(name, self._is_project)

    def _owns_code(self, code: types.CodeType, module: str) -> bool:
        if not code.co_filename.startswith("<"):
            return self._is_project(code.co_filename)
        # Code that a library has generated belongs to the module it was made for.
        return self._owns_module(module) and self._is_project(code.co_filename)

    def _package(self, module: str) -> None:
        version = project.package_version(module.partition(".")[0])
        if version is not None:
            self.parts[f"package {version}"] = self._hasher.plain(version)

    def _qualify(self, module: str, name: str) -> str:
        return name if module in {"__main__", ""} else f"{module}.{name}"

    def _free_name(self, name: str) -> str:
        """Two functions may have one name; the second one met is numbered."""
        free, number = name, 2
        while free in self.parts or free in self.untracked:
            free, number = f"{name} #{number}", number + 1
        return free

    def _is_met(self, value: Any) -> bool:
        if id(value) in self._met:
            return True
        self._met[id(value)] = value
        return False


def _builtins(namespace: dict[str, Any]) -> Any:
    found = namespace.get("__builtins__", {})
    return vars(found) if isinstance(found, types.ModuleType) else found
