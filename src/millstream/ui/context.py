"""`st.context`: what is known of the user's browser, and of the request that it came with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http.cookies import SimpleCookie
from typing import Any, Literal
from urllib.parse import quote

from millstream.protocol.messages import Client
from millstream.script import context as running
from millstream.script.peer import Peer

NAMES = (
    "cookies",
    "headers",
    "ip_address",
    "is_embedded",
    "locale",
    "theme",
    "timezone",
    "timezone_offset",
    "url",
)
"""What `st.context` has."""


class Headers(Mapping[str, str]):
    """The headers of the request that opened the browser's connection; names in upper or lower case are the same.

    Examples
    --------
    >>> headers = Headers([("Accept-Language", "de"), ("X-Team", "a"), ("x-team", "b")])
    >>> headers["accept-language"], headers["X-Team"], headers.get_all("X-Team")
    ('de', 'a', ['a', 'b'])
    """

    __slots__ = ("_values",)

    def __init__(self, headers: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[tuple[str, str]]] = {}
        for name, value in headers:
            self._values.setdefault(name.lower(), []).append((_capitalised(name), value))

    def __getitem__(self, key: str) -> str:
        """Give the first value of a header."""
        return self._values[key.lower()][0][1]

    def __contains__(self, key: object) -> bool:
        """Whether there is a header."""
        return isinstance(key, str) and key.lower() in self._values

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter([values[0][0] for values in self._values.values()])

    def __len__(self) -> int:
        """Count the names."""
        return len(self._values)

    def __repr__(self) -> str:
        """Show the names only: values may be secret."""
        return f"{type(self).__name__}({list(self)})"

    def get_all(self, key: str) -> list[str]:
        """Give all values of a header, none if it was not sent.

        Parameters
        ----------
        key
            The name of the header.
        """
        return [value for _, value in self._values.get(key.lower(), ())]

    def to_dict(self) -> dict[str, str]:
        """Give the first value of each header, as a dictionary."""
        return dict(self)


class Cookies(Mapping[str, str]):
    """The cookies that the browser had for the app when it connected.

    Examples
    --------
    >>> dict(Cookies(["theme=dark; visits=3"]))
    {'theme': 'dark', 'visits': '3'}
    """

    __slots__ = ("_values",)

    def __init__(self, headers: Iterable[str] = ()) -> None:
        self._values = {name: value for header in headers for name, value in _cookies(header)}

    def __getitem__(self, key: str) -> str:
        """Give a cookie's value."""
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the cookies."""
        return len(self._values)

    def __repr__(self) -> str:
        """Show the names only: values may be secret."""
        return f"{type(self).__name__}({list(self)})"

    def to_dict(self) -> dict[str, str]:
        """Give all cookies as a dictionary."""
        return dict(self._values)


class Theme(dict[str, Any]):
    """How the user sees the app."""

    @property
    def type(self) -> Literal["dark", "light"] | None:
        """Whether the page is light or dark; None where nobody sees it."""
        type: Literal["dark", "light"] | None = self["type"]
        return type


class Context:
    """What is known of the user's browser; all of it can be read only, by attributes or by names.

    Examples
    --------
    >>> import millstream as st
    >>> st.context.locale is None  # nobody looks: this is no app
    True
    """

    __slots__ = ()

    @property
    def headers(self) -> Headers:
        """The headers of the request that opened the connection."""
        return Headers(_peer().headers)

    @property
    def cookies(self) -> Cookies:
        """The cookies that the browser had for the app when it connected."""
        return Cookies([value for name, value in _peer().headers if name.lower() == "cookie"])

    @property
    def url(self) -> str | None:
        """The address of the page that is open, without query parameters and anchor."""
        run = running.current.get()
        if run is None or not run.client.url:
            return None
        base = run.client.url.removesuffix("/").removesuffix(quote(run.client.path))
        return f"{base.removesuffix('/')}/{quote(run.address.path)}".removesuffix("/")

    @property
    def locale(self) -> str | None:
        """The language that the user prefers, such as "en-GB"."""
        return _client().locale or None

    @property
    def timezone(self) -> str | None:
        """The name of the user's time zone, such as "Europe/Vienna"."""
        return _client().timezone or None

    @property
    def timezone_offset(self) -> int | None:
        """How many minutes UTC is ahead of the user's clock: negative in the east of Greenwich."""
        client = _client()
        return client.timezone_offset if client.timezone else None

    @property
    def ip_address(self) -> str | None:
        """Where the connection came from; None if from this machine."""
        return _peer().ip_address

    @property
    def is_embedded(self) -> bool | None:
        """Whether another page shows the app in a frame; None where nobody sees it."""
        client = _client()
        return client.embedded if client.url else None

    @property
    def theme(self) -> Theme:
        """How the user sees the app: `theme.type` is "light" or "dark"."""
        return Theme(type=_client().theme or None)

    def __getitem__(self, key: str) -> Any:
        """Give a value by its name."""
        if key not in NAMES:
            raise KeyError(f"st.context has no {key!r}; it has {', '.join(NAMES)}.")
        return getattr(self, key)

    def __contains__(self, key: object) -> bool:
        """Whether there is a value of this name."""
        return key in NAMES

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(NAMES)


context = Context()
"""What is known of the user's browser."""

_NOBODY = (Client(), Peer())
_JAR: SimpleCookie = SimpleCookie()


def _client() -> Client:
    run = running.current.get()
    return _NOBODY[0] if run is None else run.client


def _peer() -> Peer:
    run = running.current.get()
    return _NOBODY[1] if run is None else run.peer


def _capitalised(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _cookies(header: str) -> list[tuple[str, str]]:
    """Read what a browser sends; what is no cookie in it is left out."""
    pairs = [each.partition("=") for each in header.split(";")]
    return [
        (name.strip(), _JAR.value_decode(value.strip())[0]) for name, sign, value in pairs if sign
    ]
