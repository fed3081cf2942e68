"""`await` at the top level of a script: the script stays on its thread, and what it awaits is run by the event loop.

An `await` becomes the only item of an asynchronous generator expression, which is evaluated on the loop: so
`await asyncio.gather(f(), g())` finds a running loop, and names, also those that `:=` sets, are the script's globals. What
is done with the result stays on the script's thread. A statement that has to be on the loop as a whole (`async with`,
`async for`) moves into a function whose names are global.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType
from typing import Any, cast

AWAIT = "__millstream_await__"
"""The name under which a script finds the function that waits for an awaitable."""

_MOVED = "__millstream_moved__"
_ONCE = "__millstream_once__"
_MODULE = "<module>"
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
_COMPREHENSION_NAMES = ("<listcomp>", "<setcomp>", "<dictcomp>")
_LOOPS = (ast.For, ast.While)
_ON_LOOP = (ast.AsyncFor, ast.AsyncWith)


def with_awaits(module: ast.Module) -> bool:
    """Rewrite what a module awaits; tell whether it awaits anything."""
    awaits = _Awaits()
    awaits.generic_visit(module)
    if awaits.found:
        ast.fix_missing_locations(module)
    return awaits.found


def as_module(code: CodeType) -> CodeType:
    """Have what was moved appear in tracebacks as the lines of the module that they are."""
    consts = tuple(
        _as_part(each) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    return code.replace(co_consts=consts)


def _as_part(code: CodeType) -> CodeType:
    if code.co_name == _MOVED or _ONCE in code.co_varnames:
        return as_module(code).replace(co_name=_MODULE, co_qualname=_MODULE)
    return as_module(code) if code.co_name in _COMPREHENSION_NAMES else code


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Go through what belongs to the scope of a node: not into functions and classes."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _SCOPES):
            yield from _walk(child)


class _Awaits(ast.NodeTransformer):
    def __init__(self) -> None:
        self.found = False

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Await) or _is_async_comprehension(node):
            self.found = True
            return _on_loop(cast("ast.expr", node))
        if isinstance(node, _ON_LOOP) or (
            isinstance(node, _LOOPS) and any(isinstance(each, _ON_LOOP) for each in _walk(node))
        ):
            self.found = True
            return _moved(cast("ast.stmt", node))  # a loop as a whole: a `break` may be its own
        if isinstance(
            node, ast.GeneratorExp
        ):  # by itself on some loop, but for what it goes through
            node.generators[0].iter = cast("ast.expr", self.visit(node.generators[0].iter))
            return node
        if isinstance(node, _SCOPES):
            self._around(node)
            return node
        return self.generic_visit(node)

    def _around(self, node: Any) -> None:
        """Visit what a definition evaluates where it stands: decorators, defaults, bases, annotations."""
        body, node.body = node.body, [] if isinstance(node.body, list) else ast.Constant(None)
        self.generic_visit(node)
        node.body = body


def _is_async_comprehension(node: ast.AST) -> bool:
    return isinstance(node, _COMPREHENSIONS) and any(each.is_async for each in node.generators)


def _call(argument: ast.expr, place: ast.AST) -> ast.Call:
    name = ast.copy_location(ast.Name(AWAIT, ast.Load()), place)
    return ast.copy_location(ast.Call(name, [argument], []), place)


def _on_loop(value: ast.expr) -> ast.expr:
    once = ast.comprehension(
        target=ast.Name(_ONCE, ast.Store()),
        iter=ast.Tuple([ast.Constant(None)], ast.Load()),
        ifs=[],
        is_async=0,
    )
    items = ast.copy_location(ast.GeneratorExp(value, [once]), value)
    first = ast.copy_location(ast.Attribute(items, "__anext__", ast.Load()), value)
    return _call(ast.copy_location(ast.Call(first, [], []), value), value)


def _moved(statement: ast.stmt) -> ast.stmt:
    names = sorted(set(_bound(statement)))
    body = [ast.copy_location(ast.Global(names), statement)] if names else []
    function = ast.AsyncFunctionDef(
        name=_MOVED,
        args=ast.arguments([], [], None, [], [], None, []),
        body=[*body, _without_annotations(statement)],
        decorator_list=[],
    )
    ast.copy_location(function, statement)
    called = ast.copy_location(ast.Call(ast.Name(_MOVED, ast.Load()), [], []), statement)
    run = ast.copy_location(ast.Expr(_call(called, statement)), statement)
    always = ast.copy_location(ast.Constant(True), statement)  # one statement in place of one
    return ast.copy_location(ast.If(always, [function, run], []), statement)


class _WithoutAnnotations(ast.NodeTransformer):
    """A name that is global to a function cannot be annotated in it."""

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, _SCOPES):
            return node
        if isinstance(node, ast.AnnAssign):
            if node.value is None:
                return ast.copy_location(ast.Pass(), node)
            return ast.copy_location(ast.Assign([node.target], node.value), node)
        return self.generic_visit(node)


def _without_annotations(statement: ast.stmt) -> ast.stmt:
    changed = _WithoutAnnotations().visit(statement)
    assert isinstance(changed, ast.stmt)
    return changed


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Give the names that a statement sets."""
    for node in _in_scope(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                yield name


def _in_scope(node: ast.AST) -> Iterator[ast.AST]:
    """Go through what sets names of the scope: comprehensions have targets of their own."""
    yield node
    if isinstance(node, _SCOPES):
        return
    if isinstance(node, (*_COMPREHENSIONS, ast.GeneratorExp)):
        named = (each for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
        for each in named:
            yield each.target
        return
    for child in ast.iter_child_nodes(node):
        yield from _in_scope(child)
