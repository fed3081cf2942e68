"""AppTest: making an app under test, running it, and reading its page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from millstream.testing.v1 import AppTest, element_tree

PAGE = """
import streamlit as st
st.title("T", anchor="x"); st.header("H", anchor=False); st.subheader("S", help="why")
st.caption("c"); st.markdown("**b**"); st.write("w", 2); "magic"
st.text("t"); st.code("a = 1"); st.code("x", None, line_numbers=True); st.divider()
st.json({"a": 1}, expanded=False); st.progress(40, "so far"); st.progress(0.37)
st.success("ok", icon="✅"); st.info("i"); st.warning("w"); st.error("e")
st.exception(ValueError("bad"))
wide, narrow = st.columns([3, 1], gap="large")
wide.text("in wide")
with narrow.container(key="box"):
    st.text("in box")
with st.expander("more", icon="🔍"):
    st.text("in expander")
filled, _ = st.empty(), st.empty()
filled.text("in empty")
st.sidebar.text("aside")
"""


@pytest.fixture(scope="module")
def page() -> AppTest:
    return AppTest.from_string(PAGE).run()


@pytest.mark.parametrize(
    ("kind", "values"),
    {
        "title": ["T"],
        "header": ["H"],
        "subheader": ["S"],
        "caption": ["c"],
        "markdown": ["**b**", "w `2`", "magic"],
        "text": ["t", "in wide", "in box", "in expander", "in empty", "aside"],
        "code": ["a = 1", "x"],
        "divider": ["---"],
        "json": ['{"a": 1}'],
        "progress": [40, 37],
        "success": ["ok"],
        "info": ["i"],
        "warning": ["w"],
        "error": ["e"],
        "exception": ["bad"],
        "button": [],
    }.items(),
)
def test_each_kind_lists_its_values_in_the_order_of_the_page(
    page: AppTest, kind: str, values: list[object]
) -> None:
    found = getattr(page, kind)
    assert found.values == values
    assert found.len == len(found) == len(values)
    assert [each.type for each in page.get(kind)] == [kind] * len(values)


def test_elements_have_the_properties_of_their_kind(page: AppTest) -> None:
    title, header, subheader = page.title[0], page.header[0], page.subheader[0]
    assert (title.tag, title.anchor, title.hide_anchor) == ("h1", "x", False)
    assert (header.tag, header.hide_anchor, subheader.help) == ("h2", True, "why")
    assert [code.language for code in page.code] == ["python", "plaintext"]
    assert [code.show_line_numbers for code in page.code] == [False, True]
    assert page.json[0].expanded is False
    assert page.progress[0].text == "so far"
    assert page.success[0].icon == "✅"
    assert page.caption[0].is_caption and not page.markdown[0].is_caption


def test_a_field_of_the_element_can_be_read_and_no_other(page: AppTest) -> None:
    assert page.text[0].body == "t"
    with pytest.raises(AttributeError, match="Text has no 'nothing'"):
        _ = page.text[0].nothing


def test_blocks_are_asked_for_what_stands_below_them(page: AppTest) -> None:
    wide, narrow = page.columns
    assert (wide.weight, narrow.weight, wide.gap) == (0.75, 0.25, "large")
    assert wide.text.values == ["in wide"]
    assert narrow.text.values == narrow.container[0].text.values == ["in box"]
    assert page.expander[0].label == "more" and page.expander[0].icon == "🔍"
    assert page.expander[0].text[0].value == "in expander"
    assert page.sidebar.text.values == ["aside"]
    assert "aside" not in page.main.text.values


def test_the_row_of_columns_is_no_container(page: AppTest) -> None:
    assert [block.key for block in page.container] == ["box"]


def test_what_stands_in_an_empty_place_stands_in_its_place(page: AppTest) -> None:
    *_, filled, bare = page.main.children.values()
    assert filled.type == "text"
    assert bare.type == "empty" and isinstance(bare, element_tree.UnknownElement)


def test_the_page_is_a_tree_that_can_be_walked(page: AppTest) -> None:
    assert page[0] is page.main and page[1] is page.sidebar
    assert page.main[0] is page.title[0]
    assert len(page.main) == len(page.main.children)
    assert [each.type for each in page.columns[0]] == ["column", "text"]
    assert page.get_by_key("box") is page.container(key="box")
    with pytest.raises(KeyError, match="nowhere"):
        page.get_by_key("nowhere")


def test_lists_can_be_sliced_and_are_false_when_empty(page: AppTest) -> None:
    assert page.text[1:3].values == ["in wide", "in box"]
    assert page.text[-1].value == "aside"
    assert not page.button and page.text
    with pytest.raises(IndexError):
        page.button[0]
    with pytest.raises(KeyError, match="nobody"):
        page.text("nobody")


def test_the_page_is_shown_as_a_tree(page: AppTest) -> None:
    shown = repr(page)
    assert "Title(level=1, body='T', anchor='x')" in shown
    assert "type='sidebar'" in shown


def test_there_is_nothing_before_the_first_run() -> None:
    at = AppTest.from_string("import streamlit as st; st.text('a')")
    assert not at.text and len(at) == 0
    with pytest.raises(KeyError, match=r"run\(\)"):
        _ = at.main


def test_a_table_comes_back_with_its_index() -> None:
    at = AppTest.from_string(
        """
        import pandas as pd, streamlit as st
        st.dataframe(pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="k")))
        st.dataframe({"b": [1.5]})
        """
    ).run()
    first, second = at.dataframe
    assert first.value.to_dict() == {"a": {"x": 1, "y": 2}} and first.value.index.name == "k"
    assert second.value.to_dict("list") == {"b": [1.5]}


def test_a_chart_is_found_by_its_kind() -> None:
    at = AppTest.from_string("import streamlit as st; st.line_chart({'a': [1, 2]})").run()
    (chart,) = at.get("vega_lite_chart")
    assert '"line"' in chart.spec


# --- where scripts come from -----------------------------------------------------------------------


def test_the_indentation_of_a_script_may_be_that_of_its_test() -> None:
    at = AppTest.from_string(
        """
        import streamlit as st
        st.text(__name__)
        """
    ).run()
    assert at.text[0].value == "__main__"


def test_a_relative_path_starts_at_the_folder_of_the_test() -> None:
    example = Path("../../../examples/squared.py")
    assert not AppTest.from_file(example).run().exception


def test_a_script_finds_itself_and_the_modules_beside_it(tmp_path: Path) -> None:
    (tmp_path / "beside_the_app.py").write_text("NAME = 'helper'")
    app = tmp_path / "app.py"
    app.write_text(
        "import streamlit as st; from beside_the_app import NAME; st.text(NAME); st.text(__file__)"
    )
    before = list(sys.path)
    assert AppTest.from_file(app).run().text.values == ["helper", str(app)]
    assert sys.path == before


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.py.*test_app_test\.py"):
        AppTest.from_file("nowhere.py")


OUTSIDE = "the function does not see this"


def app_of_a_function(name: str = "nobody", *, mark: str = "!") -> None:
    import streamlit as st

    st.text(f"{name}{mark}")
    st.text("OUTSIDE" in globals())


def test_a_function_is_a_script_of_its_own() -> None:
    at = AppTest.from_function(app_of_a_function, args=("Ada",), kwargs={"mark": "?"}).run()
    assert at.text.values == ["Ada?", "False"]


def test_the_arguments_of_a_function_may_change_between_runs() -> None:
    at = AppTest.from_function(app_of_a_function).run()
    at.args = ("Grace",)
    assert at.run().text[0].value == "Grace!"


def test_what_is_no_function_of_a_file_cannot_be_a_script() -> None:
    for wrong in (lambda: None, print):
        with pytest.raises(ValueError, match="written with `def`"):
            AppTest.from_function(wrong)


# --- runs --------------------------------------------------------------------------------------------


def test_an_exception_of_the_script_is_an_element_and_the_rest_of_the_page_stands() -> None:
    at = AppTest.from_string("import streamlit as st\nst.text('a')\n1 / 0\n").run()
    (error,) = at.exception
    assert (error.message, error.is_markdown, error.is_warning) == (
        "division by zero",
        False,
        False,
    )
    (frame,) = error.stack_trace
    assert "line 3, in <module>" in frame and frame.endswith("1 / 0")
    assert at.text.values == ["a"]


def test_a_script_that_is_not_python_shows_the_syntax_error() -> None:
    (error,) = AppTest.from_string("import streamlit as st\nst.text('a'\n").run().exception
    assert "was never closed" in error.message


def test_stop_ends_the_page_and_rerun_runs_again() -> None:
    at = AppTest.from_string(
        """
        import streamlit as st
        st.session_state.setdefault("runs", 0)
        st.session_state.runs += 1
        if st.session_state.runs < 3:
            st.rerun()
        st.text(st.session_state.runs)
        st.stop()
        st.text("never")
        """
    ).run()
    assert at.text.values == ["3"]


ENDLESS = """
import time
import streamlit as st
st.text("begun")
while st.session_state.get("endless", True):
    time.sleep(0.005)
    st.empty()
st.text("ended")
"""


def test_a_run_that_takes_too_long_is_an_error_and_is_ended() -> None:
    at = AppTest.from_string(ENDLESS)
    with pytest.raises(RuntimeError, match=r"timed out.* 0\.05 seconds.*timeout="):
        at.run(timeout=0.05)
    at.session_state.endless = False
    assert at.run().text.values == ["begun", "ended"]


def test_the_default_timeout_counts_where_a_run_has_none_of_its_own() -> None:
    with pytest.raises(RuntimeError, match=r"0\.05 seconds"):
        AppTest.from_string(ENDLESS, default_timeout=0.05).run()


def test_reruns_without_end_time_out_too() -> None:
    at = AppTest.from_string("import streamlit as st; st.rerun()")
    with pytest.raises(RuntimeError, match="timed out"):
        at.run(timeout=0.05)


# --- state -----------------------------------------------------------------------------------------


COUNTER = """
import streamlit as st
st.session_state.setdefault("n", 0)
def add(): st.session_state.n += 1
st.button("go", on_click=add, key="go")
st.slider("x", 0, 10, 3, key="x", on_change=add)
st.text(st.session_state.n)
"""


def test_state_may_be_set_before_the_first_run_and_is_kept() -> None:
    at = AppTest.from_string(COUNTER)
    at.session_state["n"] = 5
    at.run()
    assert at.button[0].click().run().text[0].value == "6"
    assert at.run().session_state.n == 6
    assert "n" in at.session_state and "m" not in at.session_state


def test_state_that_is_set_for_a_widget_moves_it_without_its_callback() -> None:
    at = AppTest.from_string(COUNTER).run()
    at.session_state.x = 7
    at.run()
    assert (at.slider(key="x").value, at.session_state.n) == (7, 0)


def test_two_tests_do_not_share_state() -> None:
    one, other = AppTest.from_string(COUNTER).run(), AppTest.from_string(COUNTER).run()
    one.button[0].click().run()
    assert (one.session_state.n, other.run().session_state.n) == (1, 0)


def test_the_query_is_part_of_the_address_that_the_session_knows() -> None:
    at = AppTest.from_string(
        "import millstream as st; st.text(st.query_params.own.query); st.query_params.c = 4"
    )
    at.query_params["a"] = ["1", "2"]
    assert at.run().text[0].value == "a=1&a=2"
    assert at.query_params == {"a": ["1", "2"], "c": "4"}
    assert at.run().text[0].value == "a=1&a=2&c=4"
    at.query_params = {"b": "3"}
    assert at.run().text[0].value == "b=3"
