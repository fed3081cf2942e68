"""Run the stages of `make test`, each within its time, and end with one summary.

A failed stage does not hide the next ones, except set-up, without which nothing runs. The last line
has the form of pytest's closing line and adds up the test runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "reports"
DEEP = os.environ.get("MILLSTREAM_PROFILE") == "deep"
PYTEST = (".venv/bin/python", "-m", "pytest", "-q", "--continue-on-collection-errors")


@dataclass(frozen=True)
class Stage:
    """A command and the time it should need; `tests` are the folders it wants, if any."""

    name: str
    budget_minutes: int
    command: tuple[str, ...]
    tests: str = ""

    @property
    def report(self) -> Path:
        """The JUnit file that a stage of pytest writes."""
        return REPORTS / f"{self.name.replace(' ', '-')}.xml"


STAGES = (
    Stage("set-up", 5, ("make", "set-up")),
    Stage("static checks", 1, ("make", "lint")),
    Stage("front end", 1, ("make", "test-frontend")),
    Stage(
        "unit and property",
        4,
        (*PYTEST, "-n", "2", "--ignore=tests/services", "--ignore=tests/e2e"),
        tests="tests",
    ),
    Stage("services", 3, (*PYTEST, "tests/services"), tests="tests/services"),
    Stage("browser", 5, (*PYTEST, "tests/e2e"), tests="tests/e2e"),
)


@dataclass(frozen=True)
class Outcome:
    """How a stage ended."""

    stage: Stage
    verdict: str
    seconds: float


def main() -> int:
    """Run the stages in order and return the exit status of the whole."""
    started = time.monotonic()
    REPORTS.mkdir(exist_ok=True)
    outcomes: list[Outcome] = []
    for stage in STAGES:
        if stage.tests and not any((ROOT / stage.tests).rglob("test_*.py")):
            continue
        stage.report.unlink(missing_ok=True)
        outcomes.append(run(stage))
        if outcomes[-1].verdict != "ok" and stage.name == "set-up":
            break
    print(summary(outcomes, time.monotonic() - started), flush=True)
    return 0 if all(outcome.verdict == "ok" for outcome in outcomes) else 1


def run(stage: Stage) -> Outcome:
    """Run one stage; end it, with all it started, at twice its budget."""
    print(f"\n--- {stage.name} ---", flush=True)
    report = [f"--junit-xml={stage.report}"] if stage.tests else []
    started = time.monotonic()
    process = subprocess.Popen(
        [*stage.command, *report], cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        status = process.wait(None if DEEP else 2 * 60 * stage.budget_minutes)
        verdict = "ok" if status == 0 else f"failed (exit status {status})"
    except subprocess.TimeoutExpired:
        verdict = "failed (ended at twice its budget)"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return Outcome(stage, verdict, time.monotonic() - started)


def summary(outcomes: list[Outcome], seconds: float) -> str:
    """Return the table of stages and, last, the sum of the test runs."""
    rows = [f"{'stage':20}{'seconds':>8}{'budget':>8}  result"]
    for outcome in outcomes:
        budget = 60 * outcome.stage.budget_minutes
        late = "" if DEEP or outcome.seconds <= budget else ", over its budget"
        name, verdict = outcome.stage.name, outcome.verdict
        rows.append(f"{name:20}{outcome.seconds:8.0f}{budget:8}  {verdict}{late}")
    counts = count_tests([outcome.stage.report for outcome in outcomes])
    if counts["errors"] == 1:
        counts["error"] = counts.pop("errors")
    counted = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    closing = f" {counted or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")
    return "\n".join(["", *rows, "", closing])


def count_tests(reports: list[Path]) -> Counter[str]:
    """Add up what pytest counted in its JUnit files."""
    counts = Counter({"failed": 0, "passed": 0, "skipped": 0, "errors": 0})
    for report in filter(Path.is_file, reports):
        for suite in ET.parse(report).getroot().iter("testsuite"):
            total, failed, errors, skipped = (
                int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
            )
            counts["failed"] += failed
            counts["errors"] += errors
            counts["skipped"] += skipped
            counts["passed"] += total - failed - errors - skipped
    return counts


if __name__ == "__main__":
    sys.exit(main())
