"""Which code is the user's own, and which version of a package the rest is."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from functools import lru_cache
from importlib import metadata, util
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MAIN: Final = frozenset({"__main__", "__mp_main__"})
"""What a script is called, also in processes that `multiprocessing` has started for it."""

_FRAMEWORK: Final = frozenset({"millstream", "streamlit"})
# Types that compiled modules share say that they come from such a module; there is none.
_CYTHON: Final = "_cython_"
_HEAP_TYPE: Final = 1 << 9


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


def owns_module(name: str, is_project: Callable[[str], bool]) -> bool:
    """Return whether a module is the project's.

    Parameters
    ----------
    name
        Its full name.
    is_project
        Whether a file of code is the user's own.
    """
    root = name.partition(".")[0]
    if root in MAIN:
        # Whatever was started, a script that runs under this name is the user's.
        return True
    if root in _FRAMEWORK or root in sys.stdlib_module_names or root.startswith(_CYTHON):
        return False
    file = getattr(sys.modules[name], "__file__", None) if name in sys.modules else _file_of(root)
    return file is None or is_project(file)


@lru_cache(maxsize=1024)
def _file_of(root: str) -> str | None:
    """Return where a top-level module is that nobody has imported yet."""
    try:
        spec = util.find_spec(root)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    return next(iter(spec.submodule_search_locations or ()), spec.origin)


def owns_class(kind: type, is_project: Callable[[str], bool]) -> bool:
    """Return whether a class is the project's.

    Parameters
    ----------
    kind
        The class.
    is_project
        Whether a file of code is the user's own.
    """
    module: Any = kind.__module__
    if not isinstance(module, str):
        # A type written in C may have a descriptor there.
        return False
    if module == "builtins":
        # A class made where no module has a name says that it is builtin.
        return bool(kind.__flags__ & _HEAP_TYPE)
    return owns_module(module, is_project)


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
    root = "__main__" if root in MAIN else root
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
