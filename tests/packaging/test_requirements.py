"""The lock files pin by hash, name no index, and cover what the package declares."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+).*?\\$((?:\n    --hash=sha256:[0-9a-f]{64}.*$)+)", re.MULTILINE
)


def pinned(lock: Path) -> dict[str, str]:
    """Return the versions that a lock file pins with hashes, by normalised name."""
    return {
        canonicalize_name(name): version for name, version, _ in ENTRY.findall(lock.read_text())
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "file:" not in text
    assert not re.search(r"^--", text, re.MULTILINE)


def test_the_front_ends_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    installed = {
        name: entry for name, entry in packages.items() if name and not entry.get("inBundle")
    }
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if "integrity" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_with_its_hashes(lock: Path) -> None:
    requirements = [
        line for line in lock.read_text().splitlines() if re.match(r"[A-Za-z0-9]", line)
    ]
    assert len(requirements) == len(ENTRY.findall(lock.read_text())) > 0


def test_the_locked_versions_satisfy_what_the_package_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [Requirement(text) for text in project["dependencies"]]
    locked = pinned(ROOT / "requirements/runtime.txt")
    unmet = [
        str(need) for need in declared if locked[canonicalize_name(need.name)] not in need.specifier
    ]
    assert unmet == []


def test_the_sets_agree_on_every_version_they_share() -> None:
    installed_together = [
        pinned(ROOT / f"requirements/{name}.txt") for name in ("build", "runtime", "dev")
    ]
    versions: dict[str, set[str]] = {}
    for lock in installed_together:
        for name, version in lock.items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
