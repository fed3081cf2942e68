"""Apps of several pages in Chromium: menus, links, the bar, back and forward, and what is seen on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

Open = Callable[..., Any]

APP = """
import millstream as st
position = st.session_state.setdefault("position", st.query_params.get("position", "sidebar"))
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.logo(":material/water:", icon_image="🌊")
st.sidebar.text_input("Region", key="region")
def home():
    st.title("Home")
    st.text_input("Name", key="name")
    st.page_link("report.py", label="To the report", query_params={"year": 2024})
    if st.button("Jump"):
        st.switch_page("report.py", query_params={"year": 2025})
    for n in range(30):
        st.text(f"line {n}")
def slow():
    import time
    st.title("Slow")
    time.sleep(0.5)
    st.text("done")
st.navigation({
    "": [st.Page(home, icon=":material/home:")],
    "Water": [st.Page("report.py", title="The *report*"), slow, st.Page("draft.py", visibility="hidden")],
    "Elsewhere": [st.Page("https://example.org/", title="Manual")],
}, position=position).run()
st.text(f"run {st.session_state.runs}")
"""
REPORT = """
import millstream as st
st.set_page_config("Yearly report", "📈", layout="wide")
st.title(f"Report {st.query_params.get('year', 'of all years')}")
st.text_input("Name", key="name")
"""


@pytest.fixture(scope="module")
def app(share: Open) -> Any:
    return share(app=APP, report=REPORT, draft="import millstream as st; st.title('Draft')")


def fill(tab: Any, label: str, text: str) -> None:
    field = tab.page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    tab.wait_for_idle()


def link(tab: Any, name: str) -> Any:
    return tab.find("stSidebarNavLink").filter(has_text=name)


def test_the_menu_leads_from_page_to_page_without_loading_anything(app: Any, visit: Open) -> None:
    tab = visit(app.url)
    tab.expect_heading("Home")
    expect(link(tab, "home")).to_have_attribute("aria-current", "page")
    fill(tab, "Region", "Alps")
    fill(tab, "Name", "Ada")
    tab.evaluate("document.body.dataset.mark = 'here'")
    asked = len(tab.requests)
    link(tab, "report").click()
    tab.expect_heading("Report of all years")
    expect(tab.page).to_have_url(re.compile("/report$"))
    expect(tab.page).to_have_title("Yearly report")
    expect(tab.find("stAppViewContainer")).to_have_attribute("data-layout", "wide")
    expect(tab.page.get_by_label("Region")).to_have_value("Alps")
    expect(tab.page.get_by_label("Name")).to_have_value("")
    assert tab.evaluate("document.body.dataset.mark") == "here"
    assert [url for url in tab.requests[asked:] if not url.startswith("data:")] == []
    link(tab, "home").click()
    tab.expect_text("run 5")
    expect(tab.find("stAppViewContainer")).to_have_attribute("data-layout", "narrow")
    expect(tab.page).to_have_title("home")


def test_back_and_forward_go_through_pages_and_show_the_part_that_was_seen(
    app: Any, visit: Open
) -> None:
    tab = visit(app.url)
    tab.expect_text("line 29")
    tab.evaluate("scrollTo(0, 400)")
    tab.page.wait_for_function("scrollY === 400")
    link(tab, "report").click()
    tab.expect_heading("Report")
    assert tab.evaluate("scrollY") == 0
    tab.page.go_back()
    tab.expect_heading("Home")
    tab.page.wait_for_function("scrollY === 400")
    tab.page.go_forward()
    tab.expect_heading("Report")
    expect(tab.page).to_have_url(re.compile("/report$"))


def test_links_and_scripts_lead_to_pages_with_parameters(app: Any, visit: Open) -> None:
    tab = visit(app.url)
    tab.find("stPageLink-NavLink").click()
    tab.expect_heading("Report 2024")
    expect(tab.page).to_have_url(re.compile(r"/report\?year=2024$"))
    tab.page.go_back()
    before = tab.evaluate("history.length")
    tab.button("Jump").click()
    tab.expect_heading("Report 2025")
    expect(tab.page).to_have_url(re.compile(r"/report\?year=2025$"))
    assert tab.evaluate("history.length") == before
    tab.page.go_back()
    tab.expect_heading("Home")


def test_a_shared_link_and_a_reload_open_the_page(app: Any, visit: Open) -> None:
    tab = visit(f"{app.url}report?year=2023")
    tab.expect_heading("Report 2023")
    tab.page.reload()
    tab.expect_heading("Report 2023")
    tab.expect_text("run 1")


def test_a_page_that_there_is_not_is_said_and_the_first_one_shown(app: Any, visit: Open) -> None:
    tab = visit(f"{app.url}deep/nothing")
    dialog = tab.find("stPageNotFoundDialog")
    expect(dialog).to_contain_text("deep/nothing")
    expect(tab.page).to_have_url(re.compile(r":\d+/$"))
    tab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    tab.expect_heading("Home")


def test_a_slow_page_shows_itself_as_it_comes_and_nothing_of_the_one_before(
    app: Any, visit: Open
) -> None:
    tab = visit(app.url)
    tab.evaluate(
        """() => {
            window.seen = new Set();
            new MutationObserver(() => {
                const main = document.querySelector('[data-testid=stMain]').innerText;
                window.seen.add([/Home/, /Slow/, /done/].map((part) => +part.test(main)).join(""));
            }).observe(document.body, {subtree: true, childList: true, characterData: true});
        }"""
    )
    link(tab, "slow").click()
    tab.expect_text("done")
    tab.wait_for_idle()
    assert tab.evaluate("[...window.seen].sort().join(' ')") in ("010 011", "010 011 100")


def test_the_menu_at_the_top_works_with_the_mouse_and_with_keys(app: Any, visit: Open) -> None:
    tab = visit(f"{app.url}?position=top")
    tab.find("stTopNavSection").filter(has_text="Water").click()
    tab.page.get_by_role("menuitem", name="The report").click()
    tab.expect_heading("Report")
    expect(tab.find("stTopNavSection").filter(has_text="Water")).to_have_attribute(
        "data-current", "true"
    )
    tab.find("stTopNavLink").focus()
    tab.page.keyboard.press("Enter")
    tab.expect_heading("Home")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("menuitem", name="The report")).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    tab.expect_heading("Slow")
    expect(tab.find("stSidebarNav")).to_have_count(0)


def test_pages_for_which_there_is_no_room_at_the_top_share_a_menu(serve: Open, visit: Open) -> None:
    source = (
        "import millstream as st\n"
        "st.navigation([st.Page(lambda n=n: st.title(f'Page {n}'), title=f'Page number {n}', "
        "url_path=f'p{n}') for n in range(14)], position='top').run()"
    )
    tab = visit(serve(source).url, viewport={"width": 900, "height": 600})
    shown = tab.find("stTopNavLink")
    expect(shown.first).to_be_visible()
    more = tab.find("stTopNavSection")
    expect(more).to_have_text("More")
    count = shown.count()
    assert 2 <= count < 8
    more.click()
    expect(tab.find("stTopNavDropdownLink")).to_have_count(14 - count)
    tab.page.get_by_role("menuitem", name="Page number 13").click()
    tab.expect_heading("Page 13")
    tab.page.set_viewport_size({"width": 2200, "height": 600})
    expect(shown).to_have_count(14)
    expect(more).to_have_count(0)


@pytest.mark.parametrize("position", ["sidebar", "top"])
def test_on_a_telephone_the_menu_lies_over_the_page_and_goes_when_it_was_used(
    app: Any, visit: Open, position: str
) -> None:
    tab = visit(f"{app.url}?position={position}", viewport={"width": 360, "height": 700})
    expect(tab.find("stHeaderLogo")).to_have_text("🌊")
    tab.find("stExpandSidebarButton").click()
    link(tab, "report").click()
    tab.expect_heading("Report")
    expect(tab.find("stSidebar")).to_have_attribute("data-collapsed", "true")
    assert tab.evaluate("document.documentElement.scrollWidth") == 360


def test_the_folder_of_pages_is_followed_while_it_changes(
    serve: Open, visit: Open, tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1_🎈_First_one.py").write_text("import millstream as st; st.title('First')")
    tab = visit(serve("import millstream as st; st.title('Main')").url)
    tab.expect_heading("Main")
    expect(tab.find("stSidebarNavLink")).to_have_text(["app", "🎈First one"])
    link(tab, "First").click()
    tab.expect_heading("First")
    (pages / "1_🎈_First_one.py").write_text("import millstream as st; st.title('First, edited')")
    tab.expect_heading("First, edited")
    (pages / "2_second.py").write_text("import millstream as st; st.title('Second')")
    expect(tab.find("stSidebarNavLink")).to_have_text(["app", "🎈First one", "second"])
    link(tab, "second").click()
    tab.expect_heading("Second")


def test_an_edited_page_of_the_script_is_run_again(app: Any, visit: Open) -> None:
    tab = visit(f"{app.url}draft")
    tab.expect_heading("Draft")
    (app.script.parent / "draft.py").write_text("import millstream as st; st.title('Rewritten')")
    tab.expect_heading("Rewritten")


def test_an_app_below_a_path_that_survives_a_reload_comes_back_to_its_page(
    serve: Open, visit: Open
) -> None:
    source = (
        "import millstream as st\nst.text_input('Region', key='region')\n"
        "st.navigation([st.Page(lambda: st.title('Home'), title='home', url_path='home'),"
        " st.Page(lambda: st.title('Report'), title='report', url_path='report')]).run()"
    )
    server = serve(source, "--session.survive", "reload", base="rivers/app/")
    tab = visit(server.url)
    fill(tab, "Region", "Alps")
    link(tab, "report").click()
    tab.expect_heading("Report")
    expect(tab.page).to_have_url(re.compile("/rivers/app/report$"))
    tab.page.reload()
    tab.expect_heading("Report")
    expect(tab.page.get_by_label("Region")).to_have_value("Alps")
    link(tab, "home").click()
    tab.expect_heading("Home")
    expect(tab.page).to_have_url(re.compile("/rivers/app/$"))


def test_the_first_visit_of_an_app_without_pages_fetches_nothing_for_menus(
    serve: Open, visit: Open
) -> None:
    tab = visit(serve("import millstream as st; st.text('plain')").url)
    tab.expect_text("plain")
    assert [url for url in tab.requests if "menus" in url] == []
