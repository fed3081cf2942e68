"""How the statements of a script come to ask for the objects that their names stood for before.

`def f` becomes a function under the decorator `definitions.functions["f"]`; `class A` gets a metaclass, which Python
calls with all that the statement has evaluated, and finds the class that was made of the same before::

    @dataclass                      @definitions.classes["A"].decorated_by(dataclass)
    class A(Base): ...              class A(Base, metaclass=definitions.classes["A"]): ...

`Name = f("Name", ...)`, which is how Python spells types that are made by calls, is `definitions.named["Name"](f("Name", ...))`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from blake3 import blake3

DEFINITIONS = "__millstream_definitions__"
"""The name under which a script finds its definitions."""

_Node = TypeVar("_Node", bound=ast.AST)

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CALLED = (*_FUNCTIONS, ast.Lambda)
_SCOPES = (*_FUNCTIONS, ast.ClassDef)
_BODIES = ("body", "orelse", "finalbody")
_PARTS = ("handlers", "cases")


@dataclass(frozen=True, slots=True)
class Source:
    """What the text of a class statement says.

    Parameters
    ----------
    digest
        Of the text, but for its layout and docstrings.
    reads
        The names that the statement reads when it is run, with the attributes that it reads from them at once.
    """

    digest: bytes
    reads: frozenset[tuple[str, ...]]


def with_identity(module: ast.Module) -> Mapping[str, Source]:
    """Rewrite the definitions of a module; give the sources of its class statements, by name."""
    found = list(_definitions(module.body))
    with _without_docstrings(module):
        sources = {
            name: Source(blake3(ast.dump(node).encode()).digest(), frozenset(_reads(node)))
            for name, node in found
            if isinstance(node, ast.ClassDef)
        }
    for name, node in found:
        if isinstance(node, ast.ClassDef):
            _rewrite_class(name, node)
        elif isinstance(node, _FUNCTIONS):
            _rewrite_function(name, node)
        elif isinstance(node, ast.Assign):
            place = node.value
            node.value = _placed(ast.Call(_statement("named", name), [node.value], []), place)
    return sources


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """Give the definitions of a module with their names; of two of one name, the second is numbered."""
    counts: Counter[str] = Counter()
    for name, node in _walk(body, ""):
        counts[name] += 1
        yield (name if counts[name] == 1 else f"{name} {counts[name]}"), node


def _walk(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            name = f"{prefix}{node.name}"
            yield name, node
            yield from _walk(node.body, f"{name}.")
        elif isinstance(node, _FUNCTIONS):
            if not prefix:  # a method belongs to its class
                yield node.name, node
        elif isinstance(node, ast.Assign):
            if not prefix and (name := _name_of_call(node)):
                yield name, node
        else:
            for inner in _inner(node):
                yield from _walk(inner, prefix)


def _inner(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Give the blocks of a compound statement."""
    for field in _BODIES:
        if inner := getattr(node, field, None):
            yield inner
    for field in _PARTS:
        for part in getattr(node, field, ()):
            yield part.body


def _name_of_call(node: ast.Assign) -> str:
    """Give the name in `Name = f("Name", ...)`, where the name and the text are one."""
    target, call = node.targets[0], node.value
    if len(node.targets) != 1 or not isinstance(target, ast.Name) or not isinstance(call, ast.Call):
        return ""
    first = call.args[0] if call.args else None
    is_named = isinstance(first, ast.Constant) and first.value == target.id
    return target.id if is_named else ""


def _reads(node: ast.AST) -> Iterator[tuple[str, ...]]:
    """Give the names that are read when a definition is run: not what functions read when they are called."""
    chain: list[str] = []
    inner: ast.AST = node
    while isinstance(inner, ast.Attribute):
        chain.append(inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        if isinstance(inner.ctx, ast.Load):
            yield (inner.id, *reversed(chain))
        return
    for field, value in ast.iter_fields(inner):
        if field == "body" and isinstance(inner, _CALLED):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _reads(each)


@contextmanager
def _without_docstrings(module: ast.Module) -> Iterator[None]:
    """Leave out what changes no definition."""
    bodies: list[tuple[ast.stmt, list[ast.stmt]]] = []
    for node in ast.walk(module):
        if isinstance(node, _SCOPES) and ast.get_docstring(node, clean=False) is not None:
            bodies.append((node, node.body))
            node.body = node.body[1:]
    yield
    for scope, body in bodies:
        scope.body = body  # type: ignore[attr-defined]


def _statement(kind: str, name: str) -> ast.expr:
    kinds = ast.Attribute(ast.Name(DEFINITIONS, ast.Load()), kind, ast.Load())
    return ast.Subscript(kinds, ast.Constant(name), ast.Load())


def _placed(node: _Node, place: ast.AST) -> _Node:
    """Have what has no place yet stand where another node does."""
    ast.copy_location(node, place)
    for child in ast.iter_child_nodes(node):
        if not hasattr(child, "lineno") and isinstance(child, (ast.expr, ast.keyword)):
            _placed(child, place)
    return node


def _rewrite_function(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    first = node.decorator_list[0] if node.decorator_list else None
    node.decorator_list.append(_placed(_statement("functions", name), node))
    if first is not None:
        made = ast.Attribute(_statement("functions", name), "decorated", ast.Load())
        node.decorator_list.insert(0, _placed(made, first))


def _rewrite_class(name: str, node: ast.ClassDef) -> None:
    if any(each.arg is None for each in node.keywords):
        return  # there may be a metaclass in it
    statement = _statement("classes", name)
    given = next((each for each in node.keywords if each.arg == "metaclass"), None)
    if given is None:
        node.keywords.append(_placed(ast.keyword("metaclass", statement), node))
    else:
        under = ast.Attribute(statement, "under", ast.Load())
        given.value = _placed(ast.Call(under, [given.value], []), given.value)
    if node.decorator_list:
        first = node.decorator_list[0]
        around = ast.Attribute(_statement("classes", name), "decorated_by", ast.Load())
        node.decorator_list = [_placed(ast.Call(around, list(node.decorator_list), []), first)]
