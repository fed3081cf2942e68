"""The settings of this process: what was read at its start, and what scripts have changed since."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from millstream.config.option import OptionError, UnknownOptionError, nearest
from millstream.config.options import Options, compose
from millstream.config.sources import Setting, home, read, usual_files
from millstream.config.table import OPTIONS
from millstream.config.themes import with_base
from millstream.errors import StreamlitAPIException
from millstream.secret_store import secrets
from millstream.secret_store.files import usual_files as usual_secrets

_log = logging.getLogger("millstream.config")


class Settings:
    """The values of all options, and where they come from.

    Parameters
    ----------
    settings
        What is not as by default.
    """

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self._settings = dict(settings)
        self._found: dict[str, Any] = {}
        self._subscribers: list[Callable[[Options], None]] = []
        self._lock = threading.Lock()
        self.options = self._compose()

    def get(self, name: str) -> Any:
        """Give the value of an option.

        Parameters
        ----------
        name
            Its name, such as `server.port`.

        Raises
        ------
        UnknownOptionError
            If there is no such option.
        """
        option = OPTIONS.get(name)
        if option is None:
            raise UnknownOptionError(f"{name} is no option.{nearest(name, OPTIONS)}")
        setting = self._settings.get(name)
        given = None if setting is None else setting.value
        value = self._found.get(name, option.default if given is None else given)
        return list(value) if isinstance(value, tuple) else deepcopy(value)

    def origin(self, name: str) -> str:
        """Say where the value of an option comes from; nothing for a default."""
        setting = self._settings.get(name)
        return "" if setting is None else setting.origin

    def found(self, values: Mapping[str, Any]) -> None:
        """Tell scripts what came of options that leave something open, such as the port.

        Parameters
        ----------
        values
            The values by the names of their options.
        """
        self._found.update(values)

    def set(self, name: str, value: object, origin: str = "<user defined>") -> None:
        """Change an option while the app runs.

        Parameters
        ----------
        name
            Its name.
        value
            Its value.
        origin
            Who changes it.

        Raises
        ------
        StreamlitAPIException
            If there is no such option, if scripts cannot change it, or if it cannot have this value.
        """
        option = OPTIONS.get(name)
        if option is None:
            raise UnknownOptionError(f"{name} is no option.{nearest(name, OPTIONS)}")
        if not option.scriptable:
            raise StreamlitAPIException(
                f"{name} cannot be changed while the app runs. Write it in .streamlit/config.toml, or as {option.flag} "
                "on the command line."
            )
        parsed = option.parse(value, name)
        with self._lock:
            self._settings[name] = Setting(parsed, origin)
            self.options = self._compose()
        for subscriber in tuple(self._subscribers):
            subscriber(self.options)

    def subscribe(self, subscriber: Callable[[Options], None]) -> Callable[[], None]:
        """Call a function with the options whenever a script has changed one; give what ends that.

        Parameters
        ----------
        subscriber
            The function; it is called on the thread of the script.
        """
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def _compose(self) -> Options:
        return compose({name: setting.value for name, setting in self._settings.items()})


def load(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    home_folder: Path | None = None,
    projects: Sequence[Path] = (),
) -> Settings:
    """Read the settings from all their sources; a name that is no option becomes a line in the log.

    Parameters
    ----------
    flags
        Texts of flags, by the names of their options.
    environ
        The environment variables.
    home_folder
        The user's home folder, if it is not that of this process.
    projects
        The folders of the project: that in which the app is started (which is the current one if there is none here) and that
        of its script, which counts more.

    Raises
    ------
    OptionError
        If a value is not one of its option.
    """
    folders = projects or (Path.cwd(),)
    found = read(usual_files(home_folder or home(), folders), environ, flags or {})
    for warning in found.warnings:
        _log.warning(warning)
    settings = Settings(with_base(found.settings, folders[0]))
    if settings.options.secrets.files is None:
        settings.found({"secrets.files": usual_secrets(home_folder or home(), folders)})
    return settings


class _Process:
    """The settings of this process; they are read when they are asked for first."""

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._lock = threading.RLock()

    def current(self) -> Settings:
        """Give the settings."""
        with self._lock:
            if self._settings is None:
                self._settings = _loaded_leniently()
            return self._settings

    def use(self, settings: Settings | None) -> Settings | None:
        """Have these settings from now on; give those before. None reads them when they are asked for."""
        with self._lock:
            older, self._settings = self._settings, settings
            return older


def _loaded_leniently() -> Settings:
    """Read settings for a program that nobody serves: one that is wrong must not end it."""
    try:
        return load()
    except OptionError as error:
        _log.error("%s The defaults are used.", error)
        return Settings({})


process = _Process()
secrets.use(lambda: process.current().options.secrets)
"""What has the settings of this process."""


def get_option(key: str) -> Any:
    """Give the value of an option of the configuration.

    Parameters
    ----------
    key
        Its name, such as "server.port".

    Raises
    ------
    RuntimeError
        If there is no such option.

    Examples
    --------
    >>> import millstream as st
    >>> st.get_option("client.toolbarMode")
    'auto'
    """
    return process.current().get(key)


def set_option(key: str, value: Any, where_defined: str = "<user defined>") -> None:
    """Change an option of the configuration for the whole app, as long as it runs.

    Only options that say so in the table of options can be changed: those of `client`. Others are written in
    `config.toml`, in environment variables or on the command line.

    Parameters
    ----------
    key
        Its name, such as "client.toolbarMode".
    value
        Its value.
    where_defined
        Who changes it, as `millstream config show` says where values come from.

    Raises
    ------
    StreamlitAPIException
        If it cannot be changed, or not to this value.

    Examples
    --------
    >>> import millstream as st
    >>> st.set_option("client.toolbarMode", "auto")
    """
    process.current().set(key, value, where_defined)
