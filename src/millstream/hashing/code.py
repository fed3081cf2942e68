"""What the code of a function says: its digest, and the names that it reads.

The digest covers instructions, constants, names and nested code, and nothing of how the text was
laid out: no comments, docstrings, line numbers or file names.
"""

from __future__ import annotations

import dis
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any, Final

from millstream.hashing import canonical, containers
from millstream.hashing.digest import Plan, Walk

Chain = tuple[str, ...]

# Code is no secret and is not chosen by whoever uploads data; one key serves every tracker.
_KEY: Final = b"millstream code".ljust(32, b"\0")
_tokens: Final = canonical.Tokens(_KEY).table

_UNSEEN: Final = frozenset({"CACHE", "EXTENDED_ARG"})
_LAYOUT_NAMES: Final = frozenset({"__doc__", "__firstlineno__"})
_NAMES: Final = frozenset(dis.hasname)
_LOAD_CONST: Final = dis.opmap["LOAD_CONST"]
_CONSTANTS: Final = frozenset(dis.hasconst) | {dis.opmap.get("KW_NAMES", _LOAD_CONST)}
_GLOBAL_READS: Final = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})
_FREE_READS: Final = frozenset({"LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF"})
_LOCAL_READS: Final = frozenset({"LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW"})
_BINDINGS: Final = frozenset(
    f"{verb}_{place}" for verb in ("STORE", "DELETE") for place in ("GLOBAL", "DEREF", "ATTR")
)
_LOOKUPS: Final = frozenset({"eval", "exec", "getattr", "globals", "locals", "vars", "__import__"})
_ATTRIBUTE_READS: Final = frozenset({"LOAD_ATTR", "LOAD_METHOD"})


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What one code object says.

    Parameters
    ----------
    digest
        Of what it does.
    global_reads, free_reads
        The names that it and its nested code read, with the attributes read from them at once.
    imports
        The modules that it imports itself, with the attributes it reads from them.
    own_reads
        The attributes that it reads from its first argument.
    bindings
        The globals, variables of closures and attributes that it and its nested code bind.
    lookups
        The builtin functions by which it reads names that only a run tells.
    """

    digest: bytes
    global_reads: tuple[Chain, ...]
    free_reads: tuple[Chain, ...]
    imports: tuple[Chain, ...]
    own_reads: frozenset[str]
    bindings: frozenset[str]
    lookups: frozenset[str]


_facts: Final[dict[int, tuple[weakref.ref[CodeType], CodeFacts]]] = {}
_sources: Final[dict[int, tuple[weakref.ref[CodeType], CodeType]]] = {}


def register_source_code(rewritten: CodeType, original: CodeType) -> None:
    """Say which code the user wrote for one that was rewritten before it ran.

    Parameters
    ----------
    rewritten
        What runs.
    original
        What the user wrote.
    """
    number = id(rewritten)
    _sources[number] = (weakref.ref(rewritten, lambda _: _sources.pop(number, None)), original)
    # Functions of one name are told apart by their lines, lambdas of one line by their order.
    theirs: dict[tuple[str, int], list[CodeType]] = {}
    for each in _nested(original):
        theirs.setdefault((each.co_qualname, each.co_firstlineno), []).append(each)
    for each in _nested(rewritten):
        if written := theirs.get((each.co_qualname, each.co_firstlineno)):
            register_source_code(each, written.pop(0))


def facts(code: CodeType) -> CodeFacts:
    """Return what a code object says, as the user wrote it.

    Parameters
    ----------
    code
        The code of a function.
    """
    number = id(code)
    known = _facts.get(number)
    if known is not None and known[0]() is code:
        return known[1]
    source = _sources.get(number)
    found = _read(source[1] if source is not None and source[0]() is code else code)
    _facts[number] = (weakref.ref(code, lambda _: _facts.pop(number, None)), found)
    return found


def _digest(content: tuple[Any, ...]) -> bytes:
    def plan(kind: type) -> Plan:
        return Plan(canonical.header(kind.__name__), containers.ENCODERS[kind])

    return Walk(_KEY, _tokens, plan, containers.ENCODERS.__getitem__).token(content)[1:]


def _nested(code: CodeType) -> Iterator[CodeType]:
    return (each for each in code.co_consts if isinstance(each, CodeType))


def _read(code: CodeType) -> CodeFacts:
    visible = _visible(code)
    reads = _Reads(code, visible)
    instructions, names, constants = _encoded(code, visible)
    digest = _digest(
        (
            code.co_name,
            (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags),
            (code.co_varnames, code.co_cellvars, code.co_freevars),
            names,
            instructions,
            tuple(facts(each).digest if isinstance(each, CodeType) else each for each in constants),
            code.co_exceptiontable,
        )
    )
    global_reads, free_reads, imports = reads.globals, reads.free, reads.imports
    bindings, lookups = reads.bindings, reads.lookups
    for each in _nested(code):
        inner = facts(each)
        global_reads += inner.global_reads
        imports += inner.imports
        bindings |= inner.bindings
        lookups |= inner.lookups
        free_reads += [chain for chain in inner.free_reads if chain[0] in code.co_freevars]
    return CodeFacts(
        digest,
        tuple(dict.fromkeys(global_reads)),
        tuple(dict.fromkeys(free_reads)),
        tuple(dict.fromkeys(imports)),
        frozenset(reads.own),
        frozenset(bindings),
        frozenset(lookups),
    )


def _visible(code: CodeType) -> list[dis.Instruction]:
    """Return the instructions without caches, prefixes and what a class keeps of its text."""
    found = [each for each in dis.get_instructions(code) if each.opname not in _UNSEEN]
    kept: list[dis.Instruction] = []
    for each in found:
        if each.opname == "STORE_NAME" and each.argval in _LAYOUT_NAMES:
            # With the constant that is stored.
            kept.pop()
        else:
            kept.append(each)
    return kept


def _encoded(
    code: CodeType, instructions: list[dis.Instruction]
) -> tuple[bytes, tuple[str, ...], list[Any]]:
    """Return the instructions, and the names and constants in the order of their use.

    The place of a name or constant would tell whether there is a docstring.
    """
    names: dict[str, int] = {}
    places: dict[int, int] = {}
    content = bytearray()
    for each in instructions:
        argument = each.arg or 0
        if each.opcode in _CONSTANTS:
            argument = places.setdefault(argument, len(places))
        elif each.opcode in _NAMES:
            # The text says in which of its ways the instruction uses the name, too.
            argument = names.setdefault(each.argrepr, len(names))
        content += each.opcode.to_bytes(2) + argument.to_bytes(4)
    return bytes(content), tuple(names), [code.co_consts[index] for index in places]


class _Reads:
    """The names that one code object reads, found by going through its instructions once."""

    def __init__(self, code: CodeType, instructions: list[dis.Instruction]) -> None:
        self.globals: list[Chain] = []
        self.free: list[Chain] = []
        self.imports: list[Chain] = []
        self.own: set[str] = set()
        self.bindings: set[str] = set()
        self.lookups: set[str] = set()
        self._bound: dict[str, Chain] = {}
        self._first = code.co_varnames[0] if code.co_argcount else None
        self._free = code.co_freevars
        self._instructions = instructions
        for position, each in enumerate(instructions):
            self._look(each, position)

    def _look(self, each: dis.Instruction, position: int) -> None:
        name = each.opname
        if name in _GLOBAL_READS:
            self.globals.append((each.argval, *self._attributes(position + 1)))
            if each.argval in _LOOKUPS and not self._is_plain(each.argval, position + 1):
                self.lookups.add(each.argval)
        elif name in _BINDINGS:
            self.bindings.add(each.argval)
        elif name in _FREE_READS and each.argval in self._free:
            self.free.append((each.argval, *self._attributes(position + 1)))
        elif name in _LOCAL_READS:
            chain = self._attributes(position + 1)
            if each.argval == self._first and chain:
                self.own.add(chain[0])
            if each.argval in self._bound:
                self.imports.append((*self._bound[each.argval], *chain))
        elif name == "IMPORT_NAME":
            self._import(each.argval, position)

    def _is_plain(self, name: str, position: int) -> bool:
        """Whether a look-up is ``getattr(x.y, "name")``, which says what it reads."""
        after = self._instructions[position + len(self._attributes(position + 1)) + 1 :][:1]
        return name == "getattr" and bool(after) and after[0].opname == "LOAD_CONST"

    def _import(self, name: str, position: int) -> None:
        level, names = (each.argval for each in self._instructions[position - 2 : position])
        module = "." * level + name
        after = self._instructions[position + 1 :]
        if names is None:
            # `import a.b` binds `a`; `import a.b as c` first goes on to what is inside.
            is_inner = bool(after) and after[0].opname == "IMPORT_FROM"
            chain = (module,) if is_inner else (module.partition(".")[0],)
            store = next((each for each in after if each.opname.startswith("STORE_")), None)
            self._bind(chain, store)
            return
        for each, store in zip(after[::2], after[1::2], strict=False):
            if each.opname != "IMPORT_FROM":
                break
            self._bind((module, each.argval), store)

    def _bind(self, chain: Chain, store: dis.Instruction | None) -> None:
        if store is not None and store.opname == "STORE_FAST":
            self._bound[store.argval] = chain
        else:
            # Nested code reads it in ways that are not followed: all of it counts.
            self.imports.append(chain)

    def _attributes(self, position: int) -> Chain:
        names = []
        instructions = self._instructions
        while position < len(instructions) and instructions[position].opname in _ATTRIBUTE_READS:
            names.append(instructions[position].argval)
            position += 1
        return tuple(names)


def absolute_name(name: str, package: str) -> str:
    """Return the full name of a module that is imported relative to a package.

    Parameters
    ----------
    name
        As the statement has it, with a dot for each level.
    package
        The package of the importing module.

    Examples
    --------
    >>> absolute_name("..tables", "shop.pages")
    'shop.tables'
    """
    stem = name.lstrip(".")
    level = len(name) - len(stem)
    if not level:
        return name
    base = package.split(".")
    return ".".join([*base[: len(base) - level + 1], *([stem] if stem else [])])


def builtins_of(namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the names that code finds where its globals lack them.

    Parameters
    ----------
    namespace
        The globals.
    """
    found: Any = namespace.get("__builtins__", {})
    return vars(found) if isinstance(found, ModuleType) else found


def defaults(function: Any) -> list[tuple[str, Any]]:
    """Return the parameters of a function that have defaults, and these.

    Parameters
    ----------
    function
        A function of Python.
    """
    code, values = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
    return [*zip(names, values, strict=True), *(function.__kwdefaults__ or {}).items()]
