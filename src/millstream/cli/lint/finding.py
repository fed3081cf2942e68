"""What a rule has found."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A mistake: where it is, the rule that found it, and what to write instead."""

    path: str
    line: int
    column: int
    rule: str
    message: str

    def __str__(self) -> str:
        """Write it as editors know to follow it."""
        return f"{self.path}:{self.line}:{self.column}: {self.message} [{self.rule}]"


def at(path: str, node: ast.expr | ast.stmt | ast.arg, rule: str, message: str) -> Finding:
    """Make a finding at a place of a script.

    Parameters
    ----------
    path
        The script.
    node
        The place.
    rule
        The rule.
    message
        What is wrong there, and what to write instead.
    """
    return Finding(path, node.lineno, node.col_offset + 1, rule, message)
