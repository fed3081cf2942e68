"""Pages: what the names of their files say, which paths they have, and what the menu shows of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from millstream.errors import StreamlitAPIException
from millstream.protocol.messages import Navigation, NavigationPage, NavigationSection
from millstream.script.page_names import PageName
from millstream.script.pages import AppPage, Pages, folder_pages
from millstream.script.source import Script


@pytest.mark.parametrize(
    ("stem", "icon", "path", "title"),
    [
        ("report", "", "report", "report"),
        ("01_two_words", "", "two_words", "two words"),
        ("3 🎈 Balloon_page", "🎈", "Balloon_page", "Balloon page"),
        ("📈_chart", "📈", "chart", "chart"),
        ("02-x", "", "x", "x"),
        ("two-words", "", "two-words", "two-words"),
        ("a.b", "", "a.b", "a.b"),
        ("1__2", "", "2", "2"),
        ("x__y", "", "x_y", "x y"),
        ("12abc", "", "abc", "abc"),
        ("🎈🎉 two", "🎈", "🎉_two", "🎉 two"),
        ("🇦🇹_Austria", "🇦🇹", "Austria", "Austria"),
        ("👩‍🚀 astro", "👩‍🚀", "astro", "astro"),
        ("1️⃣_one", "1️⃣", "one", "one"),
        ("x🎈", "", "x🎈", "x🎈"),
        ("→_x", "", "→_x", "→ x"),
        ("01", "", "01", "01"),
        ("🎈", "🎈", "", ""),
        ("_", "", "", ""),
    ],
)
def test_a_files_name_says_what_a_page_is_called(
    stem: str, icon: str, path: str, title: str
) -> None:
    name = PageName(stem)
    assert (name.icon, name.path, name.title) == (icon, path, title)


def page(path: str, **fields: object) -> AppPage:
    fields.setdefault("source", lambda: None)
    fields.setdefault("title", path)
    return AppPage(path=path, **fields)  # type: ignore[arg-type]


def test_the_first_page_is_at_the_apps_own_address_and_at_its_path() -> None:
    one, two = page("one"), page("two")
    pages = Pages({"": [one, two]})
    assert pages.default is one
    assert pages.find("") is one
    assert pages.find("one") is one
    assert pages.find("two") is two
    assert pages.find("Two") is None
    assert (pages.path_of(one), pages.path_of(two)) == ("", "two")


def test_a_page_may_say_that_it_is_the_first() -> None:
    one, two = page("one"), page("two", is_default=True)
    pages = Pages({"a": [one], "b": [two]})
    assert pages.default is two
    assert pages.path_of(one) == "one"


def test_a_page_elsewhere_is_neither_first_nor_found() -> None:
    manual, own = page("manual", source=None, url="https://example.org"), page("own")
    pages = Pages({"": [manual, own]})
    assert pages.default is own
    assert pages.find("manual") is None


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ([page("a"), page("b"), page("a", title="other")], "Two pages are at `/a`"),
        ([page("a"), page("a", source=None, url="https://example.org")], "Two pages are at `/a`"),
        ([page("a", is_default=True), page("b", is_default=True)], "Two pages say `default=True`"),
        ([page("a", source=None, url="https://example.org")], "All pages are elsewhere"),
    ],
)
def test_pages_that_do_not_go_together_are_refused(pages: list[AppPage], message: str) -> None:
    with pytest.raises(StreamlitAPIException, match=message):
        Pages({"": pages})


def test_a_page_is_listed_once() -> None:
    one = page("one")
    with pytest.raises(StreamlitAPIException, match="listed twice"):
        Pages({"a": [one], "b": [one]})


def test_the_menu_has_the_pages_that_are_not_hidden() -> None:
    pages = Pages(
        {
            "Work": [page("one", icon="🎈", help="*first*"), page("secret", is_hidden=True)],
            "Rest": [page("two"), page("manual", source=None, url="https://example.org")],
            "Nothing": [page("other_secret", is_hidden=True)],
        },
        shown=3,
    )
    assert pages.navigation() == Navigation(
        (
            NavigationSection("Work", (NavigationPage("one", "", "🎈", "*first*"),)),
            NavigationSection(
                "Rest",
                (NavigationPage("two", "two"), NavigationPage("manual", url="https://example.org")),
            ),
        ),
        shown=3,
    )


def test_there_is_no_menu_of_a_single_page_nor_where_the_app_wants_none() -> None:
    assert Pages({"": [page("one")]}).navigation() == Navigation()
    hidden = Pages({"": [page("one"), page("two")]}, is_shown=False)
    assert hidden.navigation(missing="three") == Navigation(missing="three")


# --- the folder ------------------------------------------------------------------------------------


@pytest.fixture
def script(tmp_path: Path) -> Script:
    (tmp_path / "my_app.py").write_text("")
    return Script(str(tmp_path / "my_app.py"))


def write(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text("")


def test_the_files_of_the_folder_are_pages_in_the_order_of_their_numbers(
    script: Script, tmp_path: Path
) -> None:
    write(tmp_path / "pages", "10_c.py", "2_b.py", "About us.py", "_a.py", "x.txt")
    write(tmp_path / "pages", "__init__.py", ".hidden.py")
    pages = folder_pages(script)
    assert pages is not None
    assert [each.path for each in pages.sections[""]] == ["my_app", "b", "c", "a", "About_us"]
    assert pages.default.title == "my app"
    found = pages.of_file(str(tmp_path / "pages" / "2_b.py"))
    assert found is not None
    assert found.path == "b"


def test_an_app_without_the_folder_or_with_nothing_in_it_has_no_pages(
    script: Script, tmp_path: Path
) -> None:
    assert folder_pages(script) is None
    write(tmp_path / "pages", "__init__.py")
    assert folder_pages(script) is None


def test_a_file_of_the_folder_needs_a_name(script: Script, tmp_path: Path) -> None:
    write(tmp_path / "pages", "1_🎈.py")
    with pytest.raises(StreamlitAPIException, match="has no name"):
        folder_pages(script)


def test_a_pages_script_is_one_for_all_and_has_the_apps_options(
    script: Script, tmp_path: Path
) -> None:
    file = str(tmp_path / "my_page.py")
    assert script.page(file) is script.page(file)
    assert script.page(file).options is script.options
    assert script.page(script.path) is script
    assert script.page_files() == [file, script.path]


@pytest.mark.parametrize(
    ("source", "declares"),
    [
        ("import streamlit as st\nst.navigation(['a.py']).run()", True),
        ("from streamlit import navigation\ndef main():\n    navigation(['a.py']).run()", True),
        ("navigation = st.sidebar.radio('Go to', ['a', 'b'])\nprint(navigation)", False),
        ("# st.navigation([...]) is for later\nprint('st.navigation()')", False),
    ],
)
def test_a_script_that_calls_navigation_says_itself_which_pages_there_are(
    source: str, declares: bool
) -> None:
    script = Script("app.py", source)
    script.compiled()
    assert script.declares_pages is declares
