"""Where values of options are written: files, environment variables and flags, each stronger than those before."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from millstream.config.option import OptionError, nearest
from millstream.config.table import OPTIONS, SECTIONS

FILE_NAMES: Final = (".streamlit/config.toml", ".millstream/config.toml")
"""Where options are written in the home folder, the current one and the script's; of the same option the last counts."""

PRODUCTS: Final = ("STREAMLIT", "MILLSTREAM")
"""What the names of environment variables start with; of the same option the last counts."""

_OTHERS: Final = ("MILLSTREAM_SECRET", "MILLSTREAM_SECRETS__", "MILLSTREAM_PROFILE")
_TABLES: Final = frozenset(option.name for option in OPTIONS.values() if option.kind.name == "JSON")


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of an option, and where it comes from."""

    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was found: settings by the names of their options, and a line about each name that is no option."""

    settings: dict[str, Setting]
    warnings: tuple[str, ...]


def usual_files(home: Path | None, projects: Iterable[Path]) -> tuple[Path, ...]:
    """Give the files of options, the strongest last.

    Parameters
    ----------
    home
        The user's home folder, if there is one.
    projects
        The folder that the app is started in, and that of its script.
    """
    folders = [folder for folder in (home, *projects) if folder is not None]
    return tuple(dict.fromkeys(folder / name for folder in folders for name in FILE_NAMES))


def read(files: Iterable[Path], environ: Mapping[str, str], flags: Mapping[str, object]) -> Read:
    """Read all sources.

    Parameters
    ----------
    files
        TOML documents, the strongest last; those that are not there are left out.
    environ
        The environment variables.
    flags
        Texts of flags, by the names of their options.

    Raises
    ------
    OptionError
        If a file is not TOML, or a value is not one of its option; the message is one line that says where.
    """
    settings: dict[str, Setting] = {}
    warnings: list[str] = []
    for path in files:
        for name, given in _of_file(path):
            if name not in OPTIONS:
                warnings.append(f"{path} sets {name}, which is {_other_than_option(name)}")
            else:
                settings[name] = Setting(OPTIONS[name].parse(given, f"{name} in {path}"), str(path))
    variables, unknown = _of_environment(environ)
    settings.update(variables)
    for name, given in flags.items():
        if name not in OPTIONS:
            raise OptionError(f"--{name} is no option.{nearest(name, OPTIONS)}")
        settings[name] = Setting(OPTIONS[name].parse(given, f"--{name}"), f"--{name}")
    return Read(settings, (*warnings, *unknown))


def read_document(path: Path) -> dict[str, Any]:
    """Read a TOML document; an empty one where there is no file."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f"{path} is not TOML: {error}.") from None
    except UnicodeDecodeError:
        raise OptionError(f"{path} is not TOML: it is not UTF-8 text.") from None
    except OSError as error:
        raise OptionError(f"{path} cannot be read: {error.strerror}.") from None


def _other_than_option(name: str) -> str:
    if name in SECTIONS:
        return f"a section: write its options below `[{name}]`."
    return f"no option.{nearest(name, OPTIONS)}"


def _of_file(path: Path) -> Iterator[tuple[str, Any]]:
    return _flat(read_document(path), "")


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Give what is in tables by names with dots, except in tables that are values themselves."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and name not in _TABLES:
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _of_environment(environ: Mapping[str, str]) -> tuple[dict[str, Setting], list[str]]:
    settings: dict[str, Setting] = {}
    warnings: list[str] = []
    for product in PRODUCTS:
        ours = sorted(variable for variable in environ if variable.startswith(f"{product}_"))
        names = {option.variable(product): option for option in OPTIONS.values()} if ours else {}
        for variable in ours:
            if option := names.get(variable):
                value = option.parse(environ[variable], variable)
                settings[option.name] = Setting(value, variable)
            elif _is_meant(variable, product):
                hint = nearest(variable, names)
                warnings.append(f"The environment variable {variable} is no option.{hint}")
    return settings, warnings


def _is_meant(variable: str, product: str) -> bool:
    """Whether a variable starts like one of an option; other programs have variables with our name, too."""
    if variable.startswith(_OTHERS):
        return False
    sections = {section.partition(".")[0].upper() for section in SECTIONS}
    return any(variable.startswith(f"{product}_{section}_") for section in sections)


def home() -> Path | None:
    """Give the user's home folder, if there is one."""
    folder = os.path.expanduser("~")
    return Path(folder) if folder != "~" else None
