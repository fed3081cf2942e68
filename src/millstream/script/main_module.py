"""`sys.modules["__main__"]` while several scripts run at once: each run sees its own globals there.

Pickle, dataclasses and type hints look a class of a script up by its module's name, which is `__main__` for all of them.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from millstream.script import context
from millstream.script.identity import carried


class MainModule(ModuleType):
    """A module that is the script of the current run, and the program's own main module outside of runs."""

    def __init__(self, original: ModuleType) -> None:
        super().__init__("__main__")
        object.__setattr__(self, "__millstream_original__", original)

    def __getattribute__(self, name: str) -> Any:
        """Look a name up in the run's globals."""
        run = context.current.get()
        if run is None:
            return getattr(object.__getattribute__(self, "__millstream_original__"), name)
        own, other = run.globals()
        if name == "__dict__":
            return own
        if name in own:
            return own[name]
        if name in other:
            return other[name]
        if name == "__class__":
            return MainModule
        raise AttributeError(f"module '__main__' has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a name in the run's globals."""
        run = context.current.get()
        if run is None:
            setattr(object.__getattribute__(self, "__millstream_original__"), name, value)
        else:
            run.globals()[0][name] = value

    def __delattr__(self, name: str) -> None:
        """Delete a name from the run's globals."""
        run = context.current.get()
        if run is None:
            delattr(object.__getattribute__(self, "__millstream_original__"), name)
        elif run.globals()[0].pop(name, self) is self:
            raise AttributeError(name)

    def __dir__(self) -> list[str]:
        """List the names of the run's globals."""
        return sorted(self.__dict__)


def install() -> None:
    """Let runs see themselves as the main module; done once in a process."""
    main = sys.modules["__main__"]
    if type(main) is not MainModule:
        sys.modules["__main__"] = MainModule(main)


def refill(namespace: dict[str, Any], path: str) -> None:
    """Make the globals of a session what a fresh main module has; what its definitions made is remembered."""
    kept = carried(namespace)
    namespace.clear()
    namespace.update(
        kept,
        __name__="__main__",
        __file__=path,
        __doc__=None,
        __package__=None,
        __spec__=None,
        __loader__=None,
        __builtins__=__builtins__,
    )
