"""`st.text_input`."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import (
    StreamlitIncompatibleParametersError,
    StreamlitInvalidParameterTypeError,
    StreamlitValueError,
)
from millstream.protocol.elements import Size, TextInput
from millstream.state import Misfit, OutOfLimits
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice, size, visibility
from millstream.ui.widget import widget

_TYPES = {
    "default": "",
    **{name: name for name in ("password", "email", "url", "phone", "search")},
}
_LIVE_MILLISECONDS = 250.0
_LONGEST_MILLISECONDS = 60_000.0


class _Line:
    """Text of at most so many characters, or None where the field may be empty."""

    __slots__ = ("max_chars", "nullable", "required")

    def __init__(self, max_chars: int, nullable: bool, required: bool) -> None:
        self.max_chars = max_chars
        self.nullable = nullable
        self.required = required

    def encode(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise StreamlitInvalidParameterTypeError("value", type(value).__name__, ["str", "None"])
        if self.max_chars and len(value) > self.max_chars:
            raise OutOfLimits(f"{len(value)} characters, but at most {self.max_chars} are allowed")
        return value

    def decode(self, wire: Any) -> str | None:
        if self.required and (wire is None or not str(wire).strip()):
            raise Misfit("a required text input is not empty")
        if wire is None and self.nullable:
            return None
        if not isinstance(wire, str):
            raise Misfit(f"a text input holds text, not {wire!r}")
        if self.max_chars and len(wire) > self.max_chars:
            raise OutOfLimits(f"{len(wire)} characters, but at most {self.max_chars} are allowed")
        return wire

    def to_query(self, value: str | None) -> Sequence[str]:
        return [value or ""]

    def from_query(self, texts: Sequence[str]) -> str | None:
        return self.decode(texts[-1] or (None if self.nullable else ""))


def text_input(
    label: str,
    value: object = "",
    max_chars: int | None = None,
    key: str | int | None = None,
    type: Literal["default", "password", "email", "url", "phone", "search"] = "default",
    help: str | None = None,
    autocomplete: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    icon: str | None = None,
    validate: str | tuple[str, str] | None = None,
    live: bool | str = False,
    width: Size = "stretch",
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> str | None:
    """Show a field for one line of text.

    Parameters
    ----------
    label
        The text above it, in Markdown.
    value
        What it starts with. None starts it empty, and an emptied field is None again.
    max_chars
        How many characters it takes.
    key
        A name that is unique in the app; `st.session_state[key]` is its value.
    type
        "default"; "password" to hide what is typed; "email" or "url", which are checked; "phone"; or "search", which can
        be cleared.
    help
        A tooltip, in Markdown.
    autocomplete
        What the browser may fill in, as HTML's attribute of that name says.
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
    width
        "stretch", or a number of pixels.
    required
        Whether it keeps its value rather than be empty or blank.
    validate
        A regular expression, as JavaScript writes it, that has to be found in the text before it is applied, alone or with
        what to say where it is not. "" switches the check of the type off. A browser can be made to ignore it.
    live
        Whether a pause in the writing applies it: True for 250 ms, or a duration such as "0.5s", up to "1m".
    bind
        "query-params" to keep the value in the page's address, under the key.
    persist_state
        "page" or "session": how long the value is kept while no run draws it. It needs a key.

    Returns
    -------
    str or None
        What it holds.

    Examples
    --------
    >>> import millstream as st
    >>> name = st.text_input("Your name", placeholder="Ada")
    """
    if max_chars is not None and max_chars < 0:
        raise StreamlitValueError("max_chars", ["None", "a number of characters"])
    pattern, pattern_message = _pattern(validate)
    if type == "password" and bind is not None:
        raise StreamlitIncompatibleParametersError(
            "bind", "type='password'", explanation="A password must not stand in an address."
        )
    codec = _Line(max_chars or 0, nullable=value is None, required=bool(required))
    default = None if value is None else str(value)[: max_chars or None]
    element = TextInput(
        id="",
        label=str(label),
        help=help or "",
        value=default,
        max_chars=max_chars or 0,
        type=choice("type", type, _TYPES),
        autocomplete=autocomplete or "",
        placeholder=placeholder or "",
        icon=icon_name(icon),
        nullable=codec.nullable,
        required=codec.required,
        pattern=pattern,
        pattern_message=pattern_message,
        live_milliseconds=_pause(live),
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    text: str | None = widget(
        "text_input", element, codec, default,
        key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind, persist_state=persist_state,
    )  # fmt: skip
    return text


def _pattern(validate: object) -> tuple[str | None, str]:
    """Give the pattern, and what to say where it is not found."""
    if validate is None or isinstance(validate, str):
        return validate, ""
    if isinstance(validate, tuple) and [builtins.type(part) for part in validate] == [str, str]:
        return validate
    raise StreamlitInvalidParameterTypeError(
        "validate", builtins.type(validate).__name__, ["str", "a tuple of two str", "None"]
    )


def _pause(live: object) -> float | None:
    """Give the milliseconds of a pause that applies what was written."""
    if isinstance(live, bool):
        return _LIVE_MILLISECONDS if live else None
    if not isinstance(live, str):
        raise StreamlitInvalidParameterTypeError(
            "live",
            builtins.type(live).__name__,
            ["bool", "str"],
            detail="Write a duration with its unit, such as '300ms' or '0.5s'.",
        )
    from millstream.caching.errors import CacheOptionError
    from millstream.caching.policy import parse_ttl

    try:
        milliseconds = 0.0 if live.strip() == "0" else parse_ttl(live) * 1000
    except CacheOptionError:
        milliseconds = -1.0
    if not 0 <= milliseconds <= _LONGEST_MILLISECONDS:
        words = ["a duration from '0ms' to '1m'"]
        raise StreamlitValueError("live", words, detail=f"It is {live!r}.")
    return milliseconds
