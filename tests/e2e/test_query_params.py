"""The bar and the script: each follows the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

Open = Callable[..., Any]

SOURCE = """
import millstream as st
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.query_params.setdefault("tab", "all")
if st.button("next"):
    st.query_params.page = int(st.query_params.get("page", 1)) + 1
    st.query_params.by = "click"
st.text(f"page {st.query_params.get('page', 1)}")
st.text(f"tags {st.query_params.get_all('tag')}")
st.text(f"run {st.session_state.runs}")
"""


def test_the_bar_follows_the_script_and_back_and_forward_run_it(serve: Open, visit: Open) -> None:
    tab = visit(f"{serve(SOURCE).url}?tag=a&tag=b%20c#there")
    tab.expect_text("tags ['a', 'b c']")
    expect(tab.page).to_have_url(re.compile(r"\?tag=a&tag=b\+c&tab=all$"))
    opened = tab.evaluate("history.length")
    for page in (2, 3):
        tab.button("next").click()
        tab.expect_text(f"page {page}")
    assert tab.evaluate("history.length") == opened + 2
    tab.page.go_back()
    tab.expect_text("page 2")
    expect(tab.page).to_have_url(re.compile("page=2&by=click$"))
    tab.page.go_back()
    tab.expect_text("page 1")
    expect(tab.page).to_have_url(re.compile("tab=all$"))
    tab.page.go_forward()
    tab.expect_text("page 2")
    tab.page.go_forward()
    tab.expect_text("page 3")
    tab.wait_for_idle()
    tab.expect_text("run 7")  # one run for each, and the same session
    assert tab.evaluate("history.length") == opened + 2


def test_an_anchor_is_no_reason_to_run(serve: Open, visit: Open) -> None:
    tab = visit(f"{serve(SOURCE).url}?tab=all")
    tab.evaluate("location.hash = 'somewhere'")
    tab.page.go_back()
    tab.button("next").click()
    tab.expect_text("run 2")


def test_a_link_that_somebody_shares_opens_what_they_saw(serve: Open, visit: Open) -> None:
    server = serve(SOURCE)
    tab = visit(server.url)
    tab.button("next").click()
    tab.expect_text("page 2")
    expect(tab.page).to_have_url(re.compile("page=2"))
    other = visit(tab.page.url)
    other.expect_text("page 2")
    other.expect_text("run 1")


def test_going_back_while_a_script_runs_leaves_it(serve: Open, visit: Open) -> None:
    source = (
        "import time\nimport millstream as st\n"
        "if st.button('slow'):\n"
        "    st.query_params.slow = 1\n"
        "    for n in range(200):\n        st.text('at work'); time.sleep(0.05)\n"
        "st.text(f'at {st.query_params.to_dict()}')\n"
    )
    tab = visit(serve(source).url)
    tab.button("slow").click()
    expect(tab.page).to_have_url(re.compile("slow=1$"))
    tab.page.go_back()
    tab.expect_text("at {}")
    tab.wait_for_idle()
    expect(tab.page).to_have_url(re.compile("/$"))


def test_what_embeds_the_page_stays_in_the_address(serve: Open, visit: Open) -> None:
    tab = visit(f"{serve(SOURCE).url}?embed=true&embed_options=dark_theme")
    tab.button("next").click()
    tab.expect_text("page 2")
    expect(tab.page).to_have_url(
        re.compile(r"\?embed=true&embed_options=dark_theme&tab=all&page=2&by=click$")
    )


def test_a_script_learns_of_the_browser_that_shows_it(serve: Open, visit: Open) -> None:
    source = """
import millstream as st
about = st.context
st.text(f"{about.url} {about.locale} {about.timezone} {about.timezone_offset} {about.theme.type}")
st.text(f"embedded {about.is_embedded}, from {about.ip_address}")
st.text(f"host {about.headers['HOST']}, cookie {about.cookies.get('flavour')}")
st.button("again")
"""
    server = serve(source)
    tab = visit(server.url, locale="de-AT", timezone_id="America/New_York", color_scheme="light")
    tab.page.context.add_cookies([{"name": "flavour", "value": "oat meal", "url": server.url}])
    tab.open(f"{server.url}?embed=true#x")
    host = f"localhost:{server.port}"
    offset = tab.evaluate("new Date().getTimezoneOffset()")
    tab.expect_text(f"http://{host} de-AT America/New_York {offset} light")
    tab.expect_text("embedded True, from None")
    tab.expect_text(f"host {host}, cookie oat meal")
    tab.page.emulate_media(color_scheme="dark")
    tab.button("again").click()
    tab.expect_text(f"http://{host} de-AT America/New_York {offset} dark")


BOUND = """
import millstream as st
amount = st.number_input("amount", 0, 10, 3, key="amount", bind="query-params")
city = st.selectbox("city", ["Rome", "Oslo"], key="city", bind="query-params")
st.text(f"{amount} {city}")
"""


def test_bound_widgets_and_the_bar_follow_each_other(serve: Open, visit: Open) -> None:
    server = serve(BOUND)
    tab = visit(server.url)
    tab.expect_text("3 Rome")
    expect(tab.page).to_have_url(re.compile(r"/$"))
    field = tab.page.get_by_label("amount")
    field.fill("5")
    field.press("Enter")
    tab.expect_text("5 Rome")
    expect(tab.page).to_have_url(re.compile(r"\?amount=5$"))
    tab.page.go_back()
    tab.expect_text("3 Rome")
    expect(field).to_have_value("3")
    tab.page.go_forward()
    tab.expect_text("5 Rome")
    shared = visit(f"{server.url}?amount=7&city=Oslo")
    shared.expect_text("7 Oslo")
    wrong = visit(f"{server.url}?amount=99&city=Bonn")
    wrong.expect_text("3 Rome")
    expect(wrong.page).to_have_url(re.compile(r"/$"))
