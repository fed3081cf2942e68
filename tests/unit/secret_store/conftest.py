from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from millstream.redaction import Redaction
from millstream.secret_store import SecretOptions, Secrets
from millstream.secret_store.store import Sources
from millstream.testing.manual import ManualTime


class Place:
    """A home folder, a project, an environment, and the secrets that are read from them."""

    def __init__(self, folder: Path) -> None:
        self.home, self.project = folder / "home", folder / "project"
        self.environ: dict[str, str] = {}
        self.hidden = Redaction()
        self.clock = ManualTime()
        self.files: tuple[str, ...] | None = None
        self.secrets = Secrets(
            Sources(
                environ=self.environ,
                home=lambda: self.home,
                current=lambda: self.project,
                hidden=self.hidden,
                clock=self.clock,
            )
        )
        self.secrets.use(lambda: SecretOptions(self.files))

    def write(self, name: str, text: str) -> Path:
        path = self.home.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def write(place: Place) -> Callable[[str, str], Path]:
    return place.write
