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
from millstream.hashing import outside, project
from millstream.hashing.accessors import accessors
from millstream.hashing.canonical import qualified_name
from millstream.hashing.class_members import class_members
from millstream.hashing.errors import UnhashableError
from millstream.hashing.immutable import is_immutable
from millstream.hashing.watch import ABSENT, Watch, content_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from millstream.hashing.code import Chain
    from millstream.hashing.hasher import Hasher

Track = Literal["all", "code", "body"]

# By these, code binds names that only a run tells.
_BINDERS: Final = frozenset({"delattr", "eval", "exec", "globals", "setattr", "vars"})
_DYNAMIC: Final = "which names it reads is only known when it runs"

# What a function or class can be asked for beside its code.
_DESCRIPTIVE: Final = frozenset({"__annotations__", "__doc__"})


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
        # The functions with imports of their own that have not been made yet.
        self.awaiting: set[str] = set()
        # Whether nobody can change them in place.
        self._values: dict[str, bool] = {}
        self._bindings: set[str] = set()
        self._hasher = hasher
        self._track = track
        self._is_project = is_project
        self._excluded = excluded
        self._home: Any = None
        # What the objects met are called; a reference keeps their identities theirs.
        self._met: dict[int, tuple[Any, str]] = {}
        self._names_met: dict[tuple[int, str], str] = {}

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
            self._own_function(value, "code")
        else:
            self.captured("code", value)

    def function(self, value: Any) -> str:
        """Go on with a function and return what it is called.

        Parameters
        ----------
        value
            A function of Python.
        """
        met = self._met.get(id(value))
        if met is not None:
            return met[1]
        module, name = value.__module__ or "", value.__qualname__
        if self._owns_code(value.__code__, module):
            return self._own_function(value, self._free_name(f"helper {_qualify(module, name)}"))
        label = self._meet(value, f"{module}.{name}")
        # Not `__module__`, which a decorator copies from what it has wrapped.
        self._package(value.__globals__.get("__name__") or module)
        self._wrapped(value)
        self._choices(value, label)
        return label

    def kind(self, value: type) -> str:
        """Go on with a class and return what it is called.

        Parameters
        ----------
        value
            The class.
        """
        met = self._met.get(id(value))
        if met is not None:
            return met[1]
        if project.owns_class(value, self._is_project):
            return self._own_class(value)
        self._package(value.__module__)
        return self._meet(value, qualified_name(value))

    def module(self, value: types.ModuleType) -> str:
        """Go on with everything in a module of the project, or count its package.

        Parameters
        ----------
        value
            The module.
        """
        name = value.__name__
        if not self._owns_module(name):
            self._package(name)
        elif id(value) not in self._met:
            self._meet(value, name)
            inner = [each for each in sorted(vars(value)) if not each.startswith("__")]
            bound = [(each, self._name(vars(value), name, (each,))) for each in inner]
            self.parts[f"module {name}"] = self._code(name, bound)
        return name

    def changeable(self) -> frozenset[str]:
        """Return all values but those that are immutable, under names that no code met binds."""
        if not self._bindings.isdisjoint(_BINDERS):
            return frozenset(self._values)
        return frozenset(
            name
            for name, is_fixed in self._values.items()
            if not is_fixed or _last(name) in self._bindings
        )

    # --- Values ----------------------------------------------------------------------------

    def captured(self, name: str, value: Any, attributes: Chain = ()) -> str:
        """Take up a value that code reads: by code where it is code, else by content.

        Parameters
        ----------
        name
            The name of its part.
        value
            The value.
        attributes
            What is read from it at once.

        Returns
        -------
        str
            What the value is called where it is code; two names may have changed places.
        """
        if isinstance(value, types.ModuleType):
            self.untracked |= outside.what_is_read(value.__name__, attributes)
            return self._module_attribute(value, attributes)
        if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, type)):
            self.untracked |= outside.what_is_read(qualified_name(value), attributes)
        if _is_code(value):
            return self._followed(value, attributes)
        if isinstance(value, (staticmethod, classmethod)):
            return self.captured(name, value.__func__)
        if isinstance(value, types.MethodType):
            self.captured(f"{name}.__self__", value.__self__)
            return self.captured(name, value.__func__)
        return self._object(name, value)

    def _followed(self, value: Any, attributes: Chain) -> str:
        """Go on with a function or class, and with what is read from it beside its code."""
        is_class = isinstance(value, type)
        label = self.kind(value) if is_class else self.function(value)
        if attributes:
            name = attributes[0]
            # Of a class, all else counts already.
            if name in _DESCRIPTIVE or (not is_class and name in vars(value)):
                self._attribute(value, label, name)
        return label

    def _attribute(self, owner: Any, label: str, name: str) -> None:
        met = (id(owner), name)
        if met in self._names_met:
            return
        self._names_met[met] = ""
        part = f"global {label.rpartition(' ')[2]}.{name}"
        get, value = functools.partial(getattr, owner), getattr(owner, name)
        if self._is_excluded(part):
            self._class_alone(value, get, name)
            return
        self.watch.names.append((get, name, value))
        self.captured(part, value)

    def _object(self, name: str, value: Any) -> str:
        if isinstance(value, functools.partial):
            self._value(f"{name}.args", value.args)
            self._value(f"{name}.keywords", value.keywords)
            return self.captured(name, value.func)
        if isinstance(value, types.BuiltinFunctionType) and isinstance(
            value.__self__, types.ModuleType | None
        ):
            self._package(value.__module__ or "builtins")
            return f"{value.__module__}.{value.__qualname__}"
        if self._is_wrapper(value):
            self._package(type(value).__module__)
            return self.captured(name, value.__wrapped__)
        return self._value(name, value)

    def _is_wrapper(self, value: Any) -> bool:
        """Whether a value is what a decorator of an installed package has made of a function."""
        return (
            callable(value)
            and inspect.getattr_static(value, "__wrapped__", None) is not None
            and not project.owns_class(type(value), self._is_project)
        )

    def _value(self, name: str, value: Any) -> str:
        name = self._free_name(name)
        if self._track != "all" or self._is_excluded(name):
            self._class_alone(value)
            return ""
        self._package(type(value).__module__)
        if outside.is_environment(value):
            self.untracked |= outside.what_is_read("os.environ")
            return ""
        try:
            digest = self._hasher.reaching(value, self)
        except UnhashableError as error:
            path = f" at `{error.path}`" if error.path else ""
            self.untracked[name] = f"a `{error.value_type}`{path} cannot be hashed: {error.reason}"
            self._class_alone(value)
            return ""
        self.parts[name] = digest
        self._values[name] = is_immutable(value)
        if not self._values[name]:
            self.watch.values.append((value, digest))
        return ""

    def _class_alone(self, value: Any, get: Any = None, name: str = "") -> None:
        """Go on with the class of a value that does not count: its code does."""
        kind = type(value)
        if project.owns_class(kind, self._is_project):
            self.kind(kind)
            if get is not None:
                self.watch.names.append((lambda *which: type(get(*which)), name, kind))

    def _is_excluded(self, name: str) -> bool:
        reason = self._excluded.get(name)
        if reason is not None:
            self.untracked[name] = reason
        return reason is not None

    # --- Code ------------------------------------------------------------------------------

    def _own_function(self, function: Any, name: str) -> str:
        self._meet(function, name)
        # Present before its end, so that its name is taken.
        self.parts[name] = b""
        bound = self._details(function, name)
        self.parts[name] = self._code(codes.facts(function.__code__).digest, bound)
        return name

    def _own_class(self, kind: type) -> str:
        name = self._free_name(f"class {_qualify(kind.__module__, kind.__qualname__)}")
        self._meet(kind, name)
        self.parts[name] = b""
        members, namespace = class_members(kind), vars(kind)
        self.watch.sizes.append((namespace, len(namespace)))
        self.watch.names += [(namespace.get, each, namespace[each]) for each in members.watched]
        for _, member in members.code:
            self._meet(member, f"{name}.{member.__name__}")
        get = functools.partial(getattr, kind)
        self.watch.names.append((get, "__bases__", kind.__bases__))
        above = (type(kind), *kind.__bases__)
        bound: list[Any] = [(each.__qualname__, self.kind(each)) for each in above]
        for label, member in members.code:
            bound.append((label, codes.facts(member.__code__).digest))
            # What a library has put into the class counts by its code alone.
            if self._owns_code(member.__code__, member.__module__ or ""):
                bound += self._details(member, f"{name}.{member.__name__}")
        bound += [(each, self.captured(f"{name}.{each}", held)) for each, held in members.values]
        self.parts[name] = self._code((qualified_name(kind), members.names), bound)
        return name

    def _code(self, content: Any, bound: list[Any]) -> bytes:
        """Return the digest of code and of the code that its names lead to; values come and go."""
        return self._hasher.plain((content, [each for each in bound if each[-1]]))

    def _details(self, function: Any, name: str) -> list[Any]:
        """Take up what a function of the project reads; return which name leads to which code."""
        code = function.__code__
        self.watch.functions.append(
            (function, code, function.__defaults__, function.__kwdefaults__)
        )
        named = function.__kwdefaults__ or {}
        self.watch.names += [(named.get, each, value) for each, value in named.items()]
        prefix = "" if name == "code" else f"{name.partition(' ')[2]}."
        bound: list[Any] = [
            (parameter, self.captured(f"default {prefix}{parameter}", value))
            for parameter, value in codes.defaults(function)
        ]
        if self._track == "body":
            return bound
        facts = codes.facts(code)
        bound += self._closure(function, facts, prefix)
        module = function.__module__ or ""
        bound += [(c, self._name(function.__globals__, module, c)) for c in facts.global_reads]
        bound += [(chain, self._imported(function, chain, name)) for chain in facts.imports]
        for each in accessors(code, self._is_project):
            self.watch.names.append((vars(each.owner).get, each.name, each.held))
            bound.append((each.name, self.kind(each.kind)))
        self._note(function, facts, name)
        self._class_of_method(function, facts)
        self._wrapped(function)
        return bound

    def _note(self, function: Any, facts: codes.CodeFacts, name: str) -> None:
        """Note which names a function binds, and by what it reads names that nobody can follow."""
        self._bindings |= facts.bindings
        self._bindings |= _BINDERS.intersection(chain[0] for chain in facts.global_reads)
        for lookup in facts.lookups.difference(function.__globals__):
            self.untracked[f"{lookup}() in {name}"] = _DYNAMIC

    def _closure(self, function: Any, facts: codes.CodeFacts, prefix: str) -> list[Any]:
        bound: list[Any] = []
        names, cells = function.__code__.co_freevars, function.__closure__ or ()
        for name, cell in zip(names, cells, strict=True):
            part, content = f"closure {prefix}{name}", content_of(cell)
            if self._is_excluded(part):
                self._class_alone(content, lambda _, other, cell=cell: content_of(cell), name)
                continue
            self.watch.cells.append((cell, content))
            if content is ABSENT:
                continue
            chains = [chain[1:] for chain in facts.free_reads if chain[0] == name] or [()]
            if not isinstance(content, types.ModuleType):
                del chains[1:]
            bound += [(name, chain, self.captured(part, content, chain)) for chain in chains]
        return bound

    def _wrapped(self, function: Any) -> None:
        """Go on with what a decorator of an installed package put its own function around."""
        wrapped = getattr(function, "__wrapped__", None)
        if wrapped is not None:
            self.captured(f"{function.__qualname__}.__wrapped__", wrapped)
        for cell in function.__closure__ or ():
            content = content_of(cell)
            if isinstance(content, (types.FunctionType, type)):
                self.captured(function.__qualname__, content)

    def _choices(self, function: Any, label: str) -> None:
        """Go on with the functions among which one of a package chooses, such as by type."""
        for cell in function.__closure__ or ():
            table = content_of(cell)
            if type(table) is not dict or not any(map(_is_code, table.values())):
                continue
            self.watch.sizes.append((table, len(table)))
            self.watch.names += [(table.get, each, value) for each, value in table.items()]
            bound = [
                (self._hasher.value_digest(each), self.captured(f"{label}[{index}]", value))
                for index, (each, value) in enumerate(table.items())
            ]
            self.parts[self._free_name(f"choices {label}")] = self._code(label, bound)

    def _class_of_method(self, function: Any, facts: codes.CodeFacts) -> None:
        """Go on with the class of a method that reads attributes of its first argument."""
        owner, _, _ = function.__qualname__.rpartition(".")
        if not facts.own_reads or not owner or owner.endswith("<locals>"):
            return
        found: Any = function.__globals__.get(owner.partition(".")[0])
        for name in owner.split(".")[1:]:
            found = getattr(found, name, None)
        if isinstance(found, type) and any(hasattr(found, name) for name in facts.own_reads):
            self.kind(found)

    # --- Names -----------------------------------------------------------------------------

    def _name(self, namespace: dict[str, Any], module: str, chain: Chain) -> str:
        name = chain[0]
        value = namespace.get(name, ABSENT)
        met = self._names_met.get((id(namespace), name))
        if met is not None:
            return self.captured(name, value, chain[1:]) if _has_attributes(value) else met
        if value is ABSENT and name in codes.builtins_of(namespace):
            # It may be hidden by a name of the module's own later.
            self._names_met[id(namespace), name] = ""
            self.watch.names.append((namespace.get, name, ABSENT))
            self.untracked |= outside.what_is_read(f"builtins.{name}")
            return ""
        self._names_met[id(namespace), name] = ""
        label = name if namespace is self._home else _qualify(module, name)
        if self._is_excluded(f"global {label}"):
            self._class_alone(value, namespace.get, name)
            return ""
        self.watch.names.append((namespace.get, name, value))
        if value is ABSENT:
            # A value like others: the call itself may bind the name.
            if self._track == "all":
                self.parts[f"global {label}"] = self._hasher.plain("nothing")
                self._values[f"global {label}"] = True
            return ""
        found = self.captured(f"global {label}", value, chain[1:])
        self._names_met[id(namespace), name] = found
        return found

    def _module_attribute(self, module: types.ModuleType, attributes: Chain) -> str:
        name = module.__name__
        if not self._owns_module(name) or not attributes:
            return self.module(module)
        found = self._name(vars(module), name, attributes)
        # What a module does not have, its `__getattr__` may give.
        is_asked = attributes[0] not in vars(module) and "__getattr__" in vars(module)
        return self._name(vars(module), name, ("__getattr__",)) if is_asked else found

    def _imported(self, function: Any, chain: Chain, part: str) -> str:
        name = codes.absolute_name(chain[0], function.__globals__.get("__package__") or "")
        module = sys.modules.get(name)
        if not self._owns_module(name):
            self.untracked |= outside.what_is_read(name, chain[1:])
            self._package(name)
            return name
        self.watch.names.append((sys.modules.get, name, ABSENT if module is None else module))
        if module is not None and (len(chain) == 1 or chain[1] in vars(module)):
            return self._module_attribute(module, chain[1:])
        if module is not None:
            # A module inside of a package is no attribute of it before its import.
            self.watch.names.append((vars(module).get, chain[1], ABSENT))
            if "__getattr__" in vars(module):
                self._name(vars(module), name, ("__getattr__",))
        self.awaiting.add(part)
        return name

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

    def _free_name(self, name: str) -> str:
        """Two functions may have one name; the second one met is numbered."""
        free, number = name, 2
        while free in self.parts or free in self.untracked:
            free, number = f"{name} #{number}", number + 1
        return free

    def _meet(self, value: Any, name: str) -> str:
        self._met[id(value)] = (value, name)
        return name


def _qualify(module: str, name: str) -> str:
    return name if not module or module in project.MAIN else f"{module}.{name}"


def _last(part: str) -> str:
    """Return the name that the value of a part is bound to."""
    return part.partition(" #")[0].rpartition(" ")[2].rpartition(".")[2]


def _is_code(value: Any) -> bool:
    return isinstance(value, (types.FunctionType, type))


def _has_attributes(value: Any) -> bool:
    """Whether what is read from a value is followed one by one."""
    return isinstance(value, (types.ModuleType, types.FunctionType, type))
