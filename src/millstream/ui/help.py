"""`st.help`."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
from types import FrameType
from typing import Any

from millstream.protocol.elements import Help, HelpMember, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size

_ST = sys.modules["millstream"]
_MISSING = object()
_LONGEST = 200


def help(obj: Any = _ST, *, width: Size = "stretch") -> DeltaGenerator:
    """Show what an object is: its type and signature, what it says of itself, and what belongs to it.

    Parameters
    ----------
    obj
        Any object; without one, what `st` itself is.
    width
        "stretch", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.help(str.split)
    """
    shown = "" if width == "stretch" else size("width", width, content=False)
    return DeltaGenerator(draw(described(obj, _argument(sys._getframe(1)), shown)))


def described(value: Any, name: str = "", width: Size = "") -> Help:
    """Describe an object; `name` is how the script calls it."""
    return Help(
        width=width,
        name=name,
        type="class" if inspect.isclass(value) else type(value).__name__,
        value=_shown(value),
        doc=_doc(value),
        members=tuple(_members(value)),
    )


def _argument(frame: FrameType | None) -> str:
    """Give the text of the first argument of the call that a frame is at, unless it is a literal."""
    while frame is not None and frame.f_globals.get("__name__") == "millstream.ui.delta_generator":
        frame = frame.f_back
    if frame is None:
        return ""
    positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    start, end, column, last = positions
    if start is None or end is None or column is None or last is None:
        return ""
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)[start - 1 : end]
    if not lines:
        return ""
    lines[-1] = lines[-1].encode()[:last].decode()
    lines[0] = lines[0].encode()[column:].decode()
    return _first_argument("".join(lines))


def _first_argument(text: str) -> str:
    try:
        call = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return ""
    if not isinstance(call, ast.Call) or not call.args or isinstance(call.args[0], ast.Constant):
        return ""
    return ast.unparse(call.args[0])


def _shown(value: Any) -> str:
    """Write an object as its call, where it can be called, or as what it is."""
    if inspect.ismodule(value):
        return value.__name__
    kind = value if callable(value) and hasattr(value, "__qualname__") else type(value)
    if kind is not value and type(value).__module__ == "builtins":
        return _short(value)
    module = getattr(kind, "__module__", None)
    name = f"{module}.{kind.__qualname__}" if module else kind.__qualname__
    return name + _signature(kind)


def _signature(value: Any) -> str:
    try:
        return str(inspect.signature(value))
    except (TypeError, ValueError):
        return "(...)"


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except Exception as error:  # an object whose __repr__ raises can still be described
        return f"<its __repr__ raised {type(error).__name__}>"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _doc(value: Any) -> str:
    return inspect.getdoc(value) or ""


def _members(value: Any) -> list[HelpMember]:
    """Describe what belongs to a class, an object or a module, without what begins with an underscore."""
    if inspect.isroutine(value):
        return []
    described = []
    for name in dir(value):
        if name.startswith("_"):
            continue
        found = inspect.getattr_static(value, name, _MISSING)
        if found is _MISSING:  # a module that finds its names when they are asked for
            found = getattr(value, name, None)
        if (
            inspect.ismodule(value)
            and getattr(found, "__module__", value.__name__) != value.__name__
        ):
            continue
        described.append(_member(name, found))
    return sorted(described, key=lambda each: (each.type != "property", each.name))


def _member(name: str, found: Any) -> HelpMember:
    if isinstance(found, (staticmethod, classmethod)):
        kind = "method" if isinstance(found, classmethod) else "function"
        return HelpMember(name=name, type=kind, doc=_line(found.__func__))
    if isinstance(found, property):
        return HelpMember(name=name, type="property", doc=_line(found))
    if inspect.isclass(found):
        return HelpMember(name=name, type="class", doc=_line(found))
    kind = str(type(found).__name__)
    if inspect.isroutine(found) or inspect.isdatadescriptor(found):
        return HelpMember(name=name, type=kind, doc=_line(found))
    return HelpMember(name=name, type=kind, value=_short(found))


def _line(value: Any) -> str:
    """Give the first line of what something says of itself."""
    return _doc(value).partition("\n")[0]
