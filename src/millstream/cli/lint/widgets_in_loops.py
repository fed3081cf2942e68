"""Widgets in loops that nothing tells apart: the second one is an error when the script runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

from millstream.cli.lint.finding import Finding, at
from millstream.cli.lint.names import Names, names_in

RULE = "widget-in-loop"

WIDGETS = frozenset((
    "audio_input", "button", "camera_input", "chat_input", "checkbox", "color_picker", "data_editor",
    "date_input", "datetime_input", "download_button", "feedback", "file_uploader", "form_submit_button",
    "menu_button", "multiselect", "number_input", "pills", "radio", "segmented_control", "select_slider",
    "selectbox", "slider", "text_area", "text_input", "time_input", "toggle",
))  # fmt: skip

_Loop: TypeAlias = (
    ast.For
    | ast.AsyncFor
    | ast.While
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)
_LOOPS = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def find(path: str, module: ast.Module, names: Names) -> Iterator[Finding]:
    """Look for widgets that a loop draws more than once with the same parameters and without a key of their own."""
    yield from _within(path, module, names, None)


def _within(path: str, node: ast.AST, names: Names, varying: set[str] | None) -> Iterator[Finding]:
    """Go down; `varying` has the variables that change from round to round, None outside of loops."""
    if isinstance(node, _FUNCTIONS):
        varying = None  # it is called elsewhere
    elif isinstance(node, _LOOPS):
        varying = (varying or set()) | _varying(node)
    if varying is not None and isinstance(node, ast.Call):
        yield from _call(path, node, names, varying)
    for child in ast.iter_child_nodes(node):
        yield from _within(path, child, names, varying)


def _call(path: str, node: ast.Call, names: Names, varying: set[str]) -> Iterator[Finding]:
    public = names.public(node.func) or ""
    widget = public.rpartition(".")[2]
    if widget not in WIDGETS:
        return
    key = next((each.value for each in node.keywords if each.arg == "key"), None)
    spread = any(each.arg is None for each in node.keywords)
    told_by: tuple[ast.AST, ...] = (key,) if key else (*node.args, *node.keywords)
    if spread or varying & set(names_in(*told_by)) or any(_is_call(each) for each in told_by):
        return
    if key is not None:
        what = "has the same key in each round of the loop. Make a part of the key change with it"
    else:
        what = "is drawn in each round of the loop with the same parameters and no key. Give it one"
    yield at(path, node, RULE, f'st.{public} {what}: `key=f"{widget}-{{i}}"`.')


def _is_call(node: ast.AST) -> bool:
    """Whether a call makes a value, which may be another one each time."""
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


def _varying(loop: _Loop) -> set[str]:
    """Give the variables that may have another value in each round."""
    stored = {
        node.id
        for node in ast.walk(loop)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    tested = set(names_in(loop.test)) if isinstance(loop, ast.While) else set()
    return stored | tested
