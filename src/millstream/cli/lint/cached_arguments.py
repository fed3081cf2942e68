"""Arguments of cached functions that cannot be hashed: each call of the function is an error."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

from millstream.cli.lint.finding import Finding, at
from millstream.cli.lint.names import Names

RULE = "unhashable-argument"

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_DECORATORS = ("cache_data", "cache_resource", "cache")
_CALLS = {
    "Lock": "a lock",
    "RLock": "a lock",
    "Condition": "a lock",
    "Event": "an event",
    "Semaphore": "a semaphore",
    "Thread": "a thread",
    "Queue": "a queue",
    "socket": "a socket",
    "cursor": "a cursor",
    "connect": "a connection",
}
"""What calls make that cannot be hashed, by the last part of their names."""

_TYPES = {
    "Generator": "a generator",
    "AsyncGenerator": "a generator",
    "Connection": "a connection",
    "Cursor": "a cursor",
    **{name: what for name, what in _CALLS.items() if name[0].isupper()},
}
"""The same by annotations."""


def find(path: str, module: ast.Module, names: Names) -> Iterator[Finding]:
    """Look for parameters and arguments of cached functions that cannot be hashed."""
    cached: dict[str, tuple[_Function, set[str]]] = {}
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            excepted = _excepted(node, names)
            if excepted is not None:
                cached[node.name] = (node, excepted)
                yield from _parameters(path, node, excepted)
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in cached
        ):
            yield from _arguments(path, node, *cached[node.func.id])


def _excepted(function: _Function, names: Names) -> set[str] | None:
    """Give the types that a cached function brings hash functions for; None if it is not cached."""
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        if names.public(call.func if call else decorator) in _DECORATORS:
            given = [k.value for k in call.keywords if k.arg == "hash_funcs"] if call else []
            keys = [key for table in given if isinstance(table, ast.Dict) for key in table.keys]
            return {_last_name(key) for key in keys if key is not None}
    return None


def _parameters(path: str, function: _Function, excepted: set[str]) -> Iterator[Finding]:
    for parameter in _named(function):
        kind = _last_name(parameter.annotation)
        if kind in _TYPES and kind not in excepted and not parameter.arg.startswith("_"):
            yield _finding(path, parameter, function.name, parameter.arg, _TYPES[kind])


def _arguments(
    path: str, call: ast.Call, function: _Function, excepted: set[str]
) -> Iterator[Finding]:
    positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    given = [
        *zip(positional, call.args, strict=False),
        *((each.arg or "", each.value) for each in call.keywords),
    ]
    annotated = {each.arg: _last_name(each.annotation) for each in _named(function)}
    for name, value in given:
        what = _unhashable(value)
        told = annotated.get(name, "") in {*_TYPES, *excepted}
        if what and name and not name.startswith("_") and not told:
            yield _finding(path, value, function.name, name, what)


def _finding(path: str, node: ast.expr | ast.arg, function: str, name: str, what: str) -> Finding:
    return at(
        path,
        node,
        RULE,
        f"{what[0].upper()}{what[1:]} cannot be hashed, so {function}() cannot be cached by its `{name}`. Call the parameter "
        f"`_{name}` to leave it out of the key, or give `hash_funcs`.",
    )


def _unhashable(value: ast.expr) -> str:
    if isinstance(value, ast.GeneratorExp):
        return "a generator"
    return _CALLS.get(_last_name(value.func), "") if isinstance(value, ast.Call) else ""


def _named(function: _Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _last_name(node: ast.expr | None) -> str:
    """Give the last part of a name such as `typing.Iterator[int]`."""
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.partition("[")[0].rpartition(".")[2]
    return node.id if isinstance(node, ast.Name) else ""
