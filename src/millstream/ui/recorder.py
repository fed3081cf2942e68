"""How an app takes part in caching: what a cached function draws is recorded, and drawn again on a hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from millstream.caching import CachedDrawingError
from millstream.protocol.elements import Spinner
from millstream.script import context
from millstream.script.context import Run
from millstream.tree import Draft

Redraw = Callable[[], object]

_WITH_FILES = frozenset({"camera_input", "file_uploader"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """An element that was drawn, with what is below it; `redraw` draws a widget, which has a value besides."""

    element: Any
    key: str
    children: tuple[Drawn, ...] | None
    redraw: Redraw | None


class Recording:
    """What one computation draws: into the place of its caller, the middle of the page or the sidebar."""

    def __init__(self, run: Run, function_name: str, allow_widgets: bool) -> None:
        self._run: Run | None = run
        self._function_name = function_name
        self._allow_widgets = allow_widgets
        self._base = context.place.get() or run.main
        self._inside: set[int] = set()
        self._drafts: list[tuple[str, Draft]] = []
        self._redraws: dict[int, Redraw] = {}
        self._drawn: tuple[tuple[str, Drawn], ...] = ()
        self.widget_ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn."""
        return not self._drafts and not self._drawn

    def draw(self, target: Draft, draft: Draft) -> None:
        """Take note of an element; raise where it goes to a place that a later hit may not have."""
        self._inside.add(id(draft))
        if id(target) in self._inside:
            return
        assert self._run is not None
        places = {id(self._base): "", id(self._run.main): "main", id(self._run.sidebar): "sidebar"}
        where = places.get(id(target))
        if where is None:
            raise CachedDrawingError(
                self._function_name,
                "it draws into a container that was made outside of it, which a later hit may not have. "
                "Make the container inside the function, or draw after the call.",
            )
        self._drafts.append((where, draft))

    def widget(self, kind: str) -> None:
        """Raise for a widget where none are allowed, and for those whose files no key can stand for."""
        if kind in _WITH_FILES:
            raise CachedDrawingError(
                self._function_name,
                f"it calls `st.{kind}`, which no cached function may: its files end with the session. Call it outside "
                "and pass the file in.",
            )
        if not self._allow_widgets:
            raise CachedDrawingError(
                self._function_name,
                f"it calls `st.{kind}`: a hit would not ask the user again. Call the widget outside and pass its value "
                "in, or cache with `experimental_allow_widgets=True`.",
            )

    def note_widget(self, id_: str, draft: Draft | None, redraw: Redraw) -> None:
        """Take note of a widget: its value is an input of the function."""
        if id_ not in self.widget_ids:
            self.widget_ids += (id_,)
        if draft is not None:
            self._redraws[id(draft)] = redraw

    def finish(self) -> None:
        """Keep what was drawn to stay, and let go of the run."""
        assert self._run is not None
        passing = {id(draft) for draft in self._run.passing}
        self._drawn = tuple(
            [
                (where, self._kept(draft, passing))
                for where, draft in self._drafts
                if id(draft) not in passing
            ]
        )
        self._run = None
        self._drafts = []
        self._inside = set()
        self._redraws = {}

    def _kept(self, draft: Draft, passing: set[int]) -> Drawn:
        children = draft.children
        below = None
        if children is not None:
            below = tuple(
                [self._kept(each, passing) for each in children if id(each) not in passing]
            )
        return Drawn(draft.element, draft.key, below, self._redraws.get(id(draft)))

    def replay(self, run: Run) -> None:
        """Draw everything again, where the caller draws now."""
        base = context.place.get() or run.main
        places = {"": base, "main": run.main, "sidebar": run.sidebar}
        for where, drawn in self._drawn:
            _draw_again(drawn, places[where])


def _draw_again(drawn: Drawn, place: Draft) -> None:
    from millstream.ui.delta_generator import draw

    token = context.place.set(place)
    try:
        if drawn.redraw is not None:
            drawn.redraw()
            return
        draft = draw(drawn.element, key=drawn.key, block=drawn.children is not None)
        for child in drawn.children or ():
            assert draft is not None
            _draw_again(child, draft)
    finally:
        context.place.reset(token)


recordings: ContextVar[tuple[Recording, ...]] = ContextVar("millstream_recordings", default=())
"""The computations that the calling code is part of, outermost first."""


class AppRecorder:
    """The recorder of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @property
    def session_id(self) -> str:
        """The session that is calling."""
        return self._run.session_id

    @contextmanager
    def spinner(self, text: str, show_time: bool) -> Iterator[None]:
        """Show that a computation runs."""
        from millstream.ui.spinner import spinning

        with spinning(Spinner(text=text, show_time=show_time, is_cache=True)):
            yield

    @contextmanager
    def record(self, function_name: str, allow_widgets: bool) -> Iterator[Recording]:
        """Record what is drawn inside."""
        recording = Recording(self._run, function_name, allow_widgets)
        token = recordings.set((*recordings.get(), recording))
        self._run.recording += 1
        try:
            yield recording
        finally:
            self._run.recording -= 1
            recordings.reset(token)
            recording.finish()

    def replay(self, recording: Any) -> None:
        """Draw recorded elements again."""
        recording.replay(self._run)

    def widget_values(self, widget_ids: tuple[str, ...]) -> tuple[Any, ...]:
        """Give the present values of widgets."""
        widgets = self._run.state.widgets
        return tuple([widgets[each].value if each in widgets else None for each in widget_ids])

    def warn(self, message: str) -> None:
        """Show a warning, once in a run."""
        from millstream.ui.alert import warning

        if message not in self._run.warned:
            self._run.warned.add(message)
            warning(message)

    def name_class(self, value: type) -> str | None:
        """Give a name for a class that the script defines."""
        if value.__module__ != "__main__":
            return None
        return value.__qualname__ if _find(self._run, value.__qualname__) is value else None

    def find_class(self, name: str) -> type:
        """Give this session's class of that name."""
        found = _find(self._run, name)
        if not isinstance(found, type):
            raise LookupError(f"the script defines no class {name!r}")
        return found


def _find(run: Run, qualified_name: str) -> Any:
    first, *rest = qualified_name.split(".")
    own, other = run.globals()
    value = own.get(first, other.get(first))
    for name in rest:
        value = getattr(value, name, None)
    return value


def current_recorder() -> AppRecorder | None:
    """Give the recorder of the run that the calling code belongs to."""
    run = context.current.get()
    return None if run is None else AppRecorder(run)
