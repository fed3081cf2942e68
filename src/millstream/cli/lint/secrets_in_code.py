"""Secrets that are written into a script, and so into its repository."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from millstream.cli.lint.finding import Finding, at
from millstream.cli.lint.names import Names

RULE = "secret-in-code"

_NAME = re.compile(
    r"(?:^|_)(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|credentials?)s?$",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[opsu]_[A-Za-z0-9]{30,}\b"
    r"|\bsk-[A-Za-z0-9_-]{20,}"
    r"|\bxox[abpr]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[0-9A-Za-z_-]{35}\b"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\."
    r"|[a-z][a-z0-9+]*://[^/\s:@{}]+:[^/\s:@{}]+@"
)
_PLACEHOLDER = re.compile(
    r"[<{*]|\.\.\.|your|example|changeme|placeholder|xxx|dummy|^(.)\1*$", re.IGNORECASE
)
_MIN_LENGTH = 6


def find(path: str, module: ast.Module, names: Names) -> Iterator[Finding]:
    """Look for texts that are secrets by their form, or by the name that they are given."""
    del names
    found: set[int] = set()
    for node in ast.walk(module):
        for name, value in _named(node):
            text = _text(value)
            if text is not None and _NAME.search(name) and _is_real(text):
                found.add(id(value))
                yield _finding(path, value, f"`{name}` is written into the script", name)
    for node in ast.walk(module):
        if not isinstance(node, ast.Constant) or id(node) in found:
            continue
        if _VALUE.search(_text(node) or ""):
            yield _finding(
                path, node, "What looks like a secret is written into the script", "name"
            )


def _text(node: ast.expr | None) -> str | None:
    """Give the text that an expression is; None if it is none."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_real(value: str) -> bool:
    return len(value) >= _MIN_LENGTH and " " not in value and not _PLACEHOLDER.search(value)


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Give what is given a name: by an assignment, as a parameter, or in a dictionary."""
    if isinstance(node, ast.Assign):
        yield from ((_name(target), node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield _name(node.target), node.value
    elif isinstance(node, ast.Call):
        yield from ((each.arg or "", each.value) for each in node.keywords)
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from ((_text(key) or "", value) for key, value in pairs)


def _name(target: ast.expr) -> str:
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript):
        return _text(target.slice) or ""
    return target.id if isinstance(target, ast.Name) else ""


def _finding(path: str, node: ast.expr, what: str, name: str) -> Finding:
    return at(
        path,
        node,
        RULE,
        f'{what}. Move it to .streamlit/secrets.toml, which is not committed, and read `st.secrets["{name}"]`.',
    )
