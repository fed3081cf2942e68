"""Where in the app the user is: what the bar of the browser shows below the app's own address."""

from __future__ import annotations

from millstream.state.query_params import QueryParams


class Address:
    """A page of the app and the parameters with which it is open.

    When the user goes elsewhere, the session has another address: a run that still goes on keeps the one it began with.

    Parameters
    ----------
    path
        The path of the page below the app, without slashes around it; the first page has none.
    query
        What stands behind the question mark.
    """

    __slots__ = ("params", "path")

    def __init__(self, path: str = "", query: str = "") -> None:
        self.path = path
        self.params = QueryParams(query)
