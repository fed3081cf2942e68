"""What scripts learn of the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

import millstream as st
from millstream.protocol.messages import Client, Hello, Navigate
from millstream.script import context
from millstream.script.media import Media
from millstream.script.peer import Peer
from millstream.script.source import Script
from millstream.session.events import Connected, Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session


@pytest.fixture
def seen() -> Iterator[Callable[..., None]]:
    """Run what follows as a script that a browser sees."""
    tokens = []

    def seen(*headers: tuple[str, str], ip: str | None = None, go: str = "", **client: Any) -> None:
        session = Session(Script("app.py", ""), Media(), SessionOptions(), "s")
        session.handle(Connected(Peer(headers, ip)))
        effects = session.handle(Hello(protocol=1, client=Client(**client)))
        if go:
            session.where.navigate(Navigate(1, go))
        (run,) = [effect.run for effect in effects if isinstance(effect, Start)]
        run.address = session.where.address
        tokens.append(context.current.set(run))

    yield seen
    for token in reversed(tokens):
        context.current.reset(token)


def test_headers_are_found_in_any_case_and_shown_capitalised(seen) -> None:
    seen(("user-agent", "Firefox"), ("x-forwarded-user", "ann"))
    headers = st.context.headers
    assert isinstance(headers, Mapping)
    assert (headers["User-Agent"], headers["USER-AGENT"], "x-FORWARDED-user" in headers) == (
        "Firefox",
        "Firefox",
        True,
    )
    assert (list(headers), len(headers)) == (["User-Agent", "X-Forwarded-User"], 2)
    assert headers.to_dict() == {"User-Agent": "Firefox", "X-Forwarded-User": "ann"}
    assert (headers.get("x"), headers.get("x", "none"), headers.get_all("x"), 3 in headers) == (
        None,
        "none",
        [],
        False,
    )
    with pytest.raises(KeyError):
        headers["x"]


def test_a_header_that_was_sent_twice_has_both_values(seen) -> None:
    seen(("accept", "a"), ("Accept", "b"))
    assert (st.context.headers["accept"], st.context.headers.get_all("ACCEPT")) == ("a", ["a", "b"])


def test_headers_and_cookies_cannot_be_changed_and_do_not_show_their_values(seen) -> None:
    seen(("authorization", "secret"), ("cookie", "token=secret"))
    for mapping in (st.context.headers, st.context.cookies):
        assert "secret" not in repr(mapping)
        with pytest.raises(TypeError):
            mapping["a"] = "b"


def test_cookies_are_what_the_browser_sent(seen) -> None:
    seen(
        ("cookie", 'theme=dark; note="a \\"quoted\\" one"; odd=a b%20c; junk; =x; last=1=2'),
        ("cookie", "more=1"),
    )
    cookies = st.context.cookies
    assert cookies.to_dict() == {
        "theme": "dark", "note": 'a "quoted" one', "odd": "a b%20c", "": "x", "last": "1=2", "more": "1",
    }  # fmt: skip
    assert (cookies["theme"], cookies.get("none"), len(cookies), "odd" in cookies) == (
        "dark",
        None,
        6,
        True,
    )


def test_the_rest_is_what_the_browser_said(seen) -> None:
    seen(
        url="https://x.org/app/", locale="de-AT", timezone="Europe/Vienna", timezone_offset=-60,
        theme="dark", embedded=True, ip="10.1.2.3",
    )  # fmt: skip
    about = st.context
    assert (about.url, about.locale, about.timezone, about.timezone_offset) == (
        "https://x.org/app", "de-AT", "Europe/Vienna", -60,
    )  # fmt: skip
    assert (about.ip_address, about.is_embedded, about.theme.type, about.theme["type"]) == (
        "10.1.2.3",
        True,
        "dark",
        "dark",
    )


@pytest.mark.parametrize(
    ("url", "path", "go", "expected"),
    [
        ("http://h/", "", "", "http://h"),
        ("http://h/", "", "one", "http://h/one"),
        ("http://h/one/two", "one/two", "three", "http://h/three"),
        ("http://h/base/one", "one", "", "http://h/base/one"),
        ("http://h/na%C3%AFve", "naïve", "été", "http://h/%C3%A9t%C3%A9"),
    ],
)
def test_the_url_follows_the_page_that_is_open(
    seen, url: str, path: str, go: str, expected: str
) -> None:
    seen(url=url, path=path, go=go)
    assert st.context.url == expected


def test_names_are_keys_too(seen) -> None:
    seen(locale="fr")
    assert (st.context["locale"], "locale" in st.context, "nothing" in st.context) == (
        "fr",
        True,
        False,
    )
    assert "timezone_offset" in list(st.context)
    with pytest.raises(KeyError, match="it has cookies, headers"):
        st.context["nothing"]
    with pytest.raises(AttributeError):
        st.context.locale = "it"


def test_a_program_that_nobody_looks_at_learns_nothing() -> None:
    about = st.context
    assert [about.url, about.locale, about.timezone, about.timezone_offset, about.ip_address] == [
        None
    ] * 5
    assert [about.is_embedded, about.theme.type] == [None, None]
    assert (dict(about.headers), dict(about.cookies)) == ({}, {})
