"""The session: what its browser shows, what its script remembers, and what happens next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from millstream import ids
from millstream.protocol.elements import AnyElement, Main, Overlay, Root, Sidebar
from millstream.protocol.messages import (
    ClearCaches,
    Client,
    Hello,
    Interact,
    Look,
    Navigate,
    Node,
    Operation,
    Ready,
    Rerun,
    Reset,
    SourceChanged,
    Stop,
)
from millstream.script.context import Run, Tenants
from millstream.script.fragment import Fragment, Fragments
from millstream.script.hooks import SessionHooks
from millstream.script.media import Media, MediaFile
from millstream.script.outcome import Outcome
from millstream.script.page_names import PageName
from millstream.script.pages import Pages
from millstream.script.peer import Peer
from millstream.script.runner import join
from millstream.script.scheduler import Decision, Request, Scheduler
from millstream.script.source import Script
from millstream.script.visit import Visit
from millstream.session.alarms import Alarms
from millstream.session.events import (
    Connected,
    Disconnected,
    Effect,
    EmptyCaches,
    Ended,
    Event,
    Expired,
    Finish,
    FrameDue,
    InteractAndRun,
    Leaving,
    Release,
    Send,
    SourceEdited,
    Start,
    TimerDue,
)
from millstream.session.footprint import sole
from millstream.session.intake import accepted
from millstream.session.keeper import Keeper, key_filter
from millstream.session.line import Line, RunState
from millstream.session.options import SessionOptions
from millstream.session.surroundings import Surroundings
from millstream.session.whereabouts import Whereabouts
from millstream.state import SessionValues, Widget, show_in_query
from millstream.state.persistence.journal import Journal
from millstream.tree import Draft, diff, patch
from millstream.tree.node import Put as AnyPut


class Session:
    """One page. `handle` takes events one after the other; what it gives back is done in order."""

    def __init__(
        self,
        script: Script,
        media: Media,
        options: SessionOptions,
        id: str,
        *,
        mint: Callable[[int], str] | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.id = id
        self.state = SessionValues()
        self._keeper = Keeper(key_filter(options.survive_keys), journal)
        head = self._keeper.head
        self._hooks = SessionHooks(head.started if head else ())
        if restored := self._keeper.restored:
            self.state.restore(restored)
        self.line = Line(options, self._keeper, mint, is_known=restored is not None)
        self._script = script
        self._media = media
        self._options = options
        self._client = Client()
        self._peer = Peer()
        self.where = Whereabouts()
        self._namespace: dict[str, Any] = {}
        self._tenants = Tenants()
        self._fragments = Fragments()
        self._alarms = Alarms()
        self._scheduler = Scheduler()
        self._run: Run | None = None
        self._files: dict[str, list[MediaFile]] = {}  # what the page names, by who drew it
        self._new_id = ids.Counter()
        parts = (Main(), Sidebar(), Overlay())
        self._held: Node = Node(
            self._new_id(), Root(), tuple([Node(self._new_id(), part) for part in parts])
        )
        self._root = _blank()  # what the page shows, as it was drawn
        name = PageName(Path(script.path).stem)
        self._around = Surroundings(name.title, name.icon)
        self._visit = Visit()
        self._local: dict[int, AnyElement] = {}  # what users did since to what was compared
        self._quiet: dict[str, Any] = {}  # changes for which nothing was run
        self._started = False
        self._announced = False  # the browser knows that a run goes on
        self._last: Finish | Release | None = None  # what ends the session, after its last run

    def handle(self, event: Event) -> list[Effect]:
        """Take an event in; give what is to be done."""
        if self._last is not None and not isinstance(event, Ended):
            return []
        if isinstance(event, Stop) and self.line.inbox.holding:
            self._interrupt()  # at once, though the event itself waits like the others
        effects: list[Effect] = []
        for due in self.line.due(event):
            effects += _HANDLERS[type(due)](self, due)
        return effects

    def contents(self) -> list[object]:
        """Give what would go with the session, for measuring it."""
        values = [widget.value for widget in list(self.state.widgets.values())]
        return [*self.state.own.values(), *values, *sole(self._namespace), self._held]

    @property
    def pages(self) -> Pages | None:
        """The pages that the last run knew of."""
        return self._visit.pages

    # --- the connection -----------------------------------------------------------------------------

    def _connected(self, event: Connected) -> list[Effect]:
        self._peer = event.peer
        return []

    def _hello(self, hello: Hello) -> list[Effect]:
        self._client = hello.client
        if hello.reloaded or not self._started:
            self.where.open(hello.client)
        if not (hello.reloaded or self._started) and (head := self._keeper.head):
            self.where.go_on(head.path, head.query)
        effects = self.line.open(hello)
        if hello.reloaded:
            self._keeper.reloaded()
        if not self._started:
            self._started = True
            if self.line.shows_old_page:
                self._announced = True
                effects += self.line.say("running")
            return effects + self._request(Request())
        effects += self._alarms.follow(self._fragments.timed())
        effects += self._update((), "running" if self._run or hello.reloaded else "idle")
        return effects + self._request(Request()) if hello.reloaded else effects

    def _ready(self, _: Ready) -> list[Effect]:
        self.line.confirm()
        return []

    def _disconnected(self, _: Disconnected) -> list[Effect]:
        self.line.connected = False
        return self._alarms.follow({})  # nobody looks

    def _expired(self, _: Expired) -> list[Effect]:
        """End for good: after the run that goes on, if there is one."""
        self._interrupt()
        return self._end_with(Finish(self._new_run(Request(), None), self._keeper.claims_end))

    def _leaving(self, _: Leaving) -> list[Effect]:
        """Let the run that goes on come to its end and be stored; what is not is heard again elsewhere."""
        return self._end_with(Release())

    def _end_with(self, last: Finish | Release) -> list[Effect]:
        self._last = last
        silence = self._alarms.follow({})
        return silence if self._run else [*silence, last]

    # --- what users do ------------------------------------------------------------------------------

    def _navigate(self, event: Navigate) -> list[Effect]:
        self.where.navigate(event, self._lasting_params())
        return self._request(Request(seq=event.seq))

    def _lasting_params(self) -> set[str]:
        """Name the parameters of widgets that every page has: they go along to another one."""
        widgets = self.state.widgets.values()
        return {widget.key for widget in widgets if widget.is_bound and not widget.scope}

    def _look(self, event: Look) -> list[Effect]:
        self._client = msgspec.structs.replace(self._client, theme=event.theme)
        return []

    def _interact(self, event: Interact) -> list[Effect]:
        self.where.interacted(event.seq)
        changes = self._take(event)
        refused = dict.fromkeys([each.id for each in event.changes if each.id not in changes])
        ops = tuple([operation for id in refused for operation in self._shown(id)])
        self._hear_quiet(changes)
        if not (self._run or changes):
            ops += self.where.moved()
        answer = (
            self._update(ops, "" if self._run or changes else "idle") if ops or not changes else []
        )
        return answer + self._request(self._request_for(changes, event.seq)) if changes else answer

    def _interact_and_run(self, event: InteractAndRun) -> list[Effect]:
        self.where.interacted(event.seq)
        changes = self._take(event.interact)
        for id in changes:
            self._quiet.pop(id, None)
        return self._request(replace(self._request_for(changes, event.seq), fragments=None))

    def _hear_quiet(self, changes: dict[str, Any]) -> None:
        """Keep changes that run nothing for the next run, and leave the others."""
        for id in [id for id in changes if self.state.widgets[id].is_quiet]:
            self._quiet[id] = changes.pop(id)
        for id in changes:
            self._quiet.pop(id, None)
        self._show_quiet()

    def _show_quiet(self) -> None:
        """Have the address show what no run knows of yet, unless one goes on, which has the address for itself."""
        if self._run is not None:
            return
        for id, value in self._quiet.items():
            widget = self.state.widgets.get(id)
            if widget is not None and widget.is_bound:
                show_in_query(widget, value, self.where.address.params)

    def _request_for(self, changes: dict[str, Any], seq: int) -> Request:
        """Run the fragments that the changed widgets belong to, or the script if one belongs to none."""
        groups = [self.state.widgets[id].group for id in changes]
        fragments = tuple([group.fragment for group in groups])
        clicks = frozenset([id for id in changes if self.state.widgets[id].trigger])
        scope = self._fragments.outermost(fragments) if all(fragments) else None
        return Request(changes, scope, clicks=clicks, seq=seq)

    def _take(self, event: Interact) -> dict[str, Any]:
        """Check what a browser says of widgets; remember what it shows now, and give the values."""
        taken = accepted(event.changes, self.state.widgets)
        for id, (value, wire) in taken.items():
            widget = self.state.widgets[id]
            if not widget.trigger:
                self._note(widget, _shown_as(widget, value, wire))
        return {id: value for id, (value, _) in taken.items()}

    def _note(self, widget: Widget, wire: Any) -> None:
        with self._run.lock if self._run is not None else nullcontext():
            widget.ahead = wire
            draft: Draft = widget.place
            draft.put(msgspec.structs.replace(draft.element, value=wire))
        if draft.id:
            self._local[draft.id] = draft.element

    def _shown(self, id: str) -> tuple[Operation, ...]:
        """Have the browser show what a widget had before a change that was refused."""
        widget = self.state.widgets.get(id)
        if widget is None or widget.place is None or not widget.place.id:
            return ()
        draft = widget.place
        return (AnyPut(draft.id, draft.element),)

    def _rerun(self, event: Rerun) -> list[Effect]:
        return self._request(Request(seq=event.seq))

    def _clear_caches(self, event: ClearCaches) -> list[Effect]:
        if not self.line.offers_clearing:
            return []
        return [EmptyCaches(), *self._request(Request(seq=event.seq))]

    def _source_edited(self, event: SourceEdited) -> list[Effect]:
        if event.run:
            return self._request(Request())
        return [Send(SourceChanged())] if self.line.connected else []

    def _stop(self, _: Stop) -> list[Effect]:
        self._interrupt()
        return [] if self._run else self._update((), "idle")

    def _interrupt(self) -> None:
        self._scheduler.stop()
        if self._run is not None:
            self._run.interrupt()

    # --- runs ---------------------------------------------------------------------------------------

    def _request(self, request: Request) -> list[Effect]:
        match self._scheduler.request(request):
            case Decision.START:
                return self._start(request)
            case Decision.INTERRUPT:
                self._have_left()
        return []

    def _have_left(self) -> None:
        """Interrupt the run that goes on, if something newer waits."""
        after = self._scheduler.leaves_after
        if self._run is not None and after is not None and self._options.fast_reruns:
            self._run.interrupt(after)

    def _timer_due(self, event: TimerDue) -> list[Effect]:
        if self._has_joined(event.fragment):
            return []
        return self._request(Request(fragments=(event.fragment,), patient=True))

    def _has_joined(self, id: str) -> bool:
        """Have a parallel fragment drawn beside those that are drawn just now, if that can be."""
        run, fragment, company = self._run, self._fragments.get(id), self._scheduler.company
        if (
            run is None
            or run.interrupted
            or fragment is None
            or not (fragment.parallel and company)
        ):
            return False
        apart = self._fragments.outermost((*company, id))
        if id in company or len(apart) <= len(company) or fragment.root is not self._root:
            return False
        if join(run, fragment):
            self._scheduler.joined(id)
            return True
        return False

    def _start(self, request: Request) -> list[Effect]:
        request = replace(request, changes={**request.changes, **self._quiet})
        self._quiet = {}
        self._run = self._new_run(request, self._scope(request))
        if self._run.scope is None:
            self.where.address.params.unbind()
        self._have_left()
        return [Start(self._run)]

    def _new_run(self, request: Request, scope: tuple[Fragment, ...] | None) -> Run:
        return Run(
            script=self._script,
            namespace=self._namespace,
            tenants=self._tenants,
            state=self.state,
            media=self._media,
            client=self._client,
            peer=self._peer,
            address=self.where.address,
            session_id=self.id,
            root=_blank() if scope is None else self._root,
            changes=request.changes,
            clicks=request.clicks,
            fragments=self._fragments,
            scope=scope,
            hooks=self._hooks,
            visit=self._visit.following(self._held.children[1]),
            before=self._keeper.begin,
            after=self._keeper.at_end(self._known, self.line.confirmed),
        )

    @property
    def _known(self) -> int:
        """The last event that a run knows which starts now: what waits for the run after it is not done with it."""
        waiting = self._scheduler.next_seq
        return waiting - 1 if waiting else self.line.inbox.ack

    def _scope(self, request: Request) -> tuple[Fragment, ...] | None:
        """Find the fragments to run; where one is not on the page, the script runs as a whole."""
        if request.fragments is None:
            return None
        scope = []
        for id in self._fragments.outermost(request.fragments):
            fragment = self._fragments.get(id)
            if fragment is not None and fragment.root is self._root:
                scope.append(fragment)
            elif not request.patient:
                return None
        return tuple(scope)

    def _frame_due(self, _: FrameDue) -> list[Effect]:
        run = self._run
        if run is None or run.interrupted or not self.line.connected or self.line.shows_old_page:
            return []
        run.visit.frame_due(run.sidebar)
        with run.lock:
            ops = self._draw(run, complete=False)
        state: RunState = "" if self._announced else "running"
        self._announced = True
        return self._update(ops, state) if ops or state else []

    def _ended(self, event: Ended) -> list[Effect]:
        run, outcome = event.run, event.outcome
        self._namespace, self._tenants, self._visit = run.namespace, run.tenants, run.visit
        self._keep_files(run, complete=outcome.complete)
        again = Request(fragments=run.again) if outcome is Outcome.RERUN else None
        if outcome is Outcome.RERUN and run.visit.target and run.address is self.where.address:
            self.where.switch(*run.visit.target, self._lasting_params())
        following = self._scheduler.ended(again)
        self._run = None
        if self._last is not None:
            return [self._last]
        if following is not None:
            return self._follow(run, following, complete=outcome.complete)
        self.line.shows_old_page = False
        self._show_quiet()
        ops = self._draw(run, complete=outcome.complete)
        self._announced = False
        state: RunState = "compile_error" if outcome is Outcome.COMPILE_ERROR else "idle"
        timed = self._fragments.timed() if self.line.connected else {}
        effects = self._update(ops, state) + self._alarms.follow(timed)
        for waiting in self.line.inbox.release():
            effects += _HANDLERS[type(waiting)](self, waiting)
        return effects

    def _follow(self, run: Run, request: Request, *, complete: bool) -> list[Effect]:
        """Start the next run at once: its page shows this one's too, which may be behind the user."""
        is_shown = complete and run.scope is None
        if is_shown:
            self._root, run.root.complete = run.root, True
            self._around.follow(run, complete=True)
        return self._start(request)

    def _keep_files(self, run: Run, *, complete: bool) -> None:
        """Hold the payloads that the page names, and those that it named until it is known to have changed."""
        if complete and run.scope is None:
            self._files = {"": run.files}
        for id in [each.id for each in run.scope] if run.scope is not None else ("",):
            kept = run.files if complete else self._files.get(id, []) + run.files
            self._files[id] = kept

    def _draw(self, run: Run, *, complete: bool) -> tuple[Operation, ...]:
        if run.scope is None:
            self._root = run.root
            run.root.complete = complete
        ops, self._held = diff(
            self._held,
            run.root,
            complete=bool(run.root.complete),
            new_id=self._new_id,
            local=self._local,
            gone=run.visit.gone,
        )
        if complete and run.scope is None:
            self._local.clear()
        self._around.follow(run, complete=complete)
        return (*ops, *self._around.changes(), *self.where.moved())

    def _update(self, ops: tuple[Operation, ...], run: RunState) -> list[Effect]:
        return self.line.update(ops, run, self._whole_page)

    def _whole_page(self) -> tuple[Operation, ...]:
        shown = [AnyPut(id, element) for id, element in self._local.items()]
        return (Reset(patch(self._held, shown)), *self._around.current(), *self.where.current())


_HANDLERS: dict[type, Callable[[Session, Any], list[Effect]]] = {
    Connected: Session._connected,
    Hello: Session._hello,
    Ready: Session._ready,
    Interact: Session._interact,
    InteractAndRun: Session._interact_and_run,
    Navigate: Session._navigate,
    Look: Session._look,
    Rerun: Session._rerun,
    Stop: Session._stop,
    ClearCaches: Session._clear_caches,
    Ended: Session._ended,
    TimerDue: Session._timer_due,
    FrameDue: Session._frame_due,
    SourceEdited: Session._source_edited,
    Disconnected: Session._disconnected,
    Expired: Session._expired,
    Leaving: Session._leaving,
}


def _shown_as(widget: Widget, value: Any, wire: Any) -> Any:
    """Give the wire form of what a browser shows; a choice that comes by its text has a position."""
    return widget.codec.encode(value) if isinstance(wire, str) else wire


def _blank() -> Draft:
    """Give a page on which nothing is drawn yet."""
    root = Draft(Root(), children=[])
    for part in (Main(), Sidebar(), Overlay()):
        root.append(Draft(part, children=[]))
    return root
