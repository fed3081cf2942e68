"""Where the server listens, and the addresses by which users reach it."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Mapping

from millstream.config.server import ServerOptions
from millstream.errors import MillstreamError

FIRST_PORT = 8501
_PORTS_TRIED = 100
_DEFAULT_PORTS = {"http": 80, "https": 443}
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")


class ServeError(MillstreamError):
    """The server cannot start."""


def listen(address: str, port: int | None) -> socket.socket:
    """Bind the port that was asked for, or else the first free one.

    Parameters
    ----------
    address
        The address to listen on.
    port
        The port; None is the first free one.

    Raises
    ------
    ServeError
        If the port cannot be bound, or none is free.
    """
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for candidate in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise ServeError(
                    f"Cannot listen on {address}, port {candidate}: {error.strerror}."
                ) from None
            continue
        return listener
    if port is not None:
        raise ServeError(
            f"Port {port} is in use. Leave --server.port out to take the next free one."
        )
    raise ServeError(
        f"The ports {ports[0]} to {ports[-1]} are all in use. Name one with --server.port."
    )


def certificate(options: ServerOptions) -> dict[str, str]:
    """Give what the web server is told for HTTPS; nothing without a certificate.

    Raises
    ------
    ServeError
        If one of certificate and key was left out, is no file, or they cannot be used.
    """
    cert, key = options.ssl_cert_file, options.ssl_key_file
    if not (cert or key):
        return {}
    for name, path in (("server.sslCertFile", cert), ("server.sslKeyFile", key)):
        if not path:
            raise ServeError(f"HTTPS needs a certificate and its key: {name} is not set.")
        if not os.path.isfile(path):
            raise ServeError(f"{name} is {path!r}, but there is no such file.")
    assert cert and key
    _check(cert, key)
    return {"ssl_certfile": cert, "ssl_keyfile": key}


def _check(cert: str, key: str) -> None:
    """Raise an error that says what is wrong with a certificate and its key."""
    import ssl

    asked = []

    def password() -> str:
        asked.append(key)
        return ""

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password)
    except OSError as error:  # an SSLError is one, too
        if asked:
            why = (
                f"The key {key!r} needs a passphrase, which nobody can type here; name one without."
            )
        elif getattr(error, "reason", "") == "KEY_VALUES_MISMATCH":
            why = f"The key {key!r} is not that of the certificate {cert!r}."
        elif isinstance(error, ssl.SSLError):
            why = f"{cert!r} and {key!r} are not a certificate and its key as PEM."
        else:
            why = f"{cert!r} and {key!r} cannot be read: {error.strerror}."
        raise ServeError(f"HTTPS cannot be offered. {why}") from None


def local_url(options: ServerOptions, port: int) -> str:
    """Give the address of the app for users.

    Parameters
    ----------
    options
        What they are told of the server.
    port
        The port it listens on.
    """
    return _url(options, options.shown_address, options.shown_port or port)


def network_url(options: ServerOptions, port: int) -> str | None:
    """Give the address of the app for others on the network, if the server listens to them."""
    if options.address is not None or not (address := _network_address()):
        return None
    return _url(options, address, port)


def opens_browser(options: ServerOptions, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to open a browser at the start: unless the options say no, or there is no display.

    Parameters
    ----------
    options
        What the server was told.
    environ
        The environment variables.
    """
    if options.headless is not None:
        return not options.headless
    return sys.platform != "linux" or any(environ.get(name) for name in _DISPLAYS)


def _url(options: ServerOptions, host: str, port: int) -> str:
    scheme = "https" if options.ssl_cert_file else "http"
    host = f"[{host}]" if ":" in host else host
    place = host if port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    return f"{scheme}://{place}" + (f"/{options.base_url_path}" if options.base_url_path else "")


def _network_address() -> str | None:
    """Give the address under which others on the network see this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
