"""`st.write`, which shows anything in the way that suits it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.markdown import markdown

Show = Callable[[Any], object]

_ADDRESS = re.compile(r"<.+ at 0x[0-9a-f]+>", re.IGNORECASE | re.DOTALL)
"""What an object says that has nothing to say but where it is."""


def write(*args: Any, unsafe_allow_html: bool = False) -> None:
    """Show values: text as Markdown, tables as tables, charts as charts, exceptions as such, and so on.

    Parameters
    ----------
    *args
        What to show; texts that follow each other are one paragraph.
    unsafe_allow_html
        Whether HTML in texts is drawn, cleaned of scripts, rather than shown as text.

    Examples
    --------
    >>> import millstream as st
    >>> st.write("The answer is", 42)
    """
    words: list[str] = []

    def flush() -> None:
        if words:
            markdown(" ".join(words), unsafe_allow_html)
            words.clear()

    for value in args:
        text = _as_text(value)
        if text is not None:
            words.append(text)
            continue
        flush()
        _shower(value)(value)
    flush()


def magic(*values: Any) -> None:
    """Show the bare expressions of a script; places in the page are nothing to show."""
    shown = [value for value in values if not isinstance(value, DeltaGenerator)]
    if shown:
        write(*shown)


def _as_text(value: Any) -> str | None:
    """Give the Markdown of what is shown within a line; None for what stands by itself."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, (bool, int, float, complex)):
        return f"`{value}`"
    if _shower(value) is _plain:
        return f"`{_one_line(value)}`"
    return None


def _one_line(value: Any) -> str:
    return " ".join(str(value).replace("`", "'").split())


def _plain(value: Any) -> None:
    markdown(f"`{_one_line(value)}`")


def _shower(value: Any) -> Show:
    """Find how to show a value by its type's name, so that no library is imported to ask."""
    if hasattr(value, "_asdict"):
        return _named_tuple
    for kind in type(value).__mro__:
        show = _BY_TYPE.get(f"{kind.__module__}.{kind.__qualname__}")
        if show is not None:
            return show
    if hasattr(value, "to_pandas") or hasattr(value, "__arrow_c_stream__"):
        return _dataframe
    if hasattr(value, "__dataclass_fields__") or _ADDRESS.fullmatch(str(value)):
        return _help
    return _plain


def _dataframe(value: Any) -> None:
    from millstream.ui.dataframe import dataframe

    dataframe(value)


def _json(value: Any) -> None:
    from millstream.ui.json import json

    json(value)


def _exception(value: BaseException) -> None:
    from millstream.ui.exception import exception

    exception(value)


def _named_tuple(value: Any) -> None:
    _json(value._asdict())


def _list(value: Any) -> None:
    _json(list(value))


def _help(value: Any) -> None:
    """Show what a function, class, module or other object is, and what it says of itself."""
    from millstream.ui.help import described

    draw(described(value, getattr(value, "__name__", "")))


def _stream(values: Any) -> None:
    """Show what a generator gives as it comes."""
    from millstream.ui.write_stream import write_stream

    write_stream(values)


def _session_state(value: Any) -> None:
    _json(value.to_dict())


_BY_TYPE: dict[str, Show] = {
    "builtins.dict": _json,
    "builtins.list": _json,
    "builtins.mappingproxy": lambda value: _json(dict(value)),
    **dict.fromkeys(("builtins.map", "builtins.filter", "builtins.enumerate"), _list),
    **dict.fromkeys((f"builtins.dict_{part}" for part in ("keys", "values", "items")), _list),
    **dict.fromkeys(("builtins.generator", "builtins.async_generator"), _stream),
    "builtins.BaseException": _exception,
    **dict.fromkeys(
        (
            f"builtins.{kind}"
            for kind in ("function", "builtin_function_or_method", "method", "module", "type")
        ),
        _help,
    ),
    "millstream.state.mapping.SessionStateProxy": _session_state,
    "millstream.secret_store.section.ReadOnlyMapping": _json,
    "numpy.ndarray": _dataframe,
    **dict.fromkeys(
        (
            "pandas.DataFrame",
            "pandas.core.frame.DataFrame",
            "pandas.Series",
            "pandas.core.series.Series",
            "pandas.Index",
            "pandas.core.indexes.base.Index",
            "pandas.io.formats.style.Styler",
            "polars.dataframe.frame.DataFrame",
            "polars.series.series.Series",
            "pyarrow.lib.Table",
        ),
        _dataframe,
    ),
}
