"""What a widget belongs to: the fragment that draws it and the form that it stands in."""

from __future__ import annotations

from millstream.errors import StreamlitAPIException, StreamlitInvalidFormCallbackError
from millstream.protocol.elements import Form
from millstream.script import context
from millstream.state import ALONE, Group
from millstream.tree import Draft

SUBMIT = "form_submit_button"
"""The kind of the only widget of a form that runs the script."""


def form_around(place: Draft | None) -> Draft | None:
    """Find the form that a place stands in, or is."""
    while place is not None:
        if type(place.element) is Form:
            return place
        place = place.parent
    return None


def group_of(kind: str, *, trigger: bool, has_callback: bool) -> Group:
    """Give the group of a widget that is drawn here, after checking that its form can have it.

    Raises
    ------
    StreamlitAPIException
        If the widget is another button than the form's own.
    StreamlitInvalidFormCallbackError
        If another widget than that has a callback.
    """
    fragment = context.fragment.get()
    form = form_around(context.place.get())
    if form is None:
        return ALONE if fragment is None else Group(fragment.id)
    if kind != SUBMIT:
        if trigger:
            raise StreamlitAPIException(
                f"`st.{kind}` cannot stand in a form, whose values are sent by `st.form_submit_button` only. Use that, or "
                f"put `st.{kind}` outside of the form."
            )
        if has_callback:
            raise StreamlitInvalidFormCallbackError
    return Group(fragment.id if fragment is not None else "", form.key, form.element.clears)
