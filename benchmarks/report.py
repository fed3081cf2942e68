"""The results as a table, for people and for `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.cases import CASES, Case, Unit
from benchmarks.statistics import Ratio, Summary, ratio

BEGIN = "<!-- written by `make bench` -->"
END = "<!-- end -->"
_TARGETS = ("floor", "millstream", "streamlit")


def table(about: Mapping[str, Any], summaries: Mapping[str, Mapping[str, Summary]]) -> str:
    """Write all results as Markdown."""
    return "\n".join(
        [
            f"Measured on {about['date']}: Millstream {about['millstream']}, "
            f"Streamlit {about['streamlit'] or '(not measured)'}, Python {about['python']}, "
            f"Chromium {about['chromium']}, {about['cores']} cores, "
            f"load {' to '.join(f'{each:.1f}' for each in about['load'])}; {about['rounds']} rounds of "
            f"{about['clicks']} clicks.",
            "",
            "| | floor | Millstream | × floor | aim | Streamlit | × floor |",
            "|---|---|---|---|---|---|---|",
            *(_row(case, summaries) for case in CASES if case.name in summaries),
        ]
    )


def _row(case: Case, summaries: Mapping[str, Mapping[str, Summary]]) -> str:
    found = summaries[case.name]
    floor = summaries[case.floor].get("floor") if case.floor else None
    cells = {name: _cell(found[name], case.unit) for name in _TARGETS if name in found}
    ratios = {name: _ratio(ratio(found[name], floor)) for name in found if floor is not None}
    row = [
        case.label,
        cells.get("floor", ""),
        cells.get("millstream", ""),
        ratios.get("millstream", ""),
        case.aim,
        cells.get("streamlit", ""),
        ratios.get("streamlit", ""),
    ]
    return f"| {' | '.join(row)} |"


def _cell(summary: Summary, unit: Unit) -> str:
    """Write the median, the quartiles where they differ, and of a large sample also the slow end."""
    median, low, high = (
        unit.write(value)
        for value in (summary.median, summary.lower_quartile, summary.upper_quartile)
    )
    spread = [f"{low} to {high}"] if low != high else []
    if summary.count >= 20:
        spread.append(f"p95 {unit.write(summary.p95)}")
    return f"{median}{unit.suffix}" + (f" ({'; '.join(spread)})" if spread else "")


def _ratio(found: Ratio) -> str:
    digits = 1 if found.value < 20 else 0
    value, least, most = (f"{each:.{digits}f}" for each in (found.value, found.least, found.most))
    return f"{value} ({least} to {most})" if least != most else value


def replace(document: str, text: str, begin: str = BEGIN) -> str:
    """Put a table into a document, in the place of the last one that has the same beginning."""
    head, found, rest = document.partition(begin)
    _, end, tail = rest.partition(END)
    if not (found and end):
        raise ValueError(f"expected the lines {begin!r} and {END!r} in the document, in this order")
    return f"{head}{begin}\n\n{text}\n\n{END}{tail}"
