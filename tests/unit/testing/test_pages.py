"""AppTest goes from page to page."""

from __future__ import annotations

from pathlib import Path

import pytest

from millstream.testing.v1 import AppTest, element_tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").write_text(
        "import streamlit as st\nst.session_state.n = st.session_state.get('n', 0) + 1\n"
        "st.text('home')\nst.page_link('pages/1_report.py', icon='📈')\n"
        "if st.button('go'): st.switch_page('pages/1_report.py')"
    )
    (tmp_path / "pages" / "1_report.py").write_text(
        "import streamlit as st\nst.text(f'report {st.session_state.get(\"n\")}')\nst.button('again')"
    )
    (tmp_path / "other.py").write_text("import streamlit as st; st.text('other')")
    return tmp_path


def texts(at: AppTest) -> list[str]:
    return [each.value for each in at.text]


def test_a_page_of_the_folder_is_shown_by_the_next_run_and_those_after_it(folder: Path) -> None:
    at = AppTest.from_file(str(folder / "app.py"))
    assert texts(at.switch_page("pages/1_report.py").run()) == ["report None"]
    assert texts(at.switch_page("app.py").run()) == ["home"]
    assert texts(at.switch_page(str(folder / "pages" / "1_report.py")).run()) == ["report 1"]
    assert texts(at.button[0].click().run()) == ["report 1"]


def test_a_script_that_switches_and_its_links_are_seen(folder: Path) -> None:
    at = AppTest.from_file(str(folder / "app.py")).run()
    assert isinstance(at.page_link[0], element_tree.PageLink)
    assert (at.page_link[0].value, at.page_link[0].icon) == ("report", "📈")
    assert texts(at.button[0].click().run()) == ["report 2"]


def test_a_file_that_is_no_page_is_refused(folder: Path) -> None:
    at = AppTest.from_file(str(folder / "app.py"))
    with pytest.raises(ValueError, match="There is no page"):
        at.switch_page("nothing.py")
    with pytest.raises(ValueError, match="no page of the app"):
        at.switch_page("other.py")


def test_pages_that_the_script_declares_are_known_before_and_after_it_has_run(folder: Path) -> None:
    (folder / "frame.py").write_text(
        "import streamlit as st\n"
        "st.navigation([st.Page(lambda: st.text('first'), title='x', url_path='x'), 'other.py',"
        " st.Page('pages/1_report.py', url_path='figures')]).run()"
    )
    at = AppTest.from_file(str(folder / "frame.py"))
    assert texts(at.switch_page("other.py").run()) == ["other"]
    assert texts(at.switch_page("pages/1_report.py").run()) == ["report None"]
    assert at.run()._browser.location.path == "figures"


def test_what_a_page_draws_stands_in_the_middle_as_if_there_were_no_frame() -> None:
    at = AppTest.from_string("""
        import streamlit as st
        def page():
            st.text("in the page", )
            with st.container(key="box"): st.text("in a box")
        st.text("before")
        st.navigation([page]).run()
        st.text("after")
    """).run()
    assert [each.type for each in at.main.children.values()] == [
        "text",
        "text",
        "flex_container",
        "text",
    ]
