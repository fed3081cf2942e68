"""What `millstream run` is pointed at: a file, or a web address that is fetched into one."""

from __future__ import annotations

import atexit
import shutil
import ssl
import tempfile
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import urlopen

from millstream.errors import MillstreamError
from millstream.script.options import ScriptOptions
from millstream.script.source import compile_script

_USUAL_NAME = "streamlit_app.py"
_TIMEOUT_SECONDS = 30
_MAX_BYTES = 10 * 1024 * 1024


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
        name = raw_address(target)
        path = _fetched(name)
    else:
        path = _file(Path(target))
        name = str(path)
    try:
        compile_script(path.read_bytes(), str(path), ScriptOptions())
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


def raw_address(address: str) -> str:
    """Give the address of the text behind a page of GitHub's that shows a file or a gist.

    Examples
    --------
    >>> raw_address("https://github.com/someone/apps/blob/main/app.py")
    'https://raw.githubusercontent.com/someone/apps/main/app.py'
    >>> raw_address("https://gist.github.com/someone/1234abcd")
    'https://gist.githubusercontent.com/someone/1234abcd/raw'
    """
    parts = urlsplit(address)
    steps = parts.path.strip("/").split("/")
    match parts.netloc, steps:
        case ("github.com" | "www.github.com", [owner, name, "blob" | "raw", *rest]):
            return urlunsplit(
                ("https", "raw.githubusercontent.com", "/".join((owner, name, *rest)), "", "")
            )
        case ("gist.github.com", [owner, gist]):
            return f"https://gist.githubusercontent.com/{owner}/{gist}/raw"
        case ("gist.github.com", [gist]) if gist:
            return f"https://gist.github.com/{gist}/raw"
    return address


def _fetched(address: str) -> Path:
    try:
        context = ssl.create_default_context() if address.startswith("https") else None
        with urlopen(address, timeout=_TIMEOUT_SECONDS, context=context) as answer:
            text = answer.read(_MAX_BYTES + 1)
            kind = answer.headers.get_content_type()
    except HTTPError as error:
        raise TargetError(f"{address} cannot be fetched: {error}.") from None
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise TargetError(f"{address} cannot be fetched: {reason}.") from None
    if kind == "text/html":
        raise TargetError(f"{address} is a web page; name the address of the script's own text.")
    if len(text) > _MAX_BYTES:
        raise TargetError(f"{address} is larger than {_MAX_BYTES} bytes, so it is not a script.")
    name = Path(unquote(urlsplit(address).path)).name
    if not name.endswith(".py"):
        name = "app.py"
    folder = tempfile.mkdtemp(prefix="millstream-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / name
    path.write_bytes(text)
    return path
