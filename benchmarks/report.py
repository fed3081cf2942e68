"""The results as a table, for people and for `docs/performance.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.statistics import ratio

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN = "<!-- written by `make bench` -->"
END = "<!-- end -->"

_AIMS = {
    "counter": 2,
    "counter_under_500_texts": 4,
    "counter_among_150_widgets": 4,
    "cell_of_a_large_frame": 3,
    "frame_into_group_by": 3,
}


def table(results: dict[str, Any]) -> str:
    """Write all results as Markdown."""
    about = results["about"]
    lines = [
        f"Measured on {about['date']}: Python {about['python']}, {about['cores']} cores, "
        f"Chromium {about.get('chromium', '?')}, Millstream {about['millstream']}, "
        f"Streamlit {about.get('streamlit', 'not measured')}; {about['rounds']} rounds of {about['clicks']} clicks.",
        "",
        "| from click to changed text | floor | Millstream | × floor | aim | Streamlit | × floor |",
        "|---|---|---|---|---|---|---|",
    ]
    floor = results["clicks"]["counter"]["floor"]["median"]
    for script, sample in results["clicks"].items():
        lines.append(_click_row(script, sample, floor))
    lines += ["", "| | floor | Millstream | × floor | Streamlit |", "|---|---|---|---|---|"]
    lines += _rows(results)
    return "\n".join(lines)


def _click_row(script: str, sample: dict[str, Any], floor: float) -> str:
    cells = [script.replace("_", " "), _milliseconds(sample.get("floor"))]
    ours = sample["millstream"]
    cells += [_milliseconds(ours), f"{ratio(ours['median'], floor):.1f}", f"≤ {_AIMS[script]}"]
    peer = sample.get("streamlit")
    cells += [_milliseconds(peer), f"{ratio(peer['median'], floor):.0f}" if peer else ""]
    return f"| {' | '.join(cells)} |"


def _milliseconds(summary: dict[str, Any] | None) -> str:
    if summary is None:
        return ""
    return (
        f"{summary['median']:.1f} ms ({summary['lower_quartile']:.1f} to {summary['upper_quartile']:.1f}; "
        f"p95 {summary['p95']:.1f})"
    )


def _rows(results: dict[str, Any]) -> list[str]:
    visits, processes = results["visits"], results["processes"]
    measures = [
        ("first visit", visits, lambda each: each["seconds"]["median"], "{:.2f} s"),
        ("bytes of a first visit", visits, lambda each: each["bytes"] / 1000, "{:.0f} kB"),
        ("requests of a first visit", visits, lambda each: each["requests"], "{:.0f}"),
        (
            "start to first answer",
            processes,
            lambda each: each["start_seconds"]["median"],
            "{:.2f} s",
        ),
        (
            "memory at start",
            processes,
            lambda each: each["memory_bytes"]["median"] / 1e6,
            "{:.0f} MB",
        ),
        (
            "memory of a session",
            processes,
            lambda each: each["bytes_per_session"] / 1000,
            "{:.0f} kB",
        ),
    ]
    rows = []
    for label, part, get, form in measures:
        values = {name: get(each) for name, each in part.items()}
        peer = form.format(values["streamlit"]) if "streamlit" in values else ""
        times = f"{ratio(values['millstream'], values['floor']):.1f}" if values["floor"] > 0 else ""
        rows.append(
            f"| {label} | {form.format(values['floor'])} | {form.format(values['millstream'])} | {times} | {peer} |"
        )
    return rows


def write(text: str) -> None:
    """Put the table into the document, in the place of the last one."""
    document = DOCUMENT.read_text()
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    DOCUMENT.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}")
