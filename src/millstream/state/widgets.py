"""Widgets: who they are, what they hold, and how a value goes over the wire and comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, cast

from blake3 import blake3
from msgspec import UNSET

if TYPE_CHECKING:
    from millstream.state.query_params import QueryParams


class Misfit(Exception):
    """A value that a widget, as it is drawn now, cannot have; the message says why."""


class OutOfLimits(Misfit):
    """A value of the right kind, beyond the limits that the widget has now."""


class Codec(Protocol):
    """How a widget's value goes to the browser and comes back."""

    def encode(self, value: Any) -> Any:
        """Give the value for the wire. Raise `Misfit` for one that this widget cannot show."""

    def decode(self, wire: Any) -> Any:
        """Give the value for the user. Raise `Misfit` for one that this widget could not have sent."""


class Bindable(Codec, Protocol):
    """A codec that can also write a value into the page's address."""

    def to_query(self, value: Any) -> Sequence[str]:
        """Give the texts of a query parameter for a value."""

    def from_query(self, texts: Sequence[str]) -> Any:
        """Give the value for the texts. Raise `Misfit` or `ValueError` where they stand for none."""


@dataclass(slots=True, frozen=True)
class Callback:
    """What to call before the next run when the value has changed."""

    function: Callable[..., object]
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self) -> object:
        """Call it; give what it returns, which is awaited where it can be."""
        return self.function(*self.args, **self.kwargs)


Lifetime: TypeAlias = Literal["", "page", "session"]
"""How long a value outlasts the last run that drew its widget: not at all, while the page is open, or for good."""


@dataclass(slots=True, frozen=True)
class Group:
    """What a widget belongs to: the fragment that draws it and the form it stands in, where there are such.

    A form that `clears` shows the defaults again after it was submitted.
    """

    fragment: str = ""
    form: str = ""
    clears: bool = False


ALONE = Group()
"""What belongs to the page itself."""


@dataclass(slots=True)
class Widget:
    """A widget that a session knows, with its current value.

    A trigger (a button) has its value for one run only. `seen` is the number of the run that drew it last. One that
    `is_cleared` shows its default while its value is still what was submitted; one that `is_quiet` runs nothing when its
    user changes it. One that `lasts` keeps its value while nothing draws it, and has no place then. `ahead` is the wire form of
    what the browser shows already and no run has been told.
    """

    id: str
    key: str
    codec: Codec
    value: Any
    trigger: bool
    callback: Callback | None
    disabled: bool
    seen: int
    place: Any = None  # whatever the page uses to find it again
    default: Any = None
    group: Group = ALONE
    is_cleared: bool = False
    is_quiet: bool = False
    is_given: bool = False  # by the script, in this run
    ahead: Any = UNSET
    lasts: Lifetime = ""
    page: str = ""  # the one that was open when it was drawn last
    scope: str = ""  # the page that it belongs to; "" is the frame around the pages
    is_bound: bool = False
    query: Sequence[str] = ()  # what the address had of a bound one last


def show_in_query(widget: Widget, value: Any, params: QueryParams) -> None:
    """Have the page's address show a value of a bound widget; the default is not worth a parameter."""
    codec = cast("Bindable", widget.codec)
    is_default = codec.encode(value) == codec.encode(widget.default)
    widget.query = [] if is_default else list(codec.to_query(value))
    params.bind(widget.key, widget.query)


def widget_id(kind: str, key: str, place: str, parameters: bytes, scope: str = "") -> str:
    """Name a widget: by the page it belongs to, and its key if it has one, else by its kind, parameters and place.

    Examples
    --------
    >>> widget_id("slider", "x", "main", b"..."), widget_id("slider", "x", "main", b"...", "report")
    ('slider-x', 'report/slider-x')
    """
    if scope:
        return f"{scope}/{widget_id(kind, key, place, parameters)}"
    if key:
        return f"{kind}-{key}"
    return f"{kind}~{blake3(place.encode() + bytes(1) + parameters).hexdigest(16)}"
