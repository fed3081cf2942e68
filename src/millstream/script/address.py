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
    params
        What stands behind the question mark.
    is_asked
        Whether the user has asked for that page, and is to be told if there is none.
    """

    __slots__ = ("is_asked", "missing", "params", "path")

    def __init__(
        self, path: str = "", params: QueryParams | None = None, *, is_asked: bool = False
    ) -> None:
        self.path = path
        self.params = QueryParams() if params is None else params
        self.is_asked = is_asked
        self.missing = ""  # the path of the page that there is not
