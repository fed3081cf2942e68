"""Which code is the user's, and what is imported again after an edit."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from millstream.script.project import Project, _editable_folders


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make three modules: `top` uses a name of `middle`, which uses `base`; `alone` uses none."""
    (tmp_path / "ms_base.py").write_text("LIMIT = 1\n")
    (tmp_path / "ms_middle.py").write_text("import ms_base\ndef f():\n    return ms_base.LIMIT\n")
    (tmp_path / "ms_top.py").write_text("from ms_middle import f\n")
    (tmp_path / "ms_alone.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("ms_top", "ms_alone"):
        importlib.import_module(name)
    yield tmp_path
    for name in ("ms_base", "ms_middle", "ms_top", "ms_alone"):
        sys.modules.pop(name, None)


def test_files_below_the_folder_are_the_users_and_installed_ones_are_not(tmp_path: Path) -> None:
    project = Project((str(tmp_path),))
    assert str(tmp_path / "deep" / "module.py") in project
    assert json.__file__ not in project
    assert pytest.__file__ not in Project((sys.prefix,))


def test_packages_that_are_installed_to_be_edited_are_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, editable in (("ms_edited", True), ("ms_finished", False)):
        info = tmp_path / "installed" / f"{name}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        origin = {
            "url": (tmp_path / "sources of" / name).as_uri(),
            "dir_info": {"editable": editable},
        }
        (info / "direct_url.json").write_text(json.dumps(origin))
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    _editable_folders.cache_clear()
    project = Project((str(tmp_path / "app"),))
    _editable_folders.cache_clear()
    assert str(tmp_path / "sources of" / "ms_edited" / "src" / "part.py") in project
    assert str(tmp_path / "sources of" / "ms_finished" / "part.py") not in project


def test_the_imported_modules_of_the_project_are_known_with_their_files(project: Path) -> None:
    found = {module.__name__: file for module, file in Project((str(project),)).modules()}
    assert found["ms_base"] == str((project / "ms_base.py").resolve())
    assert {"ms_base", "ms_middle", "ms_top", "ms_alone"} <= set(found)


def test_an_edit_forgets_the_module_and_all_that_took_names_from_it(project: Path) -> None:
    Project((str(project),)).forget({str((project / "ms_base.py").resolve())})
    assert [
        name for name in ("ms_base", "ms_middle", "ms_top", "ms_alone") if name in sys.modules
    ] == ["ms_alone"]


@pytest.mark.parametrize(
    ("package", "statement"),
    [("ms_absolute", "from ms_base import LIMIT"), ("ms_relative", "from .ms_own import LIMIT")],
)
def test_an_edit_forgets_a_module_that_took_a_constant(
    project: Path, package: str, statement: str
) -> None:
    folder = project / package
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "ms_own.py").write_text("LIMIT = 1\n")
    (folder / "ms_user.py").write_text(f"{statement}\n")
    importlib.import_module(f"{package}.ms_user")
    files = (project / "ms_base.py", folder / "ms_own.py")
    edited = {str(file.resolve()) for file in files if file.stem in statement}
    Project((str(project),)).forget(edited)
    assert f"{package}.ms_user" not in sys.modules


def test_an_edit_of_a_file_that_nobody_imported_forgets_nothing(project: Path) -> None:
    before = dict(sys.modules)
    Project((str(project),)).forget({str(project / "other.py")})
    assert dict(sys.modules) == before
