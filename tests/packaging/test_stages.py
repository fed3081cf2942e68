"""The staged check says which stage failed and ends with the sum of its test runs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
JUNIT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The runner's module, with its reports in a folder of the test."""
    spec = importlib.util.spec_from_file_location("stages", ROOT / "tools/stages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "stages", module)  # where dataclasses look for it
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "REPORTS", tmp_path)
    monkeypatch.setattr(module, "DEEP", False)
    return module


def python(stages: ModuleType, name: str, code: str, **options: object) -> object:
    """A stage that runs some Python."""
    command = (sys.executable, "-c", code)
    return stages.Stage(name, options.pop("budget_minutes", 1), command, **options)


def test_a_failed_stage_is_named_and_the_next_ones_run(
    stages: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    check = (python(stages, "one", "raise SystemExit(3)"), python(stages, "two", "print('ran')"))
    monkeypatch.setattr(stages, "STAGES", check)
    assert stages.main() == 1
    lines = capfd.readouterr().out.splitlines()
    assert "ran" in lines
    assert any(line.startswith("one ") and "failed (exit status 3)" in line for line in lines)
    assert any(line.startswith("two ") and line.endswith("ok") for line in lines)


def test_nothing_runs_after_a_failed_set_up(
    stages: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    check = (python(stages, "set-up", "raise SystemExit(1)"), python(stages, "two", "print('ran')"))
    monkeypatch.setattr(stages, "STAGES", check)
    assert stages.main() == 1
    assert "ran" not in capfd.readouterr().out.splitlines()


def test_a_stage_ends_at_twice_its_budget(stages: ModuleType) -> None:
    waits = "import threading; threading.Event().wait()"
    outcome = stages.run(python(stages, "waits", waits, budget_minutes=0))
    assert outcome.verdict == "failed (ended at twice its budget)"


def test_the_last_line_adds_up_the_test_runs(stages: ModuleType) -> None:
    one, two = (stages.Stage(name, 1, (), tests="tests") for name in ("one", "two"))
    one.report.write_text(JUNIT.format(10, 1, 0, 2))
    two.report.write_text(JUNIT.format(5, 0, 1, 0))
    text = stages.summary([stages.Outcome(one, "ok", 1.0), stages.Outcome(two, "ok", 90.0)], 91.0)
    assert text.splitlines()[-1].strip("= ") == "1 failed, 11 passed, 2 skipped, 1 error in 91.00s"
    assert "ok, over its budget" in text
