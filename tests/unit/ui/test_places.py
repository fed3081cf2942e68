"""Where elements are drawn."""

from __future__ import annotations

from typing import Any


def kinds(page: Any) -> list[str]:
    return [type(each).__name__ for each in page.elements]


def bodies(page: Any) -> list[str]:
    return [each.body for each in page.elements if hasattr(each, "body")]


def test_a_container_takes_elements_later_and_from_anywhere(draw: Any) -> None:
    page = draw(
        'c = st.container()\nst.text("below")\nc.text("inside")\nwith c:\n    st.text("also")'
    )
    assert bodies(page) == ["inside", "also", "below"]


def test_with_blocks_nest_and_come_back(draw: Any) -> None:
    page = draw(
        """
a, b = st.columns([2, 1], border=True)
with a:
    st.text("a1")
    with b:
        st.text("b1")
    st.text("a2")
st.text("after")
"""
    )
    assert bodies(page) == ["a1", "a2", "b1", "after"]
    assert [each.weight for each in page.elements if hasattr(each, "weight")] == [2, 1]


def test_a_place_for_one_element_is_replaced_and_cleared(draw: Any) -> None:
    page = draw('slot = st.empty()\nslot.text("a")\nslot.text("b")\nst.text("end")')
    assert bodies(page) == ["b", "end"]
    page = draw('slot = st.empty()\nslot.text("a")\nslot.empty()')
    assert bodies(page) == []


def test_an_element_can_be_replaced_by_calling_another_on_it(draw: Any) -> None:
    page = draw('place = st.text("a")\nst.text("z")\nplace.markdown("**b**")')
    assert kinds(page) == ["Markdown", "Text"]


def test_a_bar_goes_on_in_its_place(draw: Any) -> None:
    page = draw('bar = st.progress(0)\nfor i in range(101):\n    bar.progress(i, f"{i} %")')
    assert (page.only.value, page.only.text) == (1.0, "100 %")


def test_a_spinner_is_gone_when_its_block_ends_also_by_an_error(draw: Any) -> None:
    page = draw('with st.spinner("wait"):\n    st.text("done")')
    assert kinds(page) == ["Text"]
    page = draw('with st.spinner("wait"):\n    1 / 0')
    assert kinds(page) == ["Exception_"]


def test_a_spinner_in_a_place_leaves_the_place(draw: Any) -> None:
    page = draw("""
place, line = st.empty(), st.text("line")
with place:
    with st.spinner("wait"):
        pass
with line:
    with st.spinner("wait"):
        pass
place.text("filled")
line.text("again")
""")
    assert [each.body for each in page.elements if hasattr(each, "body")] == ["filled", "again"]


def test_a_cached_function_does_not_show_its_spinner_again(draw: Any) -> None:
    page = draw("""
@st.cache_data
def load():
    with st.container():
        with st.spinner("wait"):
            st.text("a")
    with st.spinner("wait"):
        st.text("b")
load()
load()
""")
    assert kinds(page) == ["Container", "Text", "Text"] * 2


def test_the_sidebar_is_a_place_like_any_other(draw: Any) -> None:
    page = draw('st.sidebar.text("a")\nwith st.sidebar:\n    st.text("b")\nst.text("main")')
    main, sidebar, _ = page.browser.root.children
    assert [node.element.body for node in sidebar.children] == ["a", "b"]
    assert [node.element.body for node in main.children] == ["main"]


def test_outside_of_a_run_everything_goes_nowhere_and_widgets_give_their_default() -> None:
    import millstream as st

    with st.container() as place:
        assert place.slider("x", 0, 9, 4) == 4
    assert st.text("a").empty() is not None
    with st.spinner("x"):
        assert st.button("b") is False


def test_write_shows_each_value_in_the_way_that_suits_it(draw: Any) -> None:
    page = draw(
        """
import pandas as pd
st.write("a", 1, None, True)
st.write({"k": [1]}, [1, 2])
st.write(pd.DataFrame({"a": [1]}))
st.write(ValueError("no"))
"""
    )
    assert kinds(page) == ["Markdown", "Json", "Json", "DataFrame", "Exception_"]
    assert page.elements[0].body == "a `1` `None` `True`"


def test_magic_shows_bare_expressions_and_leaves_calls_alone(draw: Any) -> None:
    page = draw(
        """
x = 3
x
"text"
x, "y"
st.session_state.setdefault("n", 0)
if x:
    "nested"
def f():
    "docstring"
    x
f()
"""
    )
    assert bodies(page) == ["`3`", "text", "`3` y", "nested"]
