"""`runner.fastReruns`: whether an interaction interrupts the run that goes on."""

from __future__ import annotations

import pytest

APP = "import millstream as st\nst.text_input('Name', key='name')\n"


@pytest.mark.parametrize("fast", [True, False])
def test_an_interaction_interrupts_the_run_that_goes_on_unless_the_option_says_no(
    browse, fast: bool
) -> None:
    tab = browse(APP, fast_reruns=fast).connect()
    tab.holds_runs = True
    field = tab.find("TextInput").id
    tab.change(field, "a")
    (going,) = tab.waiting
    tab.change(field, "ab")
    assert going.run.interrupted is fast
    assert tab.waiting == [going]
    tab.run_next()
    tab.run_next()
    assert tab.session.state.widgets[field].value == "ab"
    assert tab.waiting == []
