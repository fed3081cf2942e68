"""How every widget joins the page: the second of the two helpers that elements use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from millstream.errors import StreamlitValueError
from millstream.script import context
from millstream.script.control import Interrupted
from millstream.state import Callback, Codec, fitting, widget_id
from millstream.tree import Draft
from millstream.ui.delta_generator import draw
from millstream.ui.group import group_of

_encode = msgspec.msgpack.Encoder().encode


def widget(
    kind: str,
    element: Any,
    codec: Codec,
    default: Any,
    *,
    key: str | int | None,
    on_change: Callable[..., object] | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
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
    place = "sidebar" if _is_below(context.place.get(), run.sidebar) else "main"
    id = widget_id(kind, name, place, b"" if name else _encode(element))
    if run.recording:
        _refuse_in_cached(kind)
    callback = None
    if on_change is not None:
        callback = Callback(on_change, args or (), kwargs or {})
    group = group_of(kind, trigger=trigger, has_callback=callback is not None)
    known = run.state.draw(
        id, kind, name, codec, default,
        trigger=trigger, callback=callback, disabled=element.disabled, group=group,
    )  # fmt: skip
    changes: dict[str, Any] = {"id": id}
    if not trigger:
        wire = fitting(known, default)
        if wire != element.value and not known.is_cleared:
            changes["value"] = wire
        if settle is not None:
            known.value = settle(wire)
    try:
        known.place = draw(msgspec.structs.replace(element, **changes), key=name)
    except Interrupted:
        known.seen = 0  # the script has not seen its click: that is for the next run
        raise
    if run.recording:
        again = partial(
            widget, kind, element, codec, default,
            key=key, on_change=on_change, args=args, kwargs=kwargs, trigger=trigger,
            settle=settle,
        )  # fmt: skip
        _record(id, known.place, again)
    return known.value


def _refuse_in_cached(kind: str) -> None:
    from millstream.ui.recorder import recordings

    for recording in recordings.get():
        recording.widget(kind)


def _record(id: str, place: Draft | None, again: Callable[[], object]) -> None:
    """Tell the cached functions that the calling code is part of that a widget's value is an input of theirs."""
    from millstream.ui.recorder import recordings

    for recording in recordings.get():
        recording.note_widget(id, place, again)


def _is_below(place: Any, ancestor: Any) -> bool:
    while place is not None:
        if place is ancestor:
            return True
        place = place.parent
    return False


def not_yet(**parameters: object) -> None:
    """Refuse parameters that Millstream knows but does not honour yet, rather than ignore them."""
    for name, value in parameters.items():
        if value:
            raise NotImplementedError(
                f"`{name}={value!r}` is not supported by this version of Millstream. Leave the parameter out."
            )


def on_change_of(on_change: Callable[..., object] | str | None) -> Callable[..., object] | None:
    """Check `on_change`: a function, or "rerun", which is what happens anyway."""
    if on_change is None or on_change == "rerun":
        return None
    if callable(on_change):
        return on_change
    if on_change == "ignore":
        not_yet(on_change=on_change)
    words = ["'rerun'", "'ignore'", "a function that is called when the value changes"]
    raise StreamlitValueError("on_change", words, detail=f"It is {on_change!r}.")
