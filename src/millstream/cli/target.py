"""What `millstream run` is pointed at: a file, or a web address that is fetched into one."""

from __future__ import annotations

import ast
from pathlib import Path

from millstream.errors import MillstreamError

_USUAL_NAME = "streamlit_app.py"
_AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class TargetError(MillstreamError):
    """There is no script where the user said."""


def local_script(target: str) -> str:
    """Give the path of the script, fetched if need be.

    Raises
    ------
    TargetError
        If there is no such file, it is not Python, or the address does not answer.
    """
    if target.startswith(("http://", "https://")):
        from millstream.cli.download import downloaded

        name, path = downloaded(target)
    else:
        path = _file(Path(target))
        name = str(path)
    try:
        compile(path.read_bytes(), str(path), "exec", _AWAITS, dont_inherit=True)
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise TargetError(f"{name}{line}: {error.msg}.") from None
    except ValueError as error:
        raise TargetError(f"{name} is not a Python script: {error}.") from None
    except OSError as error:
        raise TargetError(f"{name} cannot be read: {error.strerror}.") from None
    return str(path.resolve())


def _file(path: Path) -> Path:
    if path.is_dir():
        inner = path / _USUAL_NAME
        if not inner.is_file():
            raise TargetError(f"The folder {str(path)!r} has no {_USUAL_NAME}; name a script.")
        return inner
    if not path.is_file():
        raise TargetError(f"There is no file {str(path)!r}.")
    if path.suffix not in ("", ".py"):
        raise TargetError(f"{str(path)!r} is not a Python script: its name has to end in .py.")
    return path
