"""`st.selectbox`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import EnumMeta
from itertools import compress, count, repeat
from operator import is_
from typing import Any, Literal, TypeVar

from millstream.errors import StreamlitInvalidParameterTypeError, StreamlitValueOutOfRangeError
from millstream.protocol.elements import Selectbox, Size
from millstream.state import Misfit
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice, size, visibility
from millstream.ui.widget import widget

T = TypeVar("T")
_FILTERS: dict[Any, str] = {"fuzzy": "", "contains": "contains", "prefix": "prefix", None: "none"}


class _Choice:
    """One of the options, by its position; the value is the user's own object."""

    __slots__ = ("accepts_new", "clearable", "options", "texts", "to_text")

    def __init__(
        self,
        options: Sequence[Any],
        texts: tuple[str, ...],
        accepts_new: bool,
        clearable: bool,
        to_text: Callable[[Any], Any] = str,
    ) -> None:
        self.options = options
        self.texts = texts
        self.accepts_new = accepts_new
        self.clearable = clearable
        self.to_text = to_text

    def encode(self, value: Any) -> int | str | None:
        position = _first(map(is_, self.options, repeat(value)))
        if position is None:
            position = _first(map(_same, self.options, repeat(value)))
        if position is not None:
            return position
        if value is None:
            return None
        position = self._position_of_text(value)
        if position is not None:
            return position
        if self.accepts_new:
            return str(value)
        raise Misfit(f"{value!r} is not one of the options")

    def _position_of_text(self, value: Any) -> int | None:
        """Find an option by its text: a script that defines a class makes another one, unequal to it, in each run."""
        try:
            return self.texts.index(str(self.to_text(value)))
        except Exception:  # no option, or the user's function does not know the value
            return None

    def option(self, wire: int | str | None) -> Any:
        """Give this run's object for what the browser shows."""
        return self.options[wire] if isinstance(wire, int) else wire

    def decode(self, wire: Any) -> Any:
        if wire is None and self.clearable:
            return None
        if type(wire) is int and 0 <= wire < len(self.options):
            return self.options[wire]
        if isinstance(wire, str):  # a position may be one in the options of an earlier run
            if wire in self.texts:
                return self.options[self.texts.index(wire)]
            if self.accepts_new:
                return wire
        raise Misfit(f"a select box of {len(self.options)} options has no choice {wire!r}")

    def to_query(self, value: Any) -> Sequence[str]:
        wire = self.encode(value)
        return [self.texts[wire] if isinstance(wire, int) else wire or ""]

    def from_query(self, texts: Sequence[str]) -> Any:
        text = texts[-1]
        if text in self.texts:
            return self.options[self.texts.index(text)]
        return self.decode(text or None)


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
        "rerun", "ignore" if a change waits for the next run, or a function called before the run that a change causes,
        and what it is called with.
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
    required
        Whether it keeps its value rather than be empty.
    bind
        "query-params" to keep the value in the page's address, under the key.
    persist_state
        "page" or "session": how long the value is kept while no run draws it. It needs a key.

    Returns
    -------
    object
        The option itself, a new text, or None.

    Examples
    --------
    >>> import millstream as st
    >>> wheel = st.selectbox("Wheel", ["overshot", "breastshot", "undershot"])
    """
    choices = _options(options)
    texts = tuple(
        choices if format_func is str and _is_text(choices) else _texts(choices, format_func)
    )
    default_index = _position(index, choices)
    clearable = index is None and not required
    codec = _Choice(choices, texts, bool(accept_new_options), clearable, format_func)
    default = None if default_index is None else choices[default_index]
    element = Selectbox(
        id="",
        label=str(label),
        help=help or "",
        value=default_index,
        options=texts,
        placeholder=placeholder or "",
        icon=icon_name(icon),
        accept_new_options=bool(accept_new_options),
        filter_mode=choice("filter_mode", filter_mode, _FILTERS),
        clearable=clearable,
        required=bool(required),
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    chosen: T | str | None = widget(
        "selectbox", element, codec, default,
        key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind, persist_state=persist_state,
        settle=codec.option,
    )  # fmt: skip
    return chosen


def _options(options: Any) -> Sequence[Any]:
    if isinstance(options, (list, tuple)):
        return options
    if options is None:
        return ()
    if isinstance(options, EnumMeta):
        return list(options)
    if isinstance(options, str):
        return [options]
    if hasattr(options, "columns") and hasattr(options, "iloc"):
        options = options.iloc[:, 0]
    for name in ("to_list", "tolist"):  # of frames' columns, of arrays
        if hasattr(options, name):
            return list(getattr(options, name)())
    try:
        return list(options)
    except TypeError:
        raise StreamlitInvalidParameterTypeError(
            "options", type(options).__name__, ["list", "any other iterable", "an enum class"]
        ) from None


def _is_text(options: Sequence[Any]) -> bool:
    return set(map(type, options)) <= {str}


def _texts(options: Sequence[Any], format_func: Callable[[Any], Any]) -> list[str]:
    return [str(format_func(option)) for option in options]


def _position(index: Any, options: Sequence[Any]) -> int | None:
    if index is None or not options:
        return None
    if isinstance(index, bool) or not hasattr(index, "__index__"):
        kinds = ["int", "None"]
        raise StreamlitInvalidParameterTypeError("index", type(index).__name__, kinds)
    position = int(index)
    if not 0 <= position < len(options):
        hint = f"There are {len(options)} options."
        raise StreamlitValueOutOfRangeError("index", position, 0, len(options) - 1, detail=hint)
    return position


def _first(found: Iterable[bool]) -> int | None:
    return next(compress(count(), found), None)


def _same(option: Any, value: Any) -> bool:
    try:
        return bool(option == value)
    except Exception:  # the comparison is the user's code
        return False
