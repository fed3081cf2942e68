"""Measure Millstream beside the floor and beside Streamlit, in one run and in Chromium.

    python -m benchmarks [--quick] [--streamlit PYTHON] [--json FILE] [--write]

The servers take turns, round by round, so that a machine that becomes slower is slower for all of them.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import cases, page, report
from benchmarks.samples import Samples
from benchmarks.targets import SCRIPTS, Target, serving, targets

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_ROOT = Path(__file__).parent.parent
_DOCUMENT = _ROOT / "docs" / "performance.md"
_STREAMLIT = _ROOT / ".venv-streamlit" / "bin" / "python"  # `make bench` installs it
_SESSIONS = 10
_SETTLING_SECONDS = 1.0


@dataclass(frozen=True)
class Repeats:
    """How often everything is measured."""

    rounds: int
    clicks: int
    warm_up: int
    saves: int
    visits: int
    starts: int


_FULL = Repeats(rounds=3, clicks=100, warm_up=20, saves=7, visits=7, starts=7)
_QUICK = Repeats(rounds=1, clicks=20, warm_up=5, saves=2, visits=1, starts=1)


def main() -> None:
    """Measure, print and keep the results."""
    options = _options()
    found = targets(_streamlit(options.streamlit))
    repeats = _QUICK if options.quick else _FULL
    samples = Samples()
    about = _about(found, repeats)
    with page.chromium() as browser:
        about["chromium"] = browser.version
        for measure in (_clicks, _saves, _visits, _starts, _sessions):
            measure(browser, found, repeats, samples)
    about["load"].append(os.getloadavg()[0])
    summaries = samples.summaries()
    text = report.table(about, summaries)
    print(text)
    if options.json:
        results = {
            case: {name: asdict(summary) for name, summary in by_target.items()}
            for case, by_target in summaries.items()
        }
        options.json.write_text(json.dumps({"about": about, "results": results}, indent=1) + "\n")
    if options.write:
        _DOCUMENT.write_text(report.replace(_DOCUMENT.read_text(), text))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--quick", action="store_true", help="few repeats: a smoke test, no result")
    much.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument(
        "--streamlit",
        type=Path,
        default=os.environ.get("STREAMLIT_PYTHON"),
        metavar="PYTHON",
        help="an interpreter that has Streamlit 1.67 (or set STREAMLIT_PYTHON)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file for all numbers")
    options = parser.parse_args()
    if options.streamlit and not options.streamlit.exists():
        parser.error(f"expected an interpreter that has Streamlit; there is no {options.streamlit}")
    return options


def _streamlit(asked: Path | None) -> Path | None:
    """Give the interpreter that has Streamlit; do without it only where nobody asked for it."""
    if asked or _STREAMLIT.exists():
        return asked or _STREAMLIT
    print(
        "Streamlit is left out; `make bench` installs it, or name a --streamlit.", file=sys.stderr
    )
    return None


def _about(found: list[Target], repeats: Repeats) -> dict[str, Any]:
    versions = ("millstream", "starlette", "uvicorn", "uvloop", "websockets", "playwright")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [os.getloadavg()[0]],  # before and after: what else the machine did
        "rounds": repeats.rounds,
        "clicks": repeats.clicks,
        "streamlit": _streamlit_version(found),
        **{name: importlib.metadata.version(name) for name in versions},
    }


def _streamlit_version(found: list[Target]) -> str | None:
    for target in found:
        if target.name == "streamlit":
            command = [*target.command[:3], "version"]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            return answer.stdout.strip().rpartition(" ")[2]
    return None


def _clicks(browser: Browser, found: list[Target], repeats: Repeats, samples: Samples) -> None:
    for _ in range(repeats.rounds):
        for case in cases.CLICKS:
            for target in found:
                if target.name == "floor" and case.name != case.floor:
                    continue
                with serving(target, case.name) as server:
                    times = page.click_milliseconds(
                        browser, server.url, repeats.clicks, repeats.warm_up
                    )
                samples.add(case, target.name, times)


def _saves(browser: Browser, found: list[Target], repeats: Repeats, samples: Samples) -> None:
    for _ in range(repeats.rounds):
        for target in found:
            if target.name == "floor":
                continue
            with TemporaryDirectory() as folder:
                script = Path(shutil.copy(SCRIPTS / "counter.py", folder))
                with serving(target, script.stem, script.parent) as server:
                    times = page.save_milliseconds(browser, server.url, script, repeats.saves)
            samples.add(cases.SAVE, target.name, times)


def _visits(browser: Browser, found: list[Target], repeats: Repeats, samples: Samples) -> None:
    with ExitStack() as stack:
        servers = {each.name: stack.enter_context(serving(each, "counter")) for each in found}
        for server in servers.values():
            page.first_visit(browser, server.url)  # a server's first visit reads its files
        for _ in range(repeats.visits):
            for name, server in servers.items():
                visit = page.first_visit(browser, server.url)
                samples.add(cases.VISIT, name, [visit.seconds])
                samples.add(cases.VISIT_DRIVEN, name, [visit.driven_seconds])
                samples.add(cases.VISIT_BYTES, name, [visit.transferred_bytes])
                samples.add(cases.VISIT_REQUESTS, name, [visit.requests])


def _starts(_: Browser, found: list[Target], repeats: Repeats, samples: Samples) -> None:
    for _round in range(repeats.starts):
        for target in found:
            with serving(target, "counter") as server:
                time.sleep(_SETTLING_SECONDS)  # what a server does beside its first answers counts
                memory = server.memory()
                samples.add(cases.START, target.name, [server.start_seconds])
                samples.add(cases.RESIDENT, target.name, [memory.resident_bytes])
                samples.add(cases.PROPORTIONAL, target.name, [memory.proportional_bytes])


def _sessions(browser: Browser, found: list[Target], repeats: Repeats, samples: Samples) -> None:
    for _ in range(repeats.rounds):
        for target in found:
            with (
                serving(target, "counter") as server,
                page.open_sessions(browser, server.url, 1),  # the first one imports what all share
            ):
                before = server.memory().resident_bytes
                with page.open_sessions(browser, server.url, _SESSIONS):
                    grown = server.memory().resident_bytes - before
                samples.add(cases.SESSION, target.name, [grown / _SESSIONS])


if __name__ == "__main__":
    main()
