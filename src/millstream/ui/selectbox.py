"""`st.selectbox`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import EnumMeta
from typing import Any, Literal, TypeVar

from millstream.errors import StreamlitAPIException
from millstream.protocol.elements import Selectbox, Size
from millstream.state import Misfit
from millstream.ui.layout import choice, size, visibility
from millstream.ui.widget import not_yet, on_change_of, widget

T = TypeVar("T")
_FILTERS: dict[Any, str] = {"fuzzy": "", "contains": "contains", "prefix": "prefix", None: "none"}


class _Choice:
    """One of the options, by its position; the value is the user's own object."""

    __slots__ = ("accepts_new", "clearable", "options", "texts")

    def __init__(
        self, options: Sequence[Any], texts: tuple[str, ...], accepts_new: bool, clearable: bool
    ) -> None:
        self.options = options
        self.texts = texts
        self.accepts_new = accepts_new
        self.clearable = clearable

    def encode(self, value: Any) -> int | str | None:
        if value is None and self.clearable:
            return None
        for i, option in enumerate(self.options):
            if option is value:
                return i
        for i, option in enumerate(self.options):
            if _same(option, value):
                return i
        if self.accepts_new and isinstance(value, str):
            return value
        if value is None:
            return None
        raise Misfit(f"{value!r} is not one of the options")

    def decode(self, wire: Any) -> Any:
        if wire is None and self.clearable:
            return None
        if type(wire) is int and 0 <= wire < len(self.options):
            return self.options[wire]
        if self.accepts_new and isinstance(wire, str):
            return self.options[self.texts.index(wire)] if wire in self.texts else wire
        raise Misfit(f"a select box of {len(self.options)} options has no choice {wire!r}")


def selectbox(
    label: str,
    options: Iterable[T],
    index: int | None = 0,
    format_func: Callable[[Any], Any] = str,
    key: str | int | None = None,
    help: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    icon: str | None = None,
    accept_new_options: bool = False,
    filter_mode: Literal["fuzzy", "contains", "prefix"] | None = "fuzzy",
    width: Size = "stretch",
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> T | str | None:
    """Show a field that holds one of several options.

    Parameters
    ----------
    label
        The text above it, in Markdown.
    options
        What can be chosen: any iterable, an enum class, or the first column of a table.
    index
        The position of the option that it starts with, or None to start empty.
    format_func
        Gives the text of an option.
    key
        A name that is unique in the app; `st.session_state[key]` is its value.
    help
        A tooltip, in Markdown.
    on_change, args, kwargs
        A function called before the run that a change causes, and what it is called with.
    placeholder
        What stands in the empty field.
    disabled
        Whether it cannot be changed.
    label_visibility
        "visible", "hidden" (keeps its room) or "collapsed".
    icon
        An emoji, or `":material/name:"`.
    accept_new_options
        Whether users may type an option that is not there; the value is then their text.
    filter_mode
        How what users type finds options: "fuzzy", "contains", "prefix", or None for not at all.
    width
        "stretch", or a number of pixels.
    required, bind, persist_state
        Not supported yet.

    Returns
    -------
    object
        The option itself, a new text, or None.

    Examples
    --------
    >>> import millstream as st
    >>> wheel = st.selectbox("Wheel", ["overshot", "breastshot", "undershot"])
    """
    not_yet(required=required, bind=bind, persist_state=persist_state)
    choices = _options(options)
    texts = tuple(
        choices if format_func is str and _is_text(choices) else _texts(choices, format_func)
    )
    default_index = _position(index, choices)
    clearable = index is None
    codec = _Choice(choices, texts, bool(accept_new_options), clearable)
    default = None if default_index is None else choices[default_index]
    element = Selectbox(
        id="",
        label=str(label),
        help=help or "",
        value=default_index,
        options=texts,
        placeholder=placeholder or "",
        icon=icon or "",
        accept_new_options=bool(accept_new_options),
        filter_mode=choice("filter_mode", filter_mode, _FILTERS),
        clearable=clearable,
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width),
    )
    chosen: T | str | None = widget(
        "selectbox", element, codec, default,
        key=key, on_change=on_change_of(on_change), args=args, kwargs=kwargs,
    )  # fmt: skip
    return chosen


def _options(options: Any) -> Sequence[Any]:
    if isinstance(options, (list, tuple)):
        return options
    if isinstance(options, EnumMeta):
        return list(options)
    if hasattr(options, "columns") and hasattr(options, "iloc"):
        options = options.iloc[:, 0]
    if hasattr(options, "to_list"):
        return list(options.to_list())
    try:
        return list(options)
    except TypeError:
        raise StreamlitAPIException(
            f"`options` is {options!r}, but has to be something to go through, such as a list."
        ) from None


def _is_text(options: Sequence[Any]) -> bool:
    return all(type(option) is str for option in options)


def _texts(options: Sequence[Any], format_func: Callable[[Any], Any]) -> list[str]:
    return [str(format_func(option)) for option in options]


def _position(index: Any, options: Sequence[Any]) -> int | None:
    if index is None or not options:
        if index is not None and index != 0:
            raise StreamlitAPIException(f"`index` is {index!r}, but there are no options.")
        return None
    if isinstance(index, bool) or not hasattr(index, "__index__"):
        raise StreamlitAPIException(f"`index` is {index!r}, but has to be a whole number or None.")
    position = int(index)
    if not 0 <= position < len(options):
        raise StreamlitAPIException(
            f"`index` is {position}, but has to be from 0 to {len(options) - 1}, as there are {len(options)} options."
        )
    return position


def _same(option: Any, value: Any) -> bool:
    try:
        return bool(option == value)
    except Exception:  # the comparison is the user's code
        return False
