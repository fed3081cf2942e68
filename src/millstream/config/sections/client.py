"""The options `client.*` and `ui.*`."""

from __future__ import annotations

from typing import Any

from millstream.config.kinds import BOOLEAN, TEXTS, checked, choice
from millstream.config.option import Option

_LINKS: dict[object, Any] = {"auto": "auto", "true": True, "false": False, True: True, False: False}

OPTIONS = (
    Option(
        "client.showErrorDetails",
        choice(
            "full",
            "stacktrace",
            "type",
            "none",
            also={True: "full", "true": "full", False: "stacktrace", "false": "stacktrace"},
        ),
        "full",
        "How much of an exception that a script does not catch its page shows; the terminal always has all of it.",
        field="script.show_error_details",
        scriptable=True,
    ),
    Option(
        "client.toolbarMode",
        choice("auto", "developer", "viewer", "minimal"),
        "auto",
        "What the menu at the top offers: `developer` all; `viewer` not what concerns all users, which is to clear caches; "
        "`minimal` nothing; `auto` is `developer` on the machine of the server, else `viewer`.",
        field="session.toolbar",
        convert=lambda mode: "" if mode == "auto" else mode,
        scriptable=True,
    ),
    Option(
        "client.disableDataExport",
        BOOLEAN,
        False,
        "Whether tables and charts have no buttons to download or copy their data.",
        field="session.disable_data_export",
        scriptable=True,
    ),
    Option(
        "client.showSidebarNavigation",
        BOOLEAN,
        True,
        "Whether the pages of a `pages/` folder are listed in the sidebar.",
        field="script.show_sidebar_navigation",
        scriptable=True,
    ),
    Option(
        "client.showErrorLinks",
        checked(
            "auto|true|false",
            "auto, true or false",
            lambda given: _LINKS[given.strip().lower() if isinstance(given, str) else given],
        ),
        "auto",
        "Whether errors come with links to search engines and assistants.",
        unused="Errors have no such links: what an app says goes to nobody else.",
    ),
    Option(
        "client.allowedOrigins",
        TEXTS,
        None,
        "Which pages that embed an app are told, at `_stcore/host-config`, that they may steer it.",
        field="server.embedding_origins",
        hidden=True,
    ),
    Option(
        "ui.hideTopBar",
        BOOLEAN,
        False,
        "Whether the bar at the top has no menu and no buttons.",
        field="session.hide_top_bar",
        hidden=True,
    ),
)
