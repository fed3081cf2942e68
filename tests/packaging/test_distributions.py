"""A wheel and an sdist carry the built front end, and install where there is no Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = "millstream/server/static"


def build(kind: str, source: Path, folder: Path, path: str) -> Path:
    """Build one distribution from a source tree with the given PATH; return its file."""
    answer = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder],
        cwd=source,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def assets() -> None:
    """The front end as `make frontend` builds it; these tests pack it and do not build it."""
    if not (ROOT / "src" / STATIC / "index.html").is_file():
        pytest.fail("the front end is not built: run `make frontend` first")


@pytest.fixture(scope="module")
def wheel(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"), os.environ["PATH"])


@pytest.fixture(scope="module")
def sdist(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist of this checkout."""
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"), os.environ["PATH"])


@pytest.fixture
def unpacked(sdist: Path, tmp_path: Path) -> Path:
    """The tree of the sdist, with the times of its files lost as some copies lose them."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "sdist", filter="data")
    (tree,) = (tmp_path / "sdist").iterdir()
    (tree / "frontend/package.json").touch()
    return tree


def members(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_built_front_end_compressed(wheel: Path) -> None:
    scripts = {name for name in members(wheel) if name.startswith(STATIC) and name.endswith(".js")}
    assert f"{STATIC}/index.html" in members(wheel)
    assert scripts
    large = {name for name in scripts if (ROOT / "src" / name).stat().st_size > 4096}
    packed = members(wheel)
    assert {
        name for name in large if f"{name}.br" not in packed or f"{name}.gz" not in packed
    } == set()


def test_the_wheel_is_typed_and_holds_the_package_alone(wheel: Path) -> None:
    assert {"millstream/py.typed", "millstream/__init__.pyi"} <= members(wheel)
    assert {name.split("/")[0].split("-")[0] for name in members(wheel)} == {"millstream"}
    assert not any("__pycache__" in name or "node_modules" in name for name in members(wheel))


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        commands = archive.read(f"{info}/entry_points.txt").decode()
        assert b"Apache License" in archive.read(f"{info}/licenses/LICENSE")
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "millstream = millstream.cli:main" in commands


def test_the_sdist_carries_sources_and_assets(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"hatch_build.py", "pyproject.toml", "frontend/package-lock.json", "LICENSE"} <= names
    assert f"src/{STATIC}/index.html" in names
    assert not any("node_modules" in name for name in names)


def test_an_sdist_makes_the_same_wheel_without_node(
    wheel: Path, unpacked: Path, tmp_path: Path
) -> None:
    (tmp_path / "wheel").mkdir()
    rebuilt = build("wheel", unpacked, tmp_path / "wheel", path="")
    assert members(rebuilt) == members(wheel)


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_pip_builds_a_checkout_on_a_machine_without_node(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns(".git", ".venv*", "node_modules", "static", "reports")
    shutil.copytree(ROOT, checkout, ignore=ignored)
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/sh").symlink_to(shutil.which("sh") or "/bin/sh")  # npm runs scripts in it
    bare = {**os.environ, "PATH": f"{tmp_path}/venv/bin:{tmp_path}/bin"}
    subprocess.run([python, "-m", "pip", "install", "-q", checkout], env=bare, check=True)
    answer = subprocess.run(
        [python, "-m", "millstream", "version"],
        env=bare,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Millstream" in answer.stdout
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    assert (site / STATIC / "index.html").is_file()
