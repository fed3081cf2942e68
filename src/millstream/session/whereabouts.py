"""Where in the app the user is, and what the bar of the browser has to show of it."""

from __future__ import annotations

from collections.abc import Collection

from millstream.protocol.messages import Client, Location, Navigate, Operation
from millstream.script.address import Address
from millstream.state.query_params import QueryParams


class Whereabouts:
    """The address of a session's page: users go elsewhere, and so do scripts.

    What a script makes of its address in a run that an interaction caused is one new step of the browser's history,
    however often it changes it. In other runs (the first one, one after "back", a timer's) it takes the place of the
    address before: "back" never leads to a page that sends the user forward again.

    Examples
    --------
    >>> where = Whereabouts()
    >>> where.open(Client(query="page=1"))
    >>> where.interacted(seq=7)
    >>> where.address.params["page"] = 2
    >>> where.moved()
    (Location(path='', query='page=2', step=7),)
    >>> where.moved()
    ()
    """

    __slots__ = ("_step", "_told", "address")

    def __init__(self) -> None:
        self.address = Address()
        self._step = 0
        self._told: Location | None = None

    def open(self, client: Client) -> None:
        """Take the address with which the user has opened the page."""
        self._step = 0
        self._go(client.path, client.query, QueryParams(client.query), is_asked=True)

    def go_on(self, path: str, query: str) -> None:
        """Hear where the last run was that an earlier process has stored: the browser may not have been told."""
        self.address = Address(path, QueryParams(query))

    def navigate(self, event: Navigate, kept: Collection[str] = ()) -> None:
        """Hear that the user went elsewhere; a link takes the `kept` parameters along."""
        params = (
            QueryParams(event.query)
            if event.earlier
            else self.address.params.turned(event.query, kept)
        )
        self._go(event.path, event.query, params, is_asked=not event.earlier)

    def _go(self, path: str, query: str, params: QueryParams, *, is_asked: bool) -> None:
        self.address = Address(path.strip("/"), params, is_asked=is_asked)
        self._told = Location(self.address.path, query, self._step)

    def switch(self, path: str, query: str, kept: Collection[str] = ()) -> None:
        """Hear that the script went elsewhere: the browser is told with what is shown there."""
        self.address = Address(path, self.address.params.turned(query, kept))

    def interacted(self, seq: int) -> None:
        """Hear that the user has changed something: what comes of it is a new step."""
        self._step = seq

    def moved(self) -> tuple[Operation, ...]:
        """Give what the browser is to show instead of what it was told last."""
        path, query = self.address.path, self.address.params.query
        told = self._told
        if told is not None and told.path == path and told.query == query:
            return ()
        self._told = Location(path, query, self._step)
        return (self._told,)

    def current(self) -> tuple[Operation, ...]:
        """Give what a browser that may have missed something is to show."""
        return () if self._told is None else (self._told,)
