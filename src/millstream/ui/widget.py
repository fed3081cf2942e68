"""How every widget joins the page: the second of the two helpers that elements use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import msgspec

from millstream.errors import StreamlitMissingRequiredParameterError, StreamlitValueError
from millstream.protocol.elements import Form
from millstream.script import context
from millstream.script.control import Interrupted
from millstream.state import Callback, Codec, Lifetime, Widget, fitting, show_in_query, widget_id
from millstream.tree import Draft
from millstream.ui.binding import is_bound, read_query
from millstream.ui.delta_generator import draw
from millstream.ui.group import group_of
from millstream.ui.layout import choice

OnChange: TypeAlias = Callable[..., object] | str | None
_LIFETIMES: dict[str, Lifetime] = {"page": "page", "session": "session"}
_encode = msgspec.msgpack.Encoder().encode


def widget(
    kind: str,
    element: Any,
    codec: Codec,
    default: Any,
    *,
    key: str | int | None,
    on_change: OnChange = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    bind: str | None = None,
    persist_state: str | None = None,
    trigger: bool = False,
    settle: Callable[[Any], Any] | None = None,
) -> Any:
    """Draw a widget and give its value now.

    Parameters
    ----------
    kind
        The name of the function that the user called.
    element
        The struct with all parameters, its `id` empty and its `value` the default's wire form.
    codec
        How values go to the browser and come back.
    default
        The value until the user or the script sets another.
    on_change
        "rerun" or None, "ignore" if a change waits for the next run, or a function that is called before it.
    bind
        "query-params" if the value stands in the page's address.
    persist_state
        "page" or "session": how long the value outlasts the last run that drew the widget.
    trigger
        Whether the value lasts for one run only.
    settle
        Gives the value of this run for what the browser shows, where values are the script's own objects.
    """
    run = context.current.get()
    if run is None:
        return default
    name = "" if key is None else str(key)
    if key == "":
        raise StreamlitValueError("key", ["None", "a text that is not empty"])
    place = _part(context.place.get(), run)
    lasts = _lifetime(persist_state, run, name)
    scope = "" if lasts == "session" else context.page.get()
    id = widget_id(kind, name, place, b"" if name else _encode(element), scope)
    if run.recording:
        _refuse_in_cached(kind)
    callback = _callback(on_change, args, kwargs)
    group = group_of(kind, trigger=trigger, has_callback=callback is not None)
    known = run.state.draw(
        id, kind, name, codec, default,
        trigger=trigger, callback=callback, disabled=element.disabled, group=group,
        is_quiet=on_change == "ignore" and not group.form, lasts=lasts, scope=scope,
    )  # fmt: skip
    known.is_bound = is_bound(bind, name)
    changes = {} if trigger else _value(run, known, element, settle)
    try:
        with run.lock:
            if known.ahead is not msgspec.UNSET:
                changes = {"value": known.ahead}
            known.place = draw(msgspec.structs.replace(element, id=id, **changes), key=name)
    except Interrupted:
        known.seen = 0  # the script has not seen its click: that is for the next run
        raise
    if trigger:
        run.saw(id)
    if run.recording:
        again = partial(
            widget, kind, element, codec, default,
            key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind,
            persist_state=persist_state, trigger=trigger, settle=settle,
        )  # fmt: skip
        _record(id, known.place, again)
    return known.value


def _value(
    run: context.Run, known: Widget, element: Any, settle: Callable[[Any], Any] | None
) -> dict[str, Any]:
    """Settle on the value of this run; give what of it differs from the element as it is."""
    if known.is_bound:
        read_query(known, run.address.params)
    wire = fitting(known, known.default)
    if settle is not None:
        known.value = settle(wire)
    if known.is_bound:
        show_in_query(known, known.value, run.address.params)
    return {} if wire == element.value or known.is_cleared else {"value": wire}


def _callback(
    on_change: OnChange, args: Sequence[Any] | None, kwargs: Mapping[str, Any] | None
) -> Callback | None:
    if callable(on_change):
        return Callback(on_change, args or (), kwargs or {})
    if on_change in (None, "rerun", "ignore"):
        return None
    words = ["'rerun'", "'ignore'", "a function that is called when the value changes"]
    raise StreamlitValueError("on_change", words, detail=f"It is {on_change!r}.")


def _lifetime(persist_state: str | None, run: context.Run, key: str) -> Lifetime:
    """Give how long a widget's value lasts; the app's own choice is for those that have keys."""
    if persist_state is None:
        return run.script.options.persist_state if key else ""
    lifetime: Lifetime = choice("persist_state", persist_state, _LIFETIMES)
    if not key:
        raise StreamlitMissingRequiredParameterError(
            "key",
            detail=f"A widget with `persist_state={persist_state!r}` is found again by its key.",
        )
    return lifetime


def _refuse_in_cached(kind: str) -> None:
    from millstream.ui.recorder import recordings

    for recording in recordings.get():
        recording.widget(kind)


def _record(id: str, place: Draft | None, again: Callable[[], object]) -> None:
    """Tell the cached functions that the calling code is part of that a widget's value is an input of theirs."""
    from millstream.ui.recorder import recordings

    for recording in recordings.get():
        recording.note_widget(id, place, again)


def _part(place: Draft | None, run: context.Run) -> str:
    """Name the part of the page in which a widget without a key is the only one of its kind and parameters."""
    while place is not None:
        if place is run.sidebar:
            return "sidebar"
        if type(place.element) is Form:
            return f"form {place.key}"
        place = place.parent
    return "main"


def not_yet(**parameters: object) -> None:
    """Refuse parameters that Millstream knows but does not honour yet, rather than ignore them."""
    for name, value in parameters.items():
        if value:
            raise NotImplementedError(
                f"`{name}={value!r}` is not supported by this version of Millstream. Leave the parameter out."
            )
