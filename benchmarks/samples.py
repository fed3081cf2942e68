"""What was measured: values by case, target and round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from benchmarks.cases import Case
from benchmarks.statistics import Summary, summarize


class Samples:
    """Collects the values of each round."""

    def __init__(self) -> None:
        self._rounds: dict[str, dict[str, list[Sequence[float]]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def add(self, case: Case, target: str, values: Sequence[float]) -> None:
        """Keep what one round gave."""
        self._rounds[case.name][target].append(values)

    def summaries(self) -> dict[str, dict[str, Summary]]:
        """Describe the values of each case and target."""
        return {
            case: {target: summarize(rounds) for target, rounds in targets.items()}
            for case, targets in self._rounds.items()
        }
