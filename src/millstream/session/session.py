"""The session: what its browser shows, what its script remembers, and what happens next."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from millstream import ids
from millstream.protocol.elements import AnyElement, Main, Root, Sidebar
from millstream.protocol.messages import (
    PROTOCOL_VERSION,
    Change,
    ClearCaches,
    Client,
    Hello,
    Interact,
    Node,
    Operation,
    Page,
    Rerun,
    Reset,
    SourceChanged,
    Stop,
    Update,
    Welcome,
)
from millstream.script.context import Run
from millstream.script.media import Media, MediaFile
from millstream.script.runner import Outcome
from millstream.script.scheduler import Decision, Request, Scheduler
from millstream.script.source import Script
from millstream.session.events import (
    Disconnected,
    Effect,
    EmptyCaches,
    Ended,
    Event,
    FrameDue,
    Send,
    SourceEdited,
    Start,
)
from millstream.session.options import SessionOptions
from millstream.state import Misfit, SessionValues
from millstream.tree import Draft, diff, patch
from millstream.tree.node import Put as AnyPut

_log = logging.getLogger("millstream.session")


class Session:
    """One page. `handle` takes events one after the other; what it gives back is done in order."""

    def __init__(self, script: Script, media: Media, options: SessionOptions, id: str) -> None:
        self.id = id
        self.token = ids.token()
        self.connected = False
        self.state = SessionValues()
        self._script = script
        self._media = media
        self._options = options
        self._client = Client()
        self._namespace: dict[str, Any] = {}
        self._scheduler = Scheduler()
        self._run: Run | None = None
        self._files: list[MediaFile] = []
        self._new_id = ids.Counter()
        self._held: Node = Node(
            self._new_id(), Root(), (Node(self._new_id(), Main()), Node(self._new_id(), Sidebar()))
        )
        self._page = self._default_page = Page(title=Path(script.path).stem)
        self._local: dict[int, AnyElement] = {}  # what users did to widgets since the last diff
        self._started = False
        self._announced = False  # the browser knows that a run goes on
        self._whole = True  # the next update is the whole page
        self._seq = 0
        self._ack = 0
        self._handlers: dict[type, Callable[[Any], list[Effect]]] = {
            Hello: self._hello,
            Interact: self._interact,
            Rerun: self._rerun,
            Stop: self._stop,
            ClearCaches: self._clear_caches,
            Ended: self._ended,
            FrameDue: self._frame_due,
            SourceEdited: self._source_edited,
            Disconnected: self._disconnected,
        }

    def handle(self, event: Event) -> list[Effect]:
        """Take an event in; give what is to be done."""
        seq = getattr(event, "seq", None)
        if seq is not None:
            if seq <= self._ack:
                return []  # sent again after a lost connection, but it had arrived
            self._ack = seq
        return self._handlers[type(event)](event)

    # --- the connection -----------------------------------------------------------------------------

    def _hello(self, hello: Hello) -> list[Effect]:
        resumed = self._started
        self._client = hello.client
        self.connected = True
        self.token = ids.token()
        effects: list[Effect] = [
            Send(
                Welcome(
                    protocol=PROTOCOL_VERSION,
                    token=self.token,
                    resumed=resumed,
                    ack=self._ack,
                    theme=dict(self._options.theme),
                    run_on_save=self._options.run_on_save,
                    toolbar=self._options.toolbar,
                )
            )
        ]
        if not self._started:
            self._started = True
            return effects + self._request(Request())
        self._whole = self._whole or hello.seen != self._seq
        return effects + self._update((), "running" if self._run else "idle")

    def _disconnected(self, _: Disconnected) -> list[Effect]:
        self.connected = False
        return []

    # --- what users do ------------------------------------------------------------------------------

    def _interact(self, event: Interact) -> list[Effect]:
        changes: dict[str, Any] = {}
        for change in event.changes:
            self._take(change, changes)
        refused = [self._shown(each.id) for each in event.changes if each.id not in changes]
        ops = tuple(operation for shown in refused for operation in shown)
        answer = (
            self._update(ops, "" if self._run or changes else "idle") if ops or not changes else []
        )
        return answer + self._request(Request(changes)) if changes else answer

    def _take(self, change: Change, changes: dict[str, Any]) -> None:
        """Check what a browser says of a widget, and remember that it shows this now."""
        widget = self.state.widgets.get(change.id)
        if widget is None or widget.disabled:
            what = "is disabled" if widget else "is not on the page"
            _log.warning("Refused a change of the widget %r, which %s.", change.id, what)
            return
        try:
            changes[change.id] = widget.codec.decode(change.value)
        except Misfit as error:
            _log.warning("Refused a value of the widget %r: %s", change.id, error)
            return
        draft = widget.place
        if not widget.trigger and draft is not None and draft.id:
            self._local[draft.id] = msgspec.structs.replace(draft.element, value=change.value)

    def _shown(self, id: str) -> tuple[Operation, ...]:
        """Have the browser show what a widget had before a change that was refused."""
        widget = self.state.widgets.get(id)
        if widget is None or widget.place is None or not widget.place.id:
            return ()
        draft = widget.place
        return (AnyPut(draft.id, self._local.get(draft.id, draft.element)),)

    def _rerun(self, _: Rerun) -> list[Effect]:
        return self._request(Request())

    def _clear_caches(self, _: ClearCaches) -> list[Effect]:
        return [EmptyCaches(), *self._request(Request())]

    def _source_edited(self, event: SourceEdited) -> list[Effect]:
        if event.run:
            return self._request(Request())
        return [Send(SourceChanged())] if self.connected else []

    def _stop(self, _: Stop) -> list[Effect]:
        self._scheduler.stop()
        if self._run is None:
            return self._update((), "idle")
        self._run.interrupted = True
        return []

    # --- runs ---------------------------------------------------------------------------------------

    def _request(self, request: Request) -> list[Effect]:
        match self._scheduler.request(request):
            case Decision.START:
                return self._start(request)
            case Decision.INTERRUPT:
                assert self._run is not None
                self._run.interrupted = True
        return []

    def _start(self, request: Request) -> list[Effect]:
        root = Draft(Root(), children=[])
        root.append(Draft(Main(), children=[]))
        root.append(Draft(Sidebar(), children=[]))
        self._run = Run(
            script=self._script,
            namespace=self._namespace,
            state=self.state,
            media=self._media,
            client=self._client,
            session_id=self.id,
            root=root,
            changes=request.changes,
        )
        return [Start(self._run)]

    def _frame_due(self, _: FrameDue) -> list[Effect]:
        run = self._run
        if run is None or run.interrupted or not self.connected:
            return []
        with run.lock:
            ops = self._draw(run, complete=False)
        state = "" if self._announced else "running"
        self._announced = True
        return self._update(ops, state) if ops or state else []

    def _ended(self, event: Ended) -> list[Effect]:
        run, outcome = event.run, event.outcome
        run.closed = True
        self._files = run.files if outcome.complete else self._files + run.files
        following = self._scheduler.ended(again=outcome is Outcome.RERUN)
        self._run = None
        if following is not None:
            return self._start(
                following
            )  # its page follows at once; this one may be behind the user
        ops = self._draw(run, complete=outcome.complete)
        self._announced = False
        state = "compile_error" if outcome is Outcome.COMPILE_ERROR else "idle"
        return self._update(ops, state)

    def _draw(self, run: Run, *, complete: bool) -> tuple[Operation, ...]:
        ops, self._held = diff(
            self._held, run.root, complete=complete, new_id=self._new_id, local=self._local
        )
        if complete:
            self._local.clear()
        page = run.page or (self._default_page if complete else self._page)
        if page != self._page:
            self._page = page
            return (*ops, page)
        return tuple(ops)

    def _update(self, ops: tuple[Operation, ...], run: Any) -> list[Effect]:
        """Send operations, or the whole page where the browser has not all that came before them."""
        if not self.connected:
            self._whole = self._whole or bool(ops)
            return []
        if self._whole:
            self._whole = False
            shown = [AnyPut(id, element) for id, element in self._local.items()]
            ops = (Reset(patch(self._held, shown)), self._page)
        self._seq += 1
        return [Send(Update(seq=self._seq, ack=self._ack, ops=ops, run=run))]
