"""A script that is run again and again."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.script.identity import begin, carried
from millstream.script.main_module import refill
from millstream.script.options import ScriptOptions
from millstream.script.source import compile_script


class Session:
    """Runs a script again and again in the same globals."""

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {}
        self._compiled: dict[str, Any] = {}

    def run(self, source: str, **names: Any) -> dict[str, Any]:
        """Run a script; give a copy of its globals."""
        if source not in self._compiled:
            self._compiled[source] = compile_script(source.encode(), "app.py", ScriptOptions())
        code, sources = self._compiled[source]
        refill(self.namespace, "app.py")
        begin(self.namespace, "app.py", sources)
        self.namespace.update(names)
        exec(code, self.namespace)
        return dict(self.namespace)

    def change_globals(self) -> None:
        """Go on with new globals, as where a thread of an earlier run still uses the old ones."""
        self.namespace = carried(self.namespace)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def another_session() -> Session:
    return Session()
