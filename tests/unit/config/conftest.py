"""A machine with all places that options are written to, and values that options can and cannot have."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from millstream.cli.show import toml
from millstream.config import OPTIONS, Option, Settings, load

_SCALE = [f"#{step}0{step}000" for step in range(10)]
_WEIGHT = "a multiple of 100 from 100 to 900"

_VALUES: dict[str, tuple[Any, Any]] = {
    "true or false": (True, False),
    "text": ("one", "two"),
    'a list such as ["a", "b"], or text with commas': (["one"], ["two", "three"]),
    'a table such as {"name": "value"}': ({"email": "X-Email"}, {"name": "X-Name"}),
    'a size such as "500MB" or "2 GiB"': ("5MB", "6MB"),
    "auto, true or false": ("auto", False),
    'a format of the module `logging`, such as "%(asctime)s %(levelname)s: %(message)s"': (
        "%(message)s",
        "%(name)s %(message)s",
    ),
    _WEIGHT: (300, 700),
    'a colour such as "#0b6e75", "teal" or "rgb(11, 110, 117)"': ("#0b6e75", "#d97a1f"),
    'a length such as "14px" or "0.9rem"': ("14px", "0.9rem"),
    'none, small, medium, large, full or a length such as "8px"': ("full", "8px"),
    'one to six lengths such as ["2rem", "1.5rem"]': (["2rem"], ["3rem", "20px"]),
    f"one to six multiples{_WEIGHT.removeprefix('a multiple')}": ([700], [600, 500]),
    'a list of colours such as ["#0b6e75", "#d97a1f"]': (["#0b6e75"], ["#d97a1f", "#0b6e75"]),
    "a list of ten colours": (_SCALE, _SCALE[::-1]),
    "a list of tables with `family` and `url`": (
        [{"family": "One", "url": "one.woff2"}],
        [{"family": "Two", "url": "two.woff2"}],
    ),
}

_WRONG: dict[str, Any] = {
    'a list such as ["a", "b"], or text with commas': [1],
    'a table such as {"name": "value"}': "no table",
    "text": 7,
    "a list of ten colours": ["#000000"],
}


def _good(option: Option) -> tuple[Any, Any]:
    """Give two values of an option, as TOML has them."""
    if option.kind.choices:
        return option.kind.choices[0], option.kind.choices[1]
    if option.kind.words.startswith(("a whole number", "a number")):
        return 20, 30
    return _VALUES[option.kind.words]


def _bad(option: Option) -> Any:
    """Give a value that an option cannot have, as TOML has it."""
    return _WRONG.get(option.kind.words, "nonsense (")


def as_text(value: Any) -> str:
    """Give a value as variables and flags have it."""
    return value if isinstance(value, str) else json.dumps(value)


# --- places ----------------------------------------------------------------------------------------

_FOLDERS: Final = ("home", "current", "script")
_FILES: Final = tuple(
    f"{folder}/.{name}/config.toml" for folder in _FOLDERS for name in ("streamlit", "millstream")
)


class Machine:
    """A home folder, the current one, that of a script, an environment, and flags."""

    places = (*_FILES, "STREAMLIT", "MILLSTREAM", "flags")
    """Where options are written, the strongest last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ: dict[str, str] = {}
        self.flags: dict[str, str] = {}

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def put(self, place: str, values: Mapping[str, Any]) -> None:
        """Write options to a place."""
        if place in _FILES:
            self.write(
                place, "".join(f"{name} = {toml(value)}\n" for name, value in values.items())
            )
        elif place == "flags":
            self.flags.update({name: as_text(value) for name, value in values.items()})
        else:
            variables = {OPTIONS[name].variable(place): value for name, value in values.items()}
            self.environ.update({name: as_text(value) for name, value in variables.items()})

    def origin(self, place: str, option: Option) -> str:
        """Say what a place of an option is called in messages."""
        if place in _FILES:
            return str(self.folder / place)
        return option.flag if place == "flags" else option.variable(place)

    def load(self) -> Settings:
        home, *projects = (self.folder / name for name in _FOLDERS)
        return load(self.flags, environ=self.environ, home_folder=home, projects=projects)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def good() -> Callable[[Option], tuple[Any, Any]]:
    return _good


@pytest.fixture
def bad() -> Callable[[Option], Any]:
    return _bad


@pytest.fixture
def text() -> Callable[[Any], str]:
    return as_text


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Give what was logged, line by line."""
    return lambda: [record.getMessage() for record in caplog.records]
