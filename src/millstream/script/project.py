"""Which code is the user's: files below the script's folder, the working directory and editable installs."""

from __future__ import annotations

import ast
import json
import os
import site
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import resolve_name
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit


class Project:
    """The folders that hold a user's own code."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self._roots = tuple({_folder(folder) for folder in (*folders, *_editable_folders())})
        self._excluded = _installed_folders()
        self._others: set[str] = (
            set()
        )  # files that are not the user's: nearly all, and each look is slow

    def __contains__(self, path: str) -> bool:
        """Whether a file is the user's own code."""
        return self._own(path) is not None

    def _own(self, path: str) -> str | None:
        """Give the real path of a file that is the user's own code."""
        if path in self._others:
            return None
        real = os.path.realpath(path)
        if real.startswith(self._roots) and not real.startswith(self._excluded):
            return real
        self._others.add(path)
        return None

    def modules(self) -> Iterator[tuple[ModuleType, str]]:
        """Give the imported modules that are the user's own, with their files."""
        for name, module in list(sys.modules.items()):
            if name == "__main__" or name.partition(".")[0] == "millstream":
                continue
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and (real := self._own(file)):
                yield module, real

    def forget(self, changed: set[str]) -> None:
        """Drop the modules of changed files, and those that took names from them, so that they are imported again."""
        modules = list(self.modules())
        stale = {module.__name__ for module, file in modules if file in changed}
        while stale:
            for name in stale:
                sys.modules.pop(name, None)
            modules = [(module, file) for module, file in modules if module.__name__ not in stale]
            stale = {
                module.__name__
                for module, file in modules
                if _uses(module, stale) or not stale.isdisjoint(_imported(module, file))
            }


def _uses(module: ModuleType, names: set[str]) -> bool:
    for value in list(vars(module).values()):
        origin = (
            value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        )
        if isinstance(origin, str) and origin in names:
            return True
    return False


def _imported(module: ModuleType, file: str) -> set[str]:
    """Name what a module's text imports: of constants, nothing in the module itself tells where they came from."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), module.__package__)
            names.update((origin, *(f"{origin}.{alias.name}" for alias in node.names)))
    return names


def _folder(path: str) -> str:
    return os.path.join(os.path.realpath(path), "")


@lru_cache(maxsize=1)
def _installed_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(site.getsitepackages(), (site.getusersitepackages(),))
    return tuple(_folder(folder) for folder in folders)


@lru_cache(maxsize=1)
def _editable_folders() -> tuple[str, ...]:
    """Give the source folders of packages installed with `pip install -e`."""
    folders = []
    places = (Path(folder or os.curdir) for folder in sys.path)
    for file in (file for place in places for file in place.glob("*.dist-info/direct_url.json")):
        origin = json.loads(file.read_bytes())
        url = urlsplit(origin.get("url", ""))
        if origin.get("dir_info", {}).get("editable") and url.scheme == "file":
            folders.append(unquote(url.path))
    return tuple(folders)
