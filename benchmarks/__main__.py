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
import subprocess
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import page, report
from benchmarks.statistics import summarize
from benchmarks.targets import Target, serving, targets

CLICK_SCRIPTS = (
    "counter",
    "counter_under_500_texts",
    "counter_among_150_widgets",
    "cell_of_a_large_frame",
    "frame_into_group_by",
)
_DEFAULT_STREAMLIT = Path(__file__).parent.parent / ".venv-streamlit" / "bin" / "python"


def main() -> None:
    """Measure, print and keep the results."""
    options = _options()
    found = targets(options.streamlit if Path(options.streamlit).exists() else None)
    rounds, clicks, warm_up = (1, 20, 5) if options.quick else (3, 100, 20)
    results: dict[str, Any] = {"about": _about(found, rounds, clicks)}
    with page.chromium() as browser:
        results["about"]["chromium"] = browser.version
        results["clicks"] = _clicks(browser, found, rounds, clicks, warm_up)
        results["visits"] = _visits(browser, found, rounds if options.quick else 5)
        results["processes"] = _processes(browser, found, 1 if options.quick else 3)
    text = report.table(results)
    print(text)
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    if options.write:
        report.write(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats: a smoke test, no result")
    parser.add_argument(
        "--streamlit",
        default=os.environ.get("STREAMLIT_PYTHON", str(_DEFAULT_STREAMLIT)),
        help="an interpreter that has Streamlit 1.67",
    )
    parser.add_argument("--json", help="a file for all numbers")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/performance.md"
    )
    return parser.parse_args()


def _about(found: list[Target], rounds: int, clicks: int) -> dict[str, Any]:
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "rounds": rounds,
        "clicks": clicks,
        "millstream": importlib.metadata.version("millstream"),
    }
    for target in found:
        if target.name == "streamlit":
            answer = subprocess.run(
                [*target.command[:3], "version"], capture_output=True, text=True, check=True
            )
            about["streamlit"] = answer.stdout.strip().rpartition(" ")[2]
    return about


def _clicks(browser: Any, found: list[Target], rounds: int, clicks: int, warm_up: int) -> Any:
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(rounds):
        for script in CLICK_SCRIPTS:
            for target in found:
                if target.name == "floor" and script != "counter":
                    continue
                with serving(target, script) as server:
                    count = clicks if target.name != "streamlit" else max(10, clicks // 4)
                    times[script][target.name] += page.click_milliseconds(
                        browser, server.url, count, warm_up
                    )
    return {
        script: {name: asdict(summarize(sample)) for name, sample in by_target.items()}
        for script, by_target in times.items()
    }


def _visits(browser: Any, found: list[Target], rounds: int) -> Any:
    visits: dict[str, list[page.Visit]] = defaultdict(list)
    for target in found:
        with serving(target, "counter") as server:
            page.first_visit(browser, server.url)  # the server's first visit reads its files
            for _ in range(rounds):
                visits[target.name].append(page.first_visit(browser, server.url))
    return {
        name: {
            "seconds": asdict(summarize([visit.seconds for visit in sample])),
            "bytes": max(visit.transferred_bytes for visit in sample),
            "requests": max(visit.requests for visit in sample),
        }
        for name, sample in visits.items()
    }


def _processes(browser: Any, found: list[Target], rounds: int) -> Any:
    starts: dict[str, list[float]] = defaultdict(list)
    memories: dict[str, list[float]] = defaultdict(list)
    sessions: dict[str, list[float]] = defaultdict(list)
    for i in range(rounds):
        for target in found:
            with serving(target, "counter") as server:
                starts[target.name].append(server.start_seconds)
                memories[target.name].append(server.memory_bytes())
                if i == 0:
                    held = page.hold_sessions(browser, server.url, 1)
                    before = server.memory_bytes()
                    held += page.hold_sessions(browser, server.url, 10)
                    sessions[target.name].append((server.memory_bytes() - before) / 10)
                    for each in held:
                        each.close()  # type: ignore[attr-defined]
    return {
        name: {
            "start_seconds": asdict(summarize(starts[name])),
            "memory_bytes": asdict(summarize(memories[name])),
            "bytes_per_session": sessions[name][0],
        }
        for name in starts
    }


if __name__ == "__main__":
    main()
