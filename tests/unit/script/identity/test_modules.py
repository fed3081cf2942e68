"""The project's modules keep their objects when they are imported again after an edit."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from millstream.script.identity.modules import ModuleFinder
from millstream.script.project import Project

SOURCE = """
import dataclasses, enum

LIMIT = 1
OLD = 1

class Colour(enum.Enum):
    RED = 1

@dataclasses.dataclass
class Point:
    x: int

    def limited(self):
        return min(self.x, LIMIT)

def limit():
    return LIMIT
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Give a function that writes modules and imports the first one again, as after an edit."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    project = Project((str(tmp_path),))
    ModuleFinder(project).install()
    names: set[str] = set()

    def load(**sources: str) -> Any:
        for name, source in sources.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(source)
        names.update(sources)
        project.forget({str(tmp_path.joinpath(*n.split("__")).with_suffix(".py")) for n in sources})
        importlib.invalidate_caches()
        return importlib.import_module(next(iter(sources)).replace("__", "."))

    yield load
    for name in names:
        sys.modules.pop(name.replace("__", "."), None)


def test_what_an_edit_leaves_alone_stays_the_same_and_sees_the_rest(
    load: Callable[..., Any],
) -> None:
    module = load(ms_models=SOURCE)
    before = dict(vars(module))
    point = module.Point(5)
    after = load(ms_models=SOURCE.replace("LIMIT = 1", "LIMIT = 3").replace("OLD = 1\n", ""))
    assert after is sys.modules["ms_models"]
    for name in ("Colour", "Point", "limit"):
        assert vars(after)[name] is before[name]
    assert (point.limited(), before["limit"](), hasattr(after, "OLD")) == (3, 3, False)


def test_what_an_edit_changes_is_new(load: Callable[..., Any]) -> None:
    before = dict(vars(load(ms_models=SOURCE)))
    after = load(ms_models=SOURCE.replace("RED = 1", "RED = 2").replace("return LIMIT", "return 0"))
    assert after.Colour is not before["Colour"]
    assert after.limit is not before["limit"]
    assert after.Point is before["Point"]


def test_a_module_that_uses_an_edited_one_keeps_its_objects_too(load: Callable[..., Any]) -> None:
    user = "from ms_models import LIMIT, Point\nclass Place(Point): ...\ndef f(): return LIMIT"
    load(ms_models=SOURCE)
    before = dict(vars(load(ms_user=user)))
    load(ms_models=SOURCE.replace("LIMIT = 1", "LIMIT = 2"))
    assert "ms_user" not in sys.modules
    after = importlib.import_module("ms_user")
    assert (after.Place is before["Place"], after.f is before["f"], after.f()) == (True, True, 2)


def test_an_edit_that_is_not_python_is_an_error_until_it_is_mended(
    load: Callable[..., Any],
) -> None:
    first = load(ms_models=SOURCE).Point
    with pytest.raises(SyntaxError):
        load(ms_models="class Point:")
    assert load(ms_models=SOURCE).Point is first


def test_modules_of_packages_are_found_and_compiled_files_are_left_alone(
    load: Callable[..., Any], tmp_path: Path
) -> None:
    module = load(ms_package__models=SOURCE)
    assert module.__name__ == "ms_package.models"
    assert load(ms_package__models=SOURCE + "\nx = 1").Point is module.Point
    assert not [*tmp_path.rglob("*.pyc")]


def test_other_modules_are_imported_as_ever(load: Callable[..., Any]) -> None:
    load(ms_models=SOURCE)
    finder = sys.meta_path[0]
    spec = finder.find_spec("colorsys", None, None)
    assert spec is not None
    assert type(spec.loader).__name__ == "SourceFileLoader"
    assert finder.find_spec("millstream.version", None, None) is None
    assert finder.find_spec("ms_there_is_no_such_module", None, None) is None
