"""Each run sees its own script as the main module; programs outside of runs see their own."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from millstream.script import context
from millstream.script.main_module import MainModule, refill


@pytest.fixture
def main() -> MainModule:
    original = ModuleType("__main__")
    original.own = 1  # type: ignore[attr-defined]
    return MainModule(original)


def test_outside_of_a_run_it_is_the_programs_own_main_module(main: MainModule) -> None:
    assert main.own == 1
    main.other = 2
    del main.own
    assert "other" in main.__dict__
    assert not hasattr(main, "own")


def test_inside_a_run_it_has_the_runs_globals(main: MainModule) -> None:
    namespace = {"x": 1}
    run = SimpleNamespace(globals=lambda: (namespace, {}))
    token = context.current.set(run)  # type: ignore[arg-type]
    try:
        assert main.x == 1
        assert main.__dict__ is namespace
        main.y = 2
        del main.x
        assert namespace == {"y": 2}
        assert dir(main) == ["y"]
        with pytest.raises(AttributeError, match="no attribute 'x'"):
            _ = main.x
    finally:
        context.current.reset(token)


def test_globals_are_refilled_in_place() -> None:
    namespace = {"left": "over"}
    refill(namespace, "app.py")
    assert namespace["__name__"] == "__main__"
    assert namespace["__file__"] == "app.py"
    assert "left" not in namespace
    assert sys.modules["builtins"] is not None
