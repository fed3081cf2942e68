"""What stands behind a web address: a script's text, also where the address is that of a page which shows it."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import ssl
import tempfile
from pathlib import Path, PurePosixPath
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import urlopen

from millstream.cli.target import TargetError

_TIMEOUT_SECONDS = 30
_MAX_BYTES = 10 * 1024 * 1024
_REVISION = re.compile(r"[0-9a-f]{40}")
_FILE_ANCHOR = re.compile(r"file-(?P<slug>.+?)(-L\d+(-L\d+)?)?")
"""What marks one file of a gist's page, or lines of it."""


def downloaded(address: str) -> tuple[str, Path]:
    """Give the address of a script's own text, and the file that it was written to.

    Raises
    ------
    TargetError
        If the address does not answer, or with something that is no script.
    """
    anchor = _FILE_ANCHOR.fullmatch(urlsplit(address).fragment)
    listing = _listing_address(address) if anchor else None
    raw = raw_address(address)
    if anchor and listing:
        raw = _file_of_gist(address, listing, anchor["slug"])
    text = _fetched(raw)
    name = PurePosixPath(unquote(urlsplit(raw).path)).name
    return raw, _saved(name if name.endswith(".py") else "app.py", text)


def _saved(name: str, text: bytes) -> Path:
    """Write a script to a folder of its own, which ends with this process."""
    folder = tempfile.mkdtemp(prefix="millstream-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / name
    path.write_bytes(text)
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
    if gist := _gist(address):
        owner, id, revision = gist
        host = f"gist.githubusercontent.com/{owner}" if owner else "gist.github.com"
        return "/".join(("https:/", host, id, "raw", *filter(None, [revision])))
    return address


def _gist(address: str) -> tuple[str, str, str] | None:
    """Give the owner of a gist, its id and the revision, where a page shows one; owner and revision may be missing."""
    parts = urlsplit(address)
    steps = parts.path.strip("/").split("/")
    revision = steps.pop() if _REVISION.fullmatch(steps[-1]) else ""
    match parts.netloc, steps:
        case ("gist.github.com", [owner, id]):
            return owner, id, revision
        case ("gist.github.com", [id]) if id:
            return "", id, revision
    return None


def _listing_address(address: str) -> str | None:
    """Give where the names of a gist's files are told."""
    gist = _gist(address)
    return "/".join(("https://api.github.com/gists", *filter(None, gist[1:]))) if gist else None


def _file_of_gist(address: str, listing: str, slug: str) -> str:
    """Give the address of the file whose name a page's anchor has in its own spelling."""
    try:
        files = json.loads(_fetched(listing))["files"]
        addresses = {name: str(file["raw_url"]) for name, file in files.items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        raise TargetError(f"{listing} does not list the files of a gist.") from None
    for name, raw in addresses.items():
        if _slug(name) == _slug(slug):
            return raw
    raise TargetError(f"{address} names no file of the gist; it has {', '.join(addresses)}.")


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.lower())


def _fetched(address: str) -> bytes:
    try:
        context = ssl.create_default_context() if address.startswith("https") else None
        with urlopen(address, timeout=_TIMEOUT_SECONDS, context=context) as answer:
            text: bytes = answer.read(_MAX_BYTES + 1)
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
    return text
