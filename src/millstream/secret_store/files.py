"""Secrets from files: TOML documents, and mounted folders with one file for each key."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from millstream.errors import StreamlitSecretNotFoundError

FILE_NAMES: Final = (".streamlit/secrets.toml", ".millstream/secrets.toml")
"""Where secrets lie in the home folder, the current one and the script's; of the same secret the last counts."""

Stamp: TypeAlias = tuple[int, int, int] | None


class UnreadableSecretError(StreamlitSecretNotFoundError):
    """A file of secrets is there but cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__("The secrets in {path} cannot be read: {reason}", path=path, reason=reason)


def usual_files(home: Path | None, projects: Iterable[Path]) -> tuple[str, ...]:
    """Give the places that are looked at unless the option `secrets.files` names others.

    Parameters
    ----------
    home
        The user's home folder, if there is one.
    projects
        The folder that the app was started in, and that of its script.
    """
    folders = [folder for folder in (home, *projects) if folder is not None]
    return tuple(dict.fromkeys(str(folder / name) for folder in folders for name in FILE_NAMES))


def read(path: str) -> dict[str, Any] | None:
    """Read a file or a folder; None where there is none.

    Parameters
    ----------
    path
        A TOML document, or a folder: each file is a secret under its own name, and each folder in it a table, or a
        single secret if it holds one file only.

    Raises
    ------
    UnreadableSecretError
        If it cannot be read. The message has no part of the content.
    """
    place = Path(path)
    if place.is_dir():
        return _folder(place)
    content = _content(place)
    if content is None:
        return None
    try:
        return tomllib.loads(_decode(path, content))
    except tomllib.TOMLDecodeError as error:
        reason = f'{error}. Write it as TOML, a text as `name = "value"`.'
    raise UnreadableSecretError(path, reason)


def stamps(path: str) -> tuple[Stamp, ...]:
    """Give what tells whether a file, or anything in a folder, was written."""
    return tuple(_stamp(each) for each in _inside(path))


def _folder(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for entry in _entries(folder):
        if not entry.is_dir():
            values[entry.name] = _text(entry)
            continue
        table = {inner.name: _text(inner) for inner in _entries(entry) if not inner.is_dir()}
        if table:
            values[entry.name] = next(iter(table.values())) if len(table) == 1 else table
    return values


def _entries(folder: Path) -> list[Path]:
    """Give what is in a folder, without the hidden links by which Kubernetes exchanges mounted files."""
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _text(path: Path) -> str:
    return _decode(str(path), _content(path) or b"").strip()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = f"{error.strerror}. Let the user that runs the app read it."
    raise UnreadableSecretError(str(path), reason)


def _decode(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text."
    raise UnreadableSecretError(path, reason)


def _inside(path: str) -> Iterator[str]:
    yield path
    if os.path.isdir(path):
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(folder, name) for name in [*folders, *sorted(names)])


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)
