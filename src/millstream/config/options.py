"""The options by the names that users give them, such as `server.port`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from millstream.config.server import ServerOptions, WatcherType
from millstream.errors import MillstreamError
from millstream.script.options import ScriptOptions
from millstream.session.options import SessionOptions


class OptionError(MillstreamError):
    """An option has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that can be set."""

    script: ScriptOptions = field(default_factory=ScriptOptions)
    session: SessionOptions = field(default_factory=SessionOptions)
    server: ServerOptions = field(default_factory=ServerOptions)


@dataclass(frozen=True, slots=True)
class Flag:
    """An option as users write it: its name, where it goes, its type, and what it does.

    `group` is a field of `Options`; without one the option is accepted and changes nothing.
    """

    name: str
    group: str
    field: str
    type: type
    help: str
    choices: tuple[str, ...] = ()

    def parse(self, text: object) -> Any:
        """Give the value of a text."""
        try:
            if self.type is bool:
                return _BOOLEANS[str(text).strip().lower()]
            if self.type is tuple:
                return tuple(part.strip() for part in str(text).split(",") if part.strip())
            value = self.type(text)
        except (KeyError, ValueError):
            raise OptionError(self._wrong(text)) from None
        if self.choices and value not in self.choices:
            raise OptionError(self._wrong(text))
        return value

    def _wrong(self, text: object) -> str:
        kind = {bool: "true or false", int: "a whole number", tuple: "a list"}.get(
            self.type, "text"
        )
        expected = " or ".join(self.choices) or kind
        return f"--{self.name} is {str(text)!r}, but has to be {expected}."


_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

_SURVIVALS = ("", "reload", "restart")
_TOOLBAR_MODES = ("auto", "developer", "viewer", "minimal")

FLAGS: Mapping[str, Flag] = {
    flag.name: flag
    for flag in (
        Flag("server.port", "server", "port", int, "The port to listen on; without it, the first free one from 8501."),
        Flag("server.address", "server", "address", str, "The address to listen on; without it, all."),
        Flag("server.headless", "server", "headless", bool, "Whether not to open a browser."),
        Flag("server.baseUrlPath", "server", "base_url_path", str, "The path below which the app lives."),
        Flag(
            "server.fileWatcherType", "server", "file_watcher_type", str,
            "How saves are noticed.", get_args(WatcherType),
        ),
        Flag("server.enableCORS", "server", "enable_cors", bool, "Whether to refuse websockets from other pages."),
        Flag("server.corsAllowedOrigins", "server", "cors_allowed_origins", tuple, "Pages that may connect nevertheless."),
        Flag("server.runOnSave", "session", "run_on_save", bool, "Whether a save runs the script without asking."),
        Flag("server.disconnectedSessionTTL", "session", "disconnected_seconds", int, "Seconds to wait for a browser."),
        Flag(
            "session.survive", "session", "survive", str,
            "What sessions outlive: nothing, a reload of the page, or also a restart of the server.", _SURVIVALS,
        ),
        Flag("session.surviveKeys", "session", "survive_keys", tuple, "Which keys do, such as '*, !draft_*'."),
        Flag("session.store", "session", "store", str, "The file of sessions that outlive the server."),
        Flag("session.storedSeconds", "session", "stored_seconds", int, "How long they are kept there."),
        Flag(
            "session.disconnectedMegabytes", "session", "disconnected_megabytes", int,
            "How much sessions may hold, all together, whose browsers are gone.",
        ),
        Flag("client.toolbarMode", "session", "toolbar", str, "What the toolbar shows.", _TOOLBAR_MODES),
        Flag("runner.magicEnabled", "script", "magic_enabled", bool, "Whether bare expressions are written to the page."),
        Flag("browser.gatherUsageStats", "", "", bool, "Accepted; Millstream never sends any."),
    )
}  # fmt: skip

_TOOLBARS = {"auto": "", "developer": ""}


def read_options(given: Mapping[str, object]) -> Options:
    """Compose the options from those that were given by name.

    Raises
    ------
    OptionError
        If a value is not of the option's type.
    """
    groups: dict[str, dict[str, Any]] = {}
    for name, text in given.items():
        flag = FLAGS[name]
        value = flag.parse(text)
        if flag.name == "client.toolbarMode":
            value = _TOOLBARS.get(value, value)
        if flag.group:
            groups.setdefault(flag.group, {})[flag.field] = value
    options = Options()
    changes = {
        group: dataclasses.replace(getattr(options, group), **fields)
        for group, fields in groups.items()
    }
    return dataclasses.replace(options, **changes)
