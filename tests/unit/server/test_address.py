"""Where the server listens, and what users are told of it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from millstream.config.server import ServerOptions
from millstream.server.address import (
    FIRST_PORT,
    ServeError,
    certificate,
    listen,
    local_url,
    network_url,
    opens_browser,
)


def test_a_port_that_was_asked_for_is_listened_on() -> None:
    with listen("127.0.0.1", 0) as listener:
        address, port = listener.getsockname()
        assert address == "127.0.0.1"
        with pytest.raises(ServeError, match=rf"Port {port} is in use"):
            listen("127.0.0.1", port)


def test_without_a_port_it_is_the_first_free_one() -> None:
    with listen("127.0.0.1", None) as one, listen("127.0.0.1", None) as two:
        assert FIRST_PORT <= one.getsockname()[1] < two.getsockname()[1]


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_may_be_one_of_ipv6() -> None:
    with listen("::1", 0) as listener:
        assert listener.family is socket.AF_INET6


@pytest.mark.parametrize(("port", "named"), [(0, 0), (None, FIRST_PORT)])
@pytest.mark.parametrize("address", ["192.0.2.1", "300.1.1.1"])
def test_an_address_that_is_not_this_machines_is_one_line(
    address: str, port: int | None, named: int
) -> None:
    with pytest.raises(ServeError, match=rf"^Cannot listen on {address}, port {named}: .+\.$"):
        listen(address, port)


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "http://localhost:8501"),
        ({"shown_address": "app.example"}, "http://app.example:8501"),
        ({"shown_address": "app.example", "shown_port": 80}, "http://app.example"),
        ({"shown_address": "::1"}, "http://[::1]:8501"),
        ({"base_url_path": "deep/app"}, "http://localhost:8501/deep/app"),
        ({"ssl_cert_file": "c", "shown_port": 443}, "https://localhost"),
        ({"ssl_cert_file": "c", "shown_port": 80}, "https://localhost:80"),
    ],
)
def test_the_address_for_users_is_as_the_options_say(options: dict[str, Any], url: str) -> None:
    assert local_url(ServerOptions(**options), 8501) == url


def test_others_are_told_an_address_only_where_the_server_listens_to_them() -> None:
    assert network_url(ServerOptions(address="127.0.0.1"), 8501) is None


@pytest.mark.parametrize(
    ("headless", "environ", "opens"),
    [
        (True, {"DISPLAY": ":0"}, False),
        (False, {}, True),
        (None, {"DISPLAY": ":0"}, True),
        (None, {"WAYLAND_DISPLAY": "w"}, True),
    ],
)
def test_a_browser_is_opened_as_the_option_says(
    headless: bool | None, environ: dict[str, str], opens: bool
) -> None:
    assert opens_browser(ServerOptions(headless=headless), environ) is opens


def test_without_a_display_no_browser_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert not opens_browser(ServerOptions(), {})
    monkeypatch.setattr("sys.platform", "darwin")
    assert opens_browser(ServerOptions(), {})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ssl_cert_file": "cert"}, "server.sslKeyFile is not set"),
        ({"ssl_key_file": "key"}, "server.sslCertFile is not set"),
        ({"ssl_cert_file": "cert", "ssl_key_file": "none"}, "server.sslKeyFile is "),
    ],
)
def test_half_a_certificate_is_refused(tmp_path: Path, given: dict[str, str], says: str) -> None:
    (tmp_path / "cert").touch()
    (tmp_path / "key").touch()
    paths = {name: str(tmp_path / file) for name, file in given.items()}
    with pytest.raises(ServeError) as caught:
        certificate(ServerOptions(**paths))  # type: ignore[arg-type]
    assert says in str(caught.value)


def test_a_whole_certificate_is_handed_to_the_server(
    certificate_files: Callable[..., tuple[str, str]],
) -> None:
    cert, key = certificate_files()
    assert certificate(ServerOptions(ssl_cert_file=cert, ssl_key_file=key)) == {
        "ssl_certfile": cert,
        "ssl_keyfile": key,
    }
    assert certificate(ServerOptions()) == {}


def test_a_certificate_that_cannot_be_used_is_said_in_one_line(
    certificate_files: Callable[..., tuple[str, str]], tmp_path: Path
) -> None:
    cert, key = certificate_files()
    _, other = certificate_files()
    _, locked = certificate_files(passphrase=b"open sesame")
    text = tmp_path / "text"
    text.write_text("no certificate")
    for pair, why in {
        (cert, other): f"The key {other!r} is not that of the certificate {cert!r}.",
        (cert, locked): f"The key {locked!r} needs a passphrase",
        (str(text), key): f"{str(text)!r} and {key!r} are not a certificate and its key as PEM.",
        (cert, str(text)): "are not a certificate and its key as PEM.",
    }.items():
        with pytest.raises(ServeError) as refused:
            certificate(ServerOptions(ssl_cert_file=pair[0], ssl_key_file=pair[1]))
        message = str(refused.value)
        assert message.startswith("HTTPS cannot be offered. ") and why in message
