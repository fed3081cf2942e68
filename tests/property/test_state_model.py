"""Random scripts and random users against a small model of what widgets remember.

A script is a list of widgets to draw, which the machine changes between runs: widgets appear, go, move, change their
parameters, have keys or not, last or not, stand in the address or not, and are drawn by the page, the sidebar, a form, a
fragment, a dialog or one of two pages. The browser holds what it was sent and reports what its user does, through the
session and the real codecs.

Longer than 500 lines because the model and the machine explain each other, and modules of tests cannot import others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from millstream.protocol.messages import (
    Change,
    Client,
    Hello,
    Interact,
    Location,
    Navigate,
    Page,
    Rerun,
    Update,
)
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.runner import execute
from millstream.script.source import Script
from millstream.session.events import Ended, Send, Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import Put, patch
from millstream.ui.write import magic

SCRIPT = """
import millstream as st

def draw(specs):
    for spec in specs:
        called.append(spec)
        common = dict(key=spec.key)
        if spec.kind != "button":
            common |= dict(persist_state=spec.lasts, on_change="ignore" if spec.is_quiet else "rerun",
                           bind="query-params" if spec.is_bound else None)
        if spec.kind == "button":
            returned[spec] = st.button(spec.label, on_click=clicked.append, args=(spec,), **common)
        elif spec.kind == "number":
            returned[spec] = st.number_input(spec.label, 0, spec.most, spec.default, **common)
        else:
            returned[spec] = st.selectbox(spec.label, spec.options, **common)

def at(area):
    return [spec for spec in plan if spec.area == area]

@st.fragment
def fragment():
    draw(at("fragment"))

@st.dialog("A dialog")
def dialog():
    draw(at("dialog"))

for key, value in given.items():
    st.session_state[key] = value
draw(at("main"))
with st.sidebar:
    draw(at("sidebar"))
with st.form("form", clear_on_submit=form["clears"]):
    draw(at("form"))
    st.form_submit_button("Submit")
fragment()
if form["asks"]:
    dialog()

def one():
    draw(at("one"))

def two():
    draw(at("two"))

st.navigation([st.Page(one), st.Page(two)], position="hidden").run()
"""

Area = Literal["main", "sidebar", "form", "fragment", "dialog", "one", "two"]
PAGES = {"": "one", "two": "two"}
"""The areas of pages, by the paths of their addresses."""


@dataclass(frozen=True)
class Spec:
    """A widget that the script draws."""

    kind: Literal["button", "number", "choice"]
    label: str
    key: str | None = None
    area: Area = "main"
    most: int = 10
    default: int = 3
    options: tuple[str, ...] = ("a", "b", "c")
    lasts: Literal["page", "session"] | None = None
    is_quiet: bool = False
    is_bound: bool = False

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two drawings the same widget: the key, else everything that is seen of it."""
        page = self.area if self.area in PAGES.values() and self.lasts != "session" else ""
        if self.key is not None:
            return (page, self.kind, self.key)
        seen = {
            "button": (),
            "number": (self.most, self.default),
            "choice": (self.options,),
        }[self.kind]
        return (page, self.kind, self.label, self.part, *seen)

    @property
    def part(self) -> str:
        """The part of the page in which it is the only one of its identity."""
        return self.area if self.area in ("sidebar", "form") else "main"

    @property
    def is_allowed(self) -> bool:
        """Whether Millstream lets a script draw this."""
        if self.kind == "button":
            return self.area != "form" and not (self.is_quiet or self.is_bound or self.lasts)
        return self.key is not None or not (self.is_bound or self.lasts)

    @property
    def initial(self) -> Any:
        return {"button": False, "number": self.default, "choice": self.options[0]}[self.kind]

    def fits(self, value: Any) -> bool:
        if self.kind == "number":
            return isinstance(value, int) and 0 <= value <= self.most
        return self.kind == "choice" and value in self.options

    def wire(self, value: Any) -> Any:
        return self.options.index(value) if self.kind == "choice" else value

    def from_query(self, text: str) -> Any:
        value = int(text) if self.kind == "number" and text.isdigit() else text
        return value if self.fits(value) else self.initial


@dataclass
class Known:
    """What the model remembers of a widget."""

    spec: Spec
    value: Any
    query: str | None = None
    page: str = ""
    is_cleared: bool = False

    @property
    def shown(self) -> Any:
        """What stands in the field: a form that was emptied has forgotten what the script still has."""
        return self.spec.initial if self.is_cleared else self.value


class Model:
    """What users are told: a value stays with its widget; a widget that is not drawn is forgotten, unless it lasts."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], Known] = {}
        self.own: dict[str, Any] = {}
        self.path = ""
        self.query: dict[str, str] = {}
        self.returned: dict[Spec, Any] = {}

    def change(self, changes: dict[tuple[Any, ...], Any]) -> None:
        """Take what the user has changed."""
        for identity, value in changes.items():
            known = self.known.get(identity)
            if known is not None:
                known.value = value
                self.own.pop(known.spec.key or "", None)

    def bound(self) -> list[tuple[Any, ...]]:
        """Give the identities of the widgets that stand in the address."""
        return [identity for identity, known in self.known.items() if known.spec.is_bound]

    def submit(self, entered: dict[tuple[Any, ...], Any], *, clears: bool) -> None:
        """Take what the user has entered into the form; one that clears has its other fields at their defaults."""
        fields = [known for known in self.known.values() if known.spec.area == "form"]
        for known in fields if clears else ():
            if known.is_cleared:
                known.value = known.spec.initial
            known.is_cleared = True
        self.change(entered)

    def run(self, plan: list[Spec], given: dict[str, Any], part: Area | None = None) -> None:
        """Run the script, or a part of it; release the buttons, and forget what was not drawn."""
        self.own.update(given)
        drawn = [spec for spec in plan if part in (None, spec.area)]
        if part is None:
            self.returned = {}
        self.returned.update({spec: self._draw(spec) for spec in drawn})
        here = {spec.identity for spec in drawn}
        for identity, known in list(self.known.items()):
            if identity in here:
                if known.spec.kind == "button":
                    known.value = False
            elif part in (None, known.spec.area) and not self._outlasts(known):
                del self.known[identity]

    def _outlasts(self, known: Known) -> bool:
        lasts = known.spec.lasts
        return lasts == "session" or (lasts == "page" and known.page == self.path)

    def _draw(self, spec: Spec) -> Any:
        known = self.known.get(spec.identity) or Known(spec, spec.initial)
        for identity, other in list(self.known.items()):
            if identity != spec.identity and spec.key is not None and other.spec.key == spec.key:
                del self.known[identity]
        self.known[spec.identity] = known
        known.spec, known.page = spec, self.path
        if spec.key in self.own:
            known.value = self.own.pop(spec.key)
            known.is_cleared = False
        if spec.is_bound:
            self._read_query(known)
        if spec.kind != "button" and not spec.fits(known.value):
            known.value = spec.initial
        if spec.is_bound:
            self.show_in_query(known, known.value)
        return known.value

    def _read_query(self, known: Known) -> None:
        text = self.query.get(known.spec.key or "")
        if text != known.query:
            known.value = known.spec.initial if text is None else known.spec.from_query(text)

    def show_in_query(self, known: Known, value: Any) -> None:
        """Have the address show the value of a bound widget, but not its default."""
        key = known.spec.key or ""
        known.query = None if value == known.spec.initial else str(value)
        if known.query is None:
            self.query.pop(key, None)
        else:
            self.query[key] = known.query


class StateMachine(RuleBasedStateMachine):
    """The session and the model, side by side."""

    @initialize(clears=st.booleans())
    def open(self, clears: bool) -> None:
        """Open a page with an empty script."""
        main_module.install()
        self.plan: list[Spec] = []
        self.given: dict[str, Any] = {}
        self.form = {"clears": clears, "asks": False}
        self.called: list[Spec] = []
        self.clicked: list[Spec] = []
        self.returned: dict[Spec, Any] = {}
        self.seq = 0
        self.root: Any = None
        self.query = ""
        self.is_behind = False
        self.quiet: dict[tuple[Any, ...], Any] = {}
        self.entered: dict[tuple[Any, ...], tuple[Any, Any, Any]] = {}
        self.model = Model()
        script = Script("model.py", SCRIPT)
        script.names = {
            "plan": self.plan,
            "given": self.given,
            "form": self.form,
            "called": self.called,
            "clicked": self.clicked,
            "returned": self.returned,
        }
        self.session = Session(script, Media(), SessionOptions(), "s")
        self.handle(Hello(protocol=1, client=Client()))

    # --- the browser -----------------------------------------------------------------------------

    def handle(self, event: Any) -> None:
        """Let the session take an event, run what it wants to be run, and hear what it says."""
        starts = []
        for effect in self.session.handle(event):
            if isinstance(effect, Send) and isinstance(effect.message, Update):
                self.hear(effect.message)
            elif isinstance(effect, Start):
                starts.append(effect.run)
        for run in starts:
            if run.scope is None:
                self.returned.clear()
            self.called.clear()
            self.handle(Ended(run, execute(run, magic)))

    def hear(self, update: Update) -> None:
        around = [op for op in update.ops if isinstance(op, Location | Page)]
        tree = [op for op in update.ops if op not in around]
        if tree:
            self.root = patch(self.root, tree)
        self.query = next((op.query for op in around if isinstance(op, Location)), self.query)

    def nodes(self) -> dict[str, Any]:
        """What the browser shows, by the ids of widgets."""
        found = {}
        nodes = [self.root]
        while nodes:
            node = nodes.pop()
            nodes += node.children or ()
            if getattr(node.element, "id", ""):
                found[node.element.id] = node
        return found

    def act(self, changes: dict[str, Any]) -> None:
        """Show what the user has done, as a browser does at once, and report it."""
        nodes = self.nodes()
        sent = []
        for id, value in changes.items():
            element = nodes[id].element
            if hasattr(element, "value"):
                shown = structs.replace(element, value=value)
                self.root = patch(self.root, [Put(nodes[id].id, shown)])
            sent.append(
                Change(id, element.options[value] if hasattr(element, "options") else value)
            )
        self.handle(Interact(self.next_seq(), tuple(sent)))

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def run_model(self, part: Area | None = None) -> None:
        self.model.change(self.quiet)
        self.quiet.clear()
        asks = self.form["asks"] or part == "dialog"
        absent = {*PAGES.values()} - {PAGES[self.model.path]} | (set() if asks else {"dialog"})
        self.model.run([s for s in self.plan if s.area not in absent], self.given, part)
        if part is None:
            self.is_behind = False
            self.forget_entries()

    def forget_entries(self) -> None:
        """Forget what was entered where there is no such field any more, or one of another value or other choices."""
        fields = {spec.identity: spec for spec in self.model.returned if spec.area == "form"}
        for identity, (_, *base) in list(self.entered.items()):
            if identity not in fields or base != self.ground(fields[identity]):
                del self.entered[identity]

    def ground(self, spec: Spec) -> list[Any]:
        return [spec.wire(self.model.known[spec.identity].shown), spec.options]

    # --- the author edits the script; the change shows in the next run -------------------------------

    def edit(self, plan: list[Spec]) -> None:
        identities = [spec.identity for spec in plan]
        keys = [spec.key for spec in plan if spec.key]
        if len(set(identities)) == len(identities) and len(set(keys)) == len(keys):
            self.plan[:] = plan
            self.is_behind = True

    @rule(
        spec=st.builds(
            Spec,
            kind=st.sampled_from(["button", "number", "choice"]),
            key=st.sampled_from([None, None, "k1", "k2", "k3"]),
            label=st.sampled_from("xyz"),
            area=st.sampled_from(get_args(Area)),
            lasts=st.sampled_from([None, None, "page", "session"]),
            is_quiet=st.booleans(),
            is_bound=st.booleans(),
        ),
        at=st.integers(0, 5),
    )
    def add(self, spec: Spec, at: int) -> None:
        """Add a widget."""
        if spec.kind == "button":
            # A key that was set in the state cannot be a button's.
            key = spec.key and f"button {spec.key}"
            spec = replace(spec, key=key, lasts=None, is_quiet=False, is_bound=False)
        elif spec.key is None:
            spec = replace(spec, lasts=None, is_bound=False)
        if spec.is_allowed:
            self.edit([*self.plan[:at], spec, *self.plan[at:]])

    @precondition(lambda self: self.plan)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        """Take a widget out."""
        at = data.draw(st.integers(0, len(self.plan) - 1))
        self.edit([*self.plan[:at], *self.plan[at + 1 :]])

    @precondition(lambda self: len(self.plan) > 1)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Change the order of the widgets."""
        self.edit(data.draw(st.permutations(self.plan)))

    @precondition(lambda self: self.plan)
    @rule(
        data=st.data(),
        change=st.sampled_from(
            [
                {"label": "other"},
                {"most": 5},
                {"most": 20},
                {"default": 1},
                {"options": ("b", "c", "d")},
                {"options": ("d", "e")},
                {"area": "sidebar"},
                {"area": "form"},
                {"area": "fragment"},
                {"area": "two"},
                {"is_quiet": True},
            ]
        ),
    )
    def change_parameters(self, data: st.DataObject, change: dict[str, Any]) -> None:
        """Draw a widget otherwise."""
        at = data.draw(st.integers(0, len(self.plan) - 1))
        spec = replace(self.plan[at], **change)
        if spec.is_allowed:
            self.edit([*self.plan[:at], spec, *self.plan[at + 1 :]])

    # --- runs ----------------------------------------------------------------------------------------

    @rule(asks=st.booleans())
    def run_again(self, asks: bool) -> None:
        """Run the script as it is now, with the dialog or without."""
        self.form["asks"] = asks
        self.run_model()
        self.handle(Rerun(self.next_seq()))
        self.form["asks"] = False

    @rule(key=st.sampled_from(["k1", "k2", "k3"]), value=st.integers(0, 12))
    def set_state(self, key: str, value: int) -> None:
        """Have the script set a key before it draws, in one run."""
        self.given[key] = value
        self.run_model()
        self.handle(Rerun(self.next_seq()))
        self.given.clear()

    @rule(path=st.sampled_from(sorted(PAGES)))
    def turn_to(self, path: str) -> None:
        """Turn to a page by a link: it takes along the parameters of widgets that stand around the pages."""
        around = {identity[-1] for identity in self.model.bound() if identity[0] == ""}
        self.model.query = {k: text for k, text in self.model.query.items() if k in around}
        self.model.path = path
        self.query = ""
        self.run_model()
        self.handle(Navigate(self.next_seq(), path))

    @rule(
        key=st.sampled_from(["k1", "k2", "k3"]),
        text=st.sampled_from([None, "2", "8", "b", "d", "?"]),
    )
    def go(self, key: str, text: str | None) -> None:
        """Go back or forward to an address."""
        self.model.query.pop(key, None)
        if text is not None:
            self.model.query[key] = text
        self.query = urlencode(self.model.query)
        self.run_model()
        self.handle(Navigate(self.next_seq(), self.model.path, self.query, earlier=True))

    # --- the user ------------------------------------------------------------------------------------

    def usable(self) -> list[Spec]:
        """What is on the page; while the script is behind its author, nobody uses it."""
        return [] if self.is_behind else list(self.model.returned)

    @precondition(lambda self: self.usable())
    @rule(data=st.data())
    def use(self, data: st.DataObject) -> None:
        """Change a widget that is on the page."""
        spec = data.draw(st.sampled_from(self.usable()))
        value: Any = True
        if spec.kind == "number":
            value = data.draw(st.integers(0, spec.most))
        elif spec.kind == "choice":
            value = data.draw(st.sampled_from(spec.options))
        if spec.area == "form":
            base = self.entered.get(spec.identity, (value, *self.ground(spec)))[1:]
            self.entered[spec.identity] = (value, *base)  # to be sent when the form is submitted
            return
        self.clicked.clear()
        part = spec.area if spec.area in ("fragment", "dialog") else None
        if spec.is_quiet:
            self.quiet[spec.identity] = value
            if spec.is_bound:
                self.model.show_in_query(self.model.known[spec.identity], value)
        else:
            self.quiet.pop(spec.identity, None)
            self.model.change({spec.identity: value})
            self.run_model(part)
        self.act({self.id_of(spec): spec.wire(value)})
        assert self.clicked == ([spec] if spec.kind == "button" else [])
        if not spec.is_quiet and part is not None:
            assert {each.area for each in self.called} == {part}

    @precondition(lambda self: not self.is_behind)
    @rule()
    def submit(self) -> None:
        """Submit the form."""
        specs = {spec.identity: spec for spec in self.model.returned}
        (button,) = [id for id in self.nodes() if id.startswith("form_submit_button")]
        entered = {identity: value for identity, (value, *_) in self.entered.items()}
        sent = {self.id_of(specs[i]): specs[i].wire(value) for i, value in entered.items()}
        accepted = {i: value for i, value in entered.items() if specs[i].fits(value)}
        self.model.submit(accepted, clears=self.form["clears"])
        self.entered = {}
        self.run_model()
        self.act({**sent, button: True})

    @precondition(lambda self: self.usable())
    @rule(data=st.data(), value=st.sampled_from([None, -1, 99, "zzz", 2.5, (1, 2)]))
    def send_nonsense(self, data: st.DataObject, value: Any) -> None:
        """Send what no browser of ours would: nothing comes of it."""
        spec = data.draw(st.sampled_from(self.usable()))
        self.called.clear()
        self.handle(Interact(self.next_seq(), (Change(self.id_of(spec), value),)))
        self.handle(Interact(self.next_seq(), (Change("nobody", value),)))
        assert self.called == []

    def id_of(self, spec: Spec) -> str:
        """Find the id of a widget on the page."""
        kind = {"button": "button", "number": "number_input", "choice": "selectbox"}[spec.kind]
        page = spec.identity[0] and f"{spec.identity[0]}/"
        if spec.key is not None:
            return f"{page}{kind}-{spec.key}"
        (id,) = [
            widget.id
            for widget in self.session.state.widgets.values()
            if widget.place is not None
            and widget.id.startswith(f"{page}{kind}~")
            and self.is_drawn_as(widget.place, spec)
        ]
        return id

    def is_drawn_as(self, place: Any, spec: Spec) -> bool:
        element = place.element
        if element.label != spec.label or self.part_of(place) != spec.part:
            return False
        if spec.kind == "number":
            default = self.session.state.widgets[element.id].default
            return bool(element.maximum == spec.most and default == spec.default)
        return spec.kind == "button" or element.options == spec.options

    def part_of(self, place: Any) -> str:
        while place is not None:
            kind = type(place.element).__name__
            if kind in ("Sidebar", "Form"):
                return kind.lower()
            place = place.parent
        return "main"

    # --- what has to hold ----------------------------------------------------------------------------

    @invariant()
    def the_script_got_what_the_model_says(self) -> None:
        """Compare what the widgets gave when they were drawn last."""
        assert self.returned == self.model.returned

    @invariant()
    def the_browser_shows_what_the_script_got(self) -> None:
        """Compare the values on the page, but those that wait for a run."""
        if self.is_behind:
            return
        nodes = self.nodes()
        for spec in self.model.returned:
            if spec.kind != "button" and spec.identity not in self.quiet | self.entered:
                expected = spec.wire(self.model.known[spec.identity].shown)
                assert (nodes[self.id_of(spec)].element.value or 0) == (expected or 0)

    @invariant()
    def the_address_shows_what_is_bound_to_it(self) -> None:
        """Compare the query."""
        assert dict(parse_qsl(self.query)) == self.model.query

    @invariant()
    def the_session_state_has_the_keys_of_the_model(self) -> None:
        """Compare the keys and their values."""
        keyed = {
            known.spec.key: known.value for known in self.model.known.values() if known.spec.key
        }
        state = self.session.state
        found = {key: state[key] for key in state if not key.startswith("FormSubmitter:")}
        assert found == {**keyed, **self.model.own}


TestStateMachine = StateMachine.TestCase
