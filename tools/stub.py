"""Write `src/millstream/__init__.pyi`: in types, what the lazy namespace does at run time.

python tools/stub.py            write it
python tools/stub.py --check    fail if it is not what would be written
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import millstream

STUB = Path(__file__).parent.parent / "src/millstream/__init__.pyi"
HEADER = "# Written by `python tools/stub.py` from what runs; change __init__.py instead.\n"


def main(arguments: list[str]) -> int:
    """Write the stub, or with `--check` compare it; the exit status says whether it was right."""
    written = generate()
    if arguments != ["--check"]:
        STUB.write_text(written, encoding="utf-8")
        return 0
    kept = STUB.read_text(encoding="utf-8") if STUB.is_file() else ""
    difference = list(difflib.unified_diff(kept.splitlines(), written.splitlines(), lineterm=""))
    if difference:
        print(
            f"{STUB.name} is not what runs; write it with `python tools/stub.py`",
            *difference,
            sep="\n",
        )
    return 1 if difference else 0


def generate() -> str:
    """Return the stub of the namespace that is imported now."""
    lines = sorted(statement(name, *place(name)) for name in public_names())
    names = "".join(f'    "{name}",\n' for name in public_names())
    return f"{HEADER}\n" + "".join(f"{line}\n" for line in lines) + f"\n__all__ = [\n{names}]\n"


def public_names() -> list[str]:
    """Return the names that `import *` would give, in order."""
    return sorted(millstream.__all__)


def statement(name: str, module: str, attribute: str) -> str:
    """Return the import that binds `name` for a type checker."""
    return f"from {module} import {attribute} as {name}"


def place(name: str) -> tuple[str, str]:
    """Find the module and the attribute that a public name is, by identity.

    Raises
    ------
    LookupError
        If no module of the package holds the object: a type checker could not name it.
    """
    value = getattr(millstream, name)
    if isinstance(value, ModuleType):
        parent, _, attribute = value.__name__.rpartition(".")
        return parent, attribute
    candidates = list(holders(value))
    home = getattr(value, "__module__", None)
    candidates.sort(key=lambda found: (found[0] != home, found[1] != name, found))
    if not candidates:
        raise LookupError(f"millstream.{name} is {value!r}, which no module of the package holds")
    return candidates[0]


def holders(value: object) -> Iterator[tuple[str, str]]:
    """Yield the modules and attributes of the package, itself excepted, that are this object."""
    modules = [name for name in sys.modules if name.startswith("millstream.")]
    for module in modules:
        for attribute, held in list(vars(sys.modules[module]).items()):
            if held is value:
                yield module, attribute


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
