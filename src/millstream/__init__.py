"""Millstream turns a plain Python script into a web app: `import millstream as st`.

Names are resolved when they are used first, so that importing costs next to nothing.
"""

from importlib import import_module as _import_module
from typing import Any

from millstream.ui.names import MODULES as _MODULES
from millstream.ui.names import PUBLIC as _PUBLIC
from millstream.version import __version__

__all__ = ["__version__", *_MODULES, *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return _import_module(_MODULES[name])
    try:
        module = _PUBLIC[name]
    except KeyError:
        raise AttributeError(f"module 'millstream' has no attribute {name!r}") from None
    value = getattr(_import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
