"""The messages: one tagged union each way, one MessagePack value per websocket frame.

The page is a tree of nodes. Both sides hold it: the server sends operations that change it, and the browser applies them
with the same rules as `millstream.tree.patch`. What a user does to a widget is applied by both sides too (the browser at
once, the server when it hears of it), so a widget that already shows what the script draws costs nothing.

Numbers. Each event of the browser carries `seq`, counting from 1 within a session; the server's updates carry `seq` of
their own and `ack`, the last event they know of. After a lost connection the browser says hello with its token and the
last update it has; it sends again the events that were not acknowledged, and the server ignores those it had. Where
sessions survive their process, an event is acknowledged when it was heard (`ack`), but kept by the browser until the run
that it caused is in the store: the last `unsaved` of the acknowledged events are not.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from millstream import tree
from millstream.protocol.elements import AnyElement, WidgetValue

PROTOCOL_VERSION = 1
"""Raised by every incompatible change; a browser of another version reloads the page."""

SUBPROTOCOL = "millstream.1"
"""The websocket subprotocol, named after the version."""


Count: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A number that JavaScript can count to."""


# --- operations on the page ------------------------------------------------------------------------

Node: TypeAlias = tree.Node[AnyElement]
Put: TypeAlias = tree.Put[AnyElement]
Splice: TypeAlias = tree.Splice[AnyElement]
Reset: TypeAlias = tree.Reset[AnyElement]


class Logo(Struct, frozen=True, omit_defaults=True, gc=False):
    """The app's sign, in the sidebar and the header: addresses of images, emoji, or Material symbols."""

    image: str = ""
    icon_image: str = ""  # where there is little room
    link: str = ""
    size: Literal["", "small", "large"] = ""


class Page(Struct, frozen=True, omit_defaults=True, tag_field="op", tag="page", gc=False):
    """What is around the page: its title, icon and layout, the sidebar, the logo, and what the main menu offers."""

    title: str = ""
    icon: str = ""
    layout: Literal["", "wide"] = ""
    sidebar: Literal["", "expanded", "collapsed", "locked"] = ""  # "" is auto
    sidebar_width: int = 0  # in pixels
    logo: Logo | None = None
    get_help: str = ""  # an address, as the next one
    report_bug: str = ""
    about: str = ""  # Markdown


class NavigationPage(Struct, frozen=True, omit_defaults=True, gc=False):
    """A page in the menu: `path` is what the bar shows of it, unless it has an `url` of its own elsewhere."""

    title: str = ""  # Markdown
    path: str = ""
    icon: str = ""
    help: str = ""
    url: str = ""


class NavigationSection(Struct, frozen=True, omit_defaults=True, gc=False):
    """Pages under a common title."""

    title: str = ""
    pages: tuple[NavigationPage, ...] = ()


class Navigation(
    Struct, frozen=True, omit_defaults=True, tag_field="op", tag="navigation", gc=False
):
    """The menu of the app's pages; without sections there is none. Which one is open, the location says.

    `missing` is the path that the user has asked for in vain: the app shows its first page instead.
    """

    sections: tuple[NavigationSection, ...] = ()
    is_top: bool = False
    shown: int | None = None  # how many pages until the rest folds away; null is the usual
    missing: str = ""


class Location(Struct, frozen=True, omit_defaults=True, tag_field="op", tag="location", gc=False):
    """What the bar of the browser shows below the app's address.

    `step` is the last `seq` of an `interact`; 0 until there is one. A location with another step than the one before is a new
    step of the browser's history, so that "back" undoes what an interaction did; with the same step it takes the
    place of the one before. A browser whose user has gone elsewhere since ignores it.
    """

    path: str = ""
    query: str = ""  # without the question mark
    step: int = 0


Operation: TypeAlias = Put | Splice | Reset | Page | Navigation | Location


# --- server to browser -----------------------------------------------------------------------------


class Appearance(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="appearance"):
    """How the operator wants the page to look; it is in the welcome, and comes again when a script has changed it."""

    theme: dict[str, str] = {}  # theme options by their names, such as "primaryColor"
    toolbar: Literal["", "developer", "viewer", "minimal"] = ""
    hide_top_bar: bool = False
    disable_data_export: bool = False


class Welcome(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="welcome"):
    """The answer to `Hello`. `token` resumes this session once; a new one comes with each welcome.

    Unless `resumed`, the session is new: the browser forgets its page and its events, and counts from 1 again. Where the
    session `survives`, the page leaves its token to the page that is loaded next in the same tab.
    """

    protocol: int
    token: str
    resumed: bool = False
    survives: bool = False
    ack: int = 0
    unsaved: int = 0
    appearance: Appearance = Appearance()


class Update(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="update"):
    """What changed. `run` is the state of the script after it ("" where that is as before)."""

    seq: int
    ack: int = 0
    unsaved: int = 0
    ops: tuple[Operation, ...] = ()
    run: Literal["", "running", "idle", "compile_error"] = ""


class SourceChanged(Struct, frozen=True, tag_field="type", tag="source_changed"):
    """The script was edited, and the user is asked whether to run it again."""


class Refused(Struct, frozen=True, tag_field="type", tag="refused"):
    """The last word before the server closes: why, and whether a reload of the page helps."""

    message: str
    reload: bool


ServerMessage: TypeAlias = Welcome | Appearance | Update | SourceChanged | Refused


# --- browser to server -----------------------------------------------------------------------------


class Client(Struct, frozen=True, omit_defaults=True, gc=False):
    """What the browser knows about itself."""

    url: str = ""  # without query and anchor
    path: str = ""  # the end of `url`: the page of the app that is open, without slashes around it
    query: str = ""  # without the question mark
    locale: str = ""
    timezone: str = ""
    timezone_offset: int = 0  # minutes, as JavaScript counts them: positive is west of Greenwich
    theme: Literal["", "light", "dark"] = ""
    embedded: bool = False


class Hello(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="hello"):
    """The first message of a connection. `token` is empty for a new session; `seen` is the last update applied.

    `reloaded` says that the token was left by another page: this one shows nothing yet, and goes on counting events
    from the `ack` of the welcome.
    """

    protocol: int
    client: Client
    token: str = ""
    reloaded: bool = False
    seen: Count = 0


class Ready(Struct, frozen=True, tag_field="type", tag="ready"):
    """The answer to `Welcome`: it has arrived, so nobody may use an older token any more."""


class Change(Struct, frozen=True, gc=False):
    """A widget and what the user made of it."""

    id: str
    value: WidgetValue


class Interact(Struct, frozen=True, tag_field="type", tag="interact"):
    """The user changed widgets: applied together, then the script runs."""

    seq: Count
    changes: tuple[Change, ...]


class Navigate(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="navigate"):
    """The user went to another page of the app, or back or forward to an `earlier` address: the script runs there.

    An earlier address is taken as it is. With a link to another page go the parameters of widgets that stay, and what embeds
    the app.
    """

    seq: Count
    path: str = ""
    query: str = ""
    earlier: bool = False


class Look(Struct, frozen=True, tag_field="type", tag="look"):
    """The user sees the page in another theme now. Nothing is run for that; a browser that comes back says it in `Hello`."""

    theme: Literal["", "light", "dark"]


class Rerun(Struct, frozen=True, tag_field="type", tag="rerun"):
    """Run the script again, as it is saved now."""

    seq: Count


class Stop(Struct, frozen=True, tag_field="type", tag="stop"):
    """Stop the run that is going on."""

    seq: Count


class ClearCaches(Struct, frozen=True, tag_field="type", tag="clear_caches"):
    """Empty the caches, then run again."""

    seq: Count


ClientMessage: TypeAlias = Hello | Ready | Interact | Navigate | Look | Rerun | Stop | ClearCaches
