"""Places in the page: what `st.container()`, `st.empty()` and every element give back.

A place has a method for each element, which draws there instead of at the end of the page. In a block it adds an element;
in the place of an element it replaces it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Token
from functools import cache, wraps
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from millstream.protocol.elements import AnyElement, Slot
from millstream.script import context
from millstream.tree import Draft
from millstream.ui.names import ELEMENTS, UNSERVED

if TYPE_CHECKING:
    from millstream.ui.methods import Methods
else:
    Methods = object

_NONE: list[Token[Draft | None]] = []


class DeltaGenerator(Methods):
    """A place in the page.

    Examples
    --------
    >>> place = DeltaGenerator(None)  # outside of a run everything is drawn to nowhere
    >>> place.text("hello").text("replaced")
    DeltaGenerator(nowhere)
    """

    __slots__ = ("_draft", "_tokens")

    def __init__(self, draft: Draft | None) -> None:
        self._draft = draft
        self._tokens: list[Token[Draft | None]] = _NONE

    def _block(self) -> Draft | None:
        """Give the draft to draw into; the sidebar, say, is another one in each run."""
        return self._draft

    def __enter__(self) -> Self:
        """Draw what follows here."""
        self._tokens = [*self._tokens, context.place.set(self._block())]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Draw what follows where it was drawn before."""
        *self._tokens, token = self._tokens
        context.place.reset(token)

    def __repr__(self) -> str:
        """Name the kind of place."""
        draft = self._block()
        return f"DeltaGenerator({type(draft.element).__name__.lower() if draft else 'nowhere'})"

    def __reduce__(self) -> str:
        """Refuse to be kept: what is drawn into a copy would be on no page."""
        raise TypeError("a place in the page belongs to the run that draws it; return data instead")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Say which names there are."""
            raise AttributeError(
                f"A place in the page has no `{name}`. Its methods are the elements, such as `.text(...)`; "
                "what belongs to the whole app is called on `st`."
            )


class FixedPlace(DeltaGenerator):
    """A place that every run has, such as the sidebar."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[context.Run], Draft]) -> None:
        super().__init__(None)
        self._find = find

    def _block(self) -> Draft | None:
        run = context.current.get()
        return None if run is None else self._find(run)


def draw(element: AnyElement, *, key: str = "", block: bool = False) -> Draft | None:
    """Draw an element where the calling code draws; give its place, or None outside of a run.

    The first of the two helpers that every element uses.
    """
    run = context.current.get()
    if run is None:
        _hint()
        return None
    target = context.place.get() or run.main
    draft = Draft(element, key, [] if block else None)
    if run.interrupted:
        run.checkpoint()
    if run.recording:
        _record(target, draft)
    fragment = context.fragment.get()
    with run.lock:
        if run.closed:
            run.warn_late()
            return None
        if fragment is not None:
            target = fragment.target(target)
        if target.children is None:
            _replace(target, draft)
            return target
        if type(target.element) is Slot:
            target.show(draft)
        else:
            target.append(draft)
    return draft


@cache
def _hint() -> None:
    """Tell, once, somebody who has started an app with plain `python`."""
    import_module(UNSERVED).hint()


def _record(target: Draft, draft: Draft) -> None:
    """Tell the cached functions that the calling code is part of what it draws."""
    from millstream.ui.recorder import recordings

    for recording in recordings.get():
        recording.draw(target, draft)


def _replace(target: Draft, draft: Draft) -> None:
    target.key = draft.key
    target.element = draft.element
    target.have(draft.children)


class _Method:
    """An element's function as a method of places; its module is imported when it is used first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.function: Callable[..., Any] | None = None

    def load(self) -> Callable[..., Any]:
        if self.function is None:
            self.function = getattr(import_module(ELEMENTS[self.name]), self.name)
        return self.function

    def __get__(self, place: DeltaGenerator | None, owner: type) -> Callable[..., Any]:
        function = self.load()
        if place is None:
            return function

        @wraps(function)
        def method(*args: Any, **kwargs: Any) -> Any:
            token = context.place.set(place._block())
            try:
                return function(*args, **kwargs)
            finally:
                context.place.reset(token)

        return method


for _name in ELEMENTS:
    setattr(DeltaGenerator, _name, _Method(_name))
