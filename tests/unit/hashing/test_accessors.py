"""Classes that a project registers as attributes of tables count where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pytest

from millstream.hashing import FunctionTracker
from tracking import HASHER, run

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = """
    import pandas as pd
    import polars as pl
    rate = 2
    @{register}("millstream_prices")
    class Prices:
        def __init__(self, table): self.table = table
        def total(self): return rate * len(self.table)
    def f(table): return [each.millstream_prices.total() for each in [table]]
    def other(table): return len(table)
"""


@pytest.fixture(autouse=True)
def _unregister() -> Iterator[None]:
    yield
    for owner in (pd.DataFrame, pd.Series, pl.DataFrame, pl.Expr):
        owner._accessors.discard("millstream_prices")
        if "millstream_prices" in vars(owner):
            delattr(owner, "millstream_prices")


@pytest.mark.filterwarnings("ignore:registration of accessor", "ignore:Overriding existing")
@pytest.mark.parametrize(
    "register",
    [
        "pd.api.extensions.register_dataframe_accessor",
        "pd.api.extensions.register_series_accessor",
        "pl.api.register_dataframe_namespace",
        "pl.api.register_expr_namespace",
    ],
)
def test_a_registered_class_counts_for_functions_that_name_it(register: str) -> None:
    script = SCRIPT.format(register=register)

    def start(source: str = script) -> dict[str, Any]:
        return run(source)

    namespace = start()
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    other = FunctionTracker(namespace["other"], hasher=HASHER)
    before, unmoved = tracker.state(), other.state()
    assert {"class Prices", "global rate"} <= set(before.parts)
    namespace["rate"] = 3
    changed = tracker.state()
    assert changed.digest != before.digest
    namespace["rate"] = 2
    assert tracker.state().digest == before.digest
    # The class is defined anew, by the next run or by hand.
    start()
    assert tracker.state().digest == before.digest
    start(script.replace("rate *", "rate +"))
    assert tracker.state().digest != before.digest
    assert other.state().digest == unmoved.digest
