"""Which code is the user's own, and which version of a package the rest is."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from functools import lru_cache
from importlib import metadata
from typing import Final

_OWN: Final = frozenset({"millstream", "streamlit"})


@lru_cache(maxsize=1)
def _installed_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(site.getsitepackages(), (site.getusersitepackages(),))
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders.add(package)
    return tuple(os.path.join(os.path.realpath(folder), "") for folder in folders)


@lru_cache(maxsize=4096)
def is_project(filename: str) -> bool:
    """Return whether a file of code is the user's own, rather than an installed package's.

    Parameters
    ----------
    filename
        As code objects name it; ``<...>`` is code without a file.
    """
    if filename.startswith("<"):
        return not filename.startswith("<frozen ")
    return not os.path.realpath(filename).startswith(_installed_folders())


@lru_cache(maxsize=1)
def _distributions() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


@lru_cache(maxsize=1024)
def package_version(root: str) -> str | None:
    """Return name and version of the distribution that a top-level package belongs to.

    Parameters
    ----------
    root
        The name of the package.

    Returns
    -------
    str or None
        Such as ``"numpy 2.4.6"``; ``None`` for the standard library.
    """
    if root in sys.stdlib_module_names or root == "builtins":
        return None
    names = [root] if _has_version(root) else _distributions().get(root, [])
    versions = [f"{name} {metadata.version(name)}" for name in sorted(set(names))]
    if versions:
        return ", ".join(versions)
    return f"{root} {getattr(sys.modules.get(root), '__version__', 'of unknown version')}"


def _has_version(root: str) -> bool:
    try:
        metadata.version(root)
    except metadata.PackageNotFoundError:
        return False
    return True
