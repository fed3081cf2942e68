"""The table of elements: the name that users call, and the module that has it."""

from __future__ import annotations

_UI = "millstream.ui."

ELEMENTS: dict[str, str] = {
    name: _UI + module
    for module, names in {
        "button": "button",
        "caption": "caption",
        "checkbox": "checkbox",
        "code": "code",
        "color_picker": "color_picker",
        "columns": "columns",
        "container": "container",
        "dataframe": "dataframe",
        "divider": "divider",
        "empty": "empty",
        "alert": "error info success warning",
        "exception": "exception",
        "expander": "expander",
        "form": "form form_submit_button",
        "heading": "header subheader title",
        "help": "help",
        "json": "json",
        "chart": "line_chart scatter_chart",
        "markdown": "markdown",
        "number_input": "number_input",
        "page_link": "page_link",
        "progress": "progress",
        "selectbox": "selectbox",
        "slider": "slider",
        "spinner": "spinner",
        "status": "status",
        "text": "text",
        "text_input": "text_input",
        "write": "write",
        "write_stream": "write_stream",
    }.items()
    for name in names.split()
}
"""What can be called on `st` and on a place in the page."""

PUBLIC: dict[str, str] = {
    **ELEMENTS,
    **dict.fromkeys(("stop", "rerun", "uninterrupted"), _UI + "flow"),
    "Page": _UI + "page",
    "navigation": _UI + "navigation",
    "switch_page": _UI + "switch_page",
    "set_page_config": _UI + "page_config",
    "logo": _UI + "logo",
    "echo": _UI + "echo",
    "fragment": _UI + "fragment",
    "dialog": _UI + "dialog",
    "sidebar": _UI + "sidebar",
    "context": _UI + "context",
    **dict.fromkeys(
        ("query_params", "experimental_get_query_params", "experimental_set_query_params"),
        _UI + "query_params",
    ),
    "session_state": _UI + "session_state",
    **dict.fromkeys(("get_option", "set_option", "secrets"), "millstream.config"),
    "connection": "millstream.connections.factory",
    **dict.fromkeys(("on_session_start", "on_session_end"), _UI + "session_hooks"),
    **dict.fromkeys(("cache", "cache_data", "cache_resource"), _UI + "cache"),
}
"""What can be called on `st`."""

MODULES: dict[str, str] = {
    "connections": "millstream.connections",
    "errors": "millstream.errors",
}
"""The modules that are reached as `st.<name>` without an import of their own."""

UNSERVED = "millstream.config.direct_execution"
"""The module whose `hint` is called when the first element is drawn in a program that nobody serves."""
