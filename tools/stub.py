"""Write the stubs that tell a type checker what lazy names are.

    python tools/stub.py            write them
    python tools/stub.py --check    fail if they are not what would be written

`__init__.pyi` has the names of `st`, `ui/methods.pyi` the elements as methods of places in a page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import millstream
from millstream.ui.names import ELEMENTS, MODULES, PUBLIC

PACKAGE = Path(__file__).parent.parent / "src/millstream"
HEADER = "# Written by `python tools/stub.py` from what runs; change ui/names.py instead.\n"
METHODS = """
_Function = TypeVar("_Function")

class _Method(Generic[_Function]):
    def __init__(self, function: _Function) -> None: ...
    def __get__(self, place: object, owner: type | None = None) -> _Function: ...

class Methods:
"""


def main(arguments: list[str]) -> int:
    """Write the stubs, or with `--check` compare them; the exit status says if they were right."""
    stubs = {PACKAGE / "__init__.pyi": namespace(), PACKAGE / "ui/methods.pyi": methods()}
    if arguments != ["--check"]:
        for path, text in stubs.items():
            path.write_text(text, encoding="utf-8")
        return 0
    wrong = [
        path
        for path, text in stubs.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    for path in wrong:
        print(f"{path.relative_to(PACKAGE)} is not what runs; write it: python tools/stub.py")
    return 1 if wrong else 0


def namespace() -> str:
    """Return the stub of the package: each public name from the module that has it."""
    places = {"__version__": "millstream.version", **PUBLIC}
    imports = [f"from {places[name]} import {checked(name, places)} as {name}" for name in places]
    imports += [f"from millstream import {name} as {name}" for name in MODULES]
    names = "".join(f'    "{name}",\n' for name in sorted(millstream.__all__))
    return f"{HEADER}\n{lines(sorted(imports))}\n__all__ = [\n{names}]\n"


def checked(name: str, places: dict[str, str]) -> str:
    """Return the name after making sure that the namespace and the module give the same object."""
    if getattr(millstream, name) is not getattr(import_module(places[name]), name):
        raise LookupError(f"millstream.{name} is not the {name} of {places[name]}")
    return name


def methods() -> str:
    """Return the stub of the methods of places: each element with its signature and overloads."""
    modules = lines(f"import {module}" for module in sorted(set(ELEMENTS.values())))
    entries = lines(f"    {name} = _Method({ELEMENTS[name]}.{name})" for name in sorted(ELEMENTS))
    return f"{HEADER}\nfrom typing import Generic, TypeVar\n\n{modules}{METHODS}{entries}"


def lines(texts: Iterable[str]) -> str:
    """Return the texts as lines."""
    return "".join(f"{text}\n" for text in texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
