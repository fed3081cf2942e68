"""Pages that are files: the folder of pages, their globals, and their errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from millstream.protocol.messages import Navigation, Page
from millstream.script.options import ScriptOptions


def test_the_folder_beside_the_script_has_pages(open_app, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "1_📈_My_report.py").write_text(
        "import millstream as st\nst.text(f'report {st.session_state.n}')\nst.text_input('box', key='k')"
    )
    source = (
        "import millstream as st\nst.session_state.n = 1\nst.text('home')\n"
        "st.text_input('box', key='k')\n"
        "if st.button('go'): st.switch_page('pages/1_📈_My_report.py')"
    )
    browser = open_app(source)
    [section] = browser.navigation.sections
    assert [(each.title, each.path, each.icon) for each in section.pages] == [
        ("app", "", ""),
        ("My report", "My_report", "📈"),
    ]
    browser.fill("box", "typed")
    browser.click("go")
    assert browser.texts() == ["report 1"]
    assert browser.page == Page("My report", "📈")
    assert browser.fields() == {"box": ""}
    (tmp_path / "pages" / "other.py").write_text("import millstream as st; st.text('other')")
    browser.navigate("other")
    assert browser.texts() == ["other"]
    browser.navigate("nothing")
    assert browser.texts() == ["home"]
    assert browser.navigation.missing == "nothing"


def test_the_folder_is_nothing_to_a_script_that_says_itself_which_pages_there_are(
    open_app, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "report.py").write_text("import millstream as st; st.text('report')")
    browser = open_app(
        "import millstream as st\nst.text('frame')\n"
        "st.navigation([st.Page(lambda: None, title='Home'), 'pages/report.py']).run()",
        "report",
    )
    assert browser.texts() == ["frame", "report"]


def test_the_menu_of_the_folder_can_be_switched_off(open_app, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "report.py").write_text("import millstream as st; st.text('report')")
    browser = open_app("import millstream as st; st.page_link('pages/report.py')", "nothing")
    assert len(browser.navigation.sections) == 1
    browser.session._script.options = ScriptOptions(show_sidebar_navigation=False)
    browser.navigate("nothing_either")
    assert browser.navigation == Navigation(missing="nothing_either")
    browser.navigate("report")
    assert browser.texts() == ["report"]


def test_a_pages_file_has_globals_of_its_own(open_app, tmp_path: Path) -> None:
    (tmp_path / "report.py").write_text(
        "import millstream as st\nimport sys\n"
        "own = 'report'\n"
        "class Row: pass\n"
        "st.text(f\"{__name__} {__file__.endswith('report.py')} {'shared' in globals()}\")\n"
        "st.text(sys.modules['__main__'].own)\n"
        "st.session_state.row = Row()\n"
        "st.session_state.dumped = st.session_state.dump(st.session_state.row)\n"
    )
    source = (
        "import millstream as st\nshared = own = 'app'\n"
        "st.session_state.dump = lambda row: __import__('pickle').dumps(row)\n"
        "st.navigation(['report.py']).run()\nst.text(own)"
    )
    browser = open_app(source)
    assert browser.texts() == ["__main__ True False", "report", "app"]
    assert b"__main__" in browser.session.state.own["dumped"]


def test_an_edited_page_is_run_as_it_is_saved_now(open_app, tmp_path: Path) -> None:
    page = tmp_path / "report.py"
    page.write_text("import millstream as st; st.text('before')")
    browser = open_app("import millstream as st; st.navigation(['report.py']).run()")
    page.write_text("import millstream as st; st.text('edited since')")
    browser.navigate()
    assert browser.texts() == ["edited since"]


def test_a_page_that_is_no_python_is_shown_with_its_line(open_app, tmp_path: Path) -> None:
    (tmp_path / "report.py").write_text("import millstream as st\nst.text(\n")
    browser = open_app(
        "import millstream as st\nst.text('frame')\nst.navigation(['report.py']).run()\nst.text('foot')"
    )
    assert browser.texts() == ["frame"]
    error = browser.find("Exception_")
    assert error.type == "SyntaxError"
    assert [(Path(each.file).name, each.line) for each in error.frames] == [("report.py", 2)]
    assert browser.updates[-1].run == "compile_error"


def test_an_error_in_a_page_names_the_page_and_the_line_that_runs_it(
    open_app, tmp_path: Path
) -> None:
    (tmp_path / "report.py").write_text("value = 1\nvalue / 0\n")
    browser = open_app("import millstream as st\nst.navigation(['report.py']).run()")
    frames = browser.find("Exception_").frames
    assert [(Path(each.file).name, each.line) for each in frames] == [
        ("app.py", 2),
        ("report.py", 2),
    ]
    assert frames[1].source == ("value = 1", "value / 0")


def test_pages_may_await_and_write_bare_expressions(open_app, tmp_path: Path) -> None:
    (tmp_path / "report.py").write_text(
        "import asyncio\nawait asyncio.sleep(0)\n'a bare text'\nawait asyncio.sleep(0, 'done')\n"
    )
    assert open_app("import millstream as st\nst.navigation(['report.py']).run()").texts() == [
        "a bare text"
    ]
    source = (
        "import asyncio\nimport millstream as st\n"
        "async def page():\n    await asyncio.sleep(0)\n    st.text('awaited')\n"
        "st.navigation([page]).run()"
    )
    assert open_app(source).texts() == ["awaited"]


def test_a_fragment_of_a_page_runs_as_part_of_it(open_app) -> None:
    browser = open_app(
        "import millstream as st\n"
        "@st.fragment\ndef panel():\n"
        "    st.text_input('box', key='box'); st.button('again')\n"
        "    st.session_state.drawn = st.session_state.get('drawn', 0) + 1\n"
        "st.navigation([st.Page(panel), st.Page(panel, url_path='other')]).run()",
        "other",
    )
    browser.fill("box", "typed")
    browser.click("again")
    assert browser.fields() == {"box": "typed"}
    assert browser.session.state["drawn"] == 3
    ids = [each.id for each in browser.elements() if hasattr(each, "id")]
    assert all(each.startswith("other/") for each in ids)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("st.Page(one).run()", "is not the one"),
        ("st.navigation([one]); TWO.run()", "is not the one"),
        ("page = st.navigation([one]); page.run(); page.run()", "has been drawn in this run"),
    ],
)
def test_only_the_open_page_can_be_drawn_and_once(open_app, lines: str, why: str) -> None:
    browser = open_app(
        f"import millstream as st\ndef one(): st.text('one')\nTWO = st.Page(one, url_path='two')\n{lines}"
    )
    assert why in browser.find("Exception_").message
