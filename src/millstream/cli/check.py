"""`millstream check`: look through scripts, and say what was found."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from millstream.cli.lint import cached_arguments, secrets_in_code, widgets_in_loops
from millstream.cli.lint.finding import Finding
from millstream.cli.lint.names import Names

_RULES = (widgets_in_loops, cached_arguments, secrets_in_code)


def check_paths(paths: Iterable[Path]) -> list[Finding]:
    """Look through scripts, and through all scripts in folders.

    Parameters
    ----------
    paths
        Files and folders.
    """
    return sorted({finding for path in paths for file in _files(path) for finding in _check(file)})


def check_source(source: str | bytes, path: str) -> list[Finding]:
    """Look through the text of a script.

    Parameters
    ----------
    source
        The text.
    path
        What findings call it.

    Examples
    --------
    >>> for finding in check_source("password = 'open-sesame'", "app.py"):
    ...     print(finding.line, finding.rule)
    1 secret-in-code
    """
    try:
        module = ast.parse(source, path)
    except SyntaxError as error:
        column = max(1, error.offset or 1)
        return [Finding(path, error.lineno or 1, column, "syntax", f"{error.msg}.")]
    except ValueError as error:
        return [Finding(path, 1, 1, "syntax", f"This is not Python: {error}.")]
    names = Names(module)
    return sorted(finding for rule in _RULES for finding in rule.find(path, module, names))


def report(findings: Sequence[Finding], *, as_json: bool) -> str:
    """Write findings for people, a line each, or as JSON.

    Parameters
    ----------
    findings
        What was found.
    as_json
        Whether to write a list of objects.
    """
    if as_json:
        return json.dumps([asdict(finding) for finding in findings], indent=2)
    if not findings:
        return "No mistakes found."
    count = f"{len(findings)} mistake{'s' if len(findings) > 1 else ''} found."
    return "\n".join([*map(str, findings), count])


def _check(file: Path) -> list[Finding]:
    return check_source(file.read_bytes(), str(file))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*.py")):
        inside = file.relative_to(path).parts
        if not any(
            part.startswith(".") or part in ("__pycache__", "node_modules") for part in inside
        ):
            yield file
