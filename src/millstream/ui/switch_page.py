"""`st.switch_page`, and where links to pages lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from millstream.errors import StreamlitAPIException, StreamlitInvalidParameterTypeError
from millstream.script import context
from millstream.script.context import Run
from millstream.script.control import SwitchPage
from millstream.script.pages import AppPage
from millstream.state.query_params import QueryParams
from millstream.ui.page import Page, find_page

Query = Mapping[str, Any] | Iterable[tuple[str, Any]]


def switch_page(page: str | Path | Page, *, query_params: Query | None = None) -> NoReturn:
    """End the run here, and go to another page of the app.

    Parameters
    ----------
    page
        A `st.Page`, or a page's file by its path from the script's folder.
    query_params
        What stands in the bar behind the question mark: a dictionary or pairs; values are text, or lists of text. By
        default nothing. The parameters of widgets with `bind="query-params"` that every page has stay.

    Raises
    ------
    StreamlitPageNotFoundError
        If the file is no page of the app.
    StreamlitAPIException
        If the page is elsewhere, or a parameter belongs to a widget or to what embeds the app.

    Examples
    --------
    >>> import millstream as st
    >>> def leave(name: str) -> None:
    ...     if name == "admin":
    ...         st.switch_page("pages/admin.py", query_params={"tab": "users"})
    """
    run = context.current.get()
    found = find_page(run, page)
    if found.url:
        raise StreamlitAPIException(
            f"The page {found} is elsewhere: a run cannot go on there. Draw a link to it with `st.page_link`."
        )
    query = query_text(query_params)
    if run is not None:
        _refuse_bound(run, QueryParams(query))
    raise SwitchPage(path_of(run, found), query)


def path_of(run: Run | None, page: AppPage) -> str:
    """Give what the bar shows of a page."""
    pages = None if run is None else run.visit.pages
    if pages is None:
        return "" if page.is_default else page.path
    return pages.path_of(page)


def query_text(query_params: Any) -> str:
    """Write query parameters as they stand in an address."""
    if query_params is None:
        return ""
    if isinstance(query_params, str) or not isinstance(query_params, (Mapping, Iterable)):
        raise StreamlitInvalidParameterTypeError(
            "query_params", type(query_params).__name__, ["a dictionary", "pairs of name and value"]
        )
    params = QueryParams()
    params.from_dict(query_params)
    return params.query


def _refuse_bound(run: Run, params: QueryParams) -> None:
    for widget in run.state.widgets.values():
        if widget.is_bound and not widget.scope and widget.key in params:
            raise StreamlitAPIException(
                f"The query parameter {widget.key!r} belongs to the widget with that key, which every page has. Set "
                f"`st.session_state[{widget.key!r}]` in a callback, or before the widget is drawn."
            )
