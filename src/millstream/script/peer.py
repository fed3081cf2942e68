"""Who is at the other end of a connection, as the server saw it open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """What came with the request that opened a browser's connection.

    Attributes
    ----------
    headers
        The names and values of the request's headers, in order.
    ip_address
        Where it came from; None on this machine, or where nobody knows.
    """

    headers: tuple[tuple[str, str], ...] = ()
    ip_address: str | None = None
