"""A status says how the work goes that it tells of."""

from __future__ import annotations

from typing import Any

import pytest


def states(page: Any) -> list[tuple[str, str]]:
    return [(each.label, each.state) for each in page.elements if type(each).__name__ == "Expander"]


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ('with st.status("Work"): st.text("a")', "complete"),
        ('with st.status("Work"): 1 / 0', "error"),
        ('with st.status("Work"): st.stop()', "complete"),
        ('with st.status("Work") as s: s.update(state="error")', "error"),
        ('with st.status("Work", state="error"): pass', "error"),
        ('st.status("Work")', "running"),
        ('st.status("Work").update(state="complete")', "complete"),
        ('with st.container().status("Work"): pass', "complete"),
    ],
)
def test_its_state_follows_the_block_unless_the_block_says_so_itself(
    draw: Any, source: str, state: str
) -> None:
    assert states(draw(source)) == [("Work", state)]


def test_an_update_leaves_what_it_does_not_name(draw: Any) -> None:
    page = draw("""
with st.status("Work", expanded=True, type="step", width=300) as status:
    st.text("inside")
    status.update(label="Done")
    st.text("still inside")
""")
    block, *inside = page.elements
    assert (block.label, block.expanded, block.type, block.width) == ("Done", True, "step", 300)
    assert [each.body for each in inside] == ["inside", "still inside"]
    assert draw('st.status("Work", expanded=True).update(expanded=False)').only.expanded is False


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('st.status("x", state="slow")', "`state` has to be one of 'running'"),
        ('st.status("x", type="wide")', "`type` has to be one of 'default', 'compact', 'step'"),
        ('st.status("x").update(state="slow")', "`state` has to be one of 'running'"),
        ('st.status("x", width="content")', "`width`"),
    ],
)
def test_a_mistake_says_what_to_write_instead(draw: Any, source: str, message: str) -> None:
    assert message in draw(source).elements[-1].message


def test_outside_of_an_app_it_is_a_block_like_any_other() -> None:
    import millstream as st

    with st.status("Work") as status:
        status.update(label="Done")
