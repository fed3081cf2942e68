"""Options as users of an app see them: where it lives, how it looks, what its menu offers, what it says of errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

Open = Callable[..., Any]

APP = """
import pandas as pd
import streamlit as st

st.header("The mill")
st.dataframe(pd.DataFrame({"a": [1, 2]}))
if st.button("Take away"):
    st.set_option("client.toolbarMode", "minimal")
    st.set_option("client.disableDataExport", True)
if st.button("Fail"):
    st.set_option("client.showErrorDetails", "type")
    raise ValueError("open sesame")
"""
ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"


def test_an_app_follows_its_options_and_what_the_script_changes_of_them(
    serve: Open, visit: Open
) -> None:
    flags = ("--client.toolbarMode=viewer", "--theme.base=dark", "--theme.primaryColor=#d97a1f")
    server = serve(APP, *flags, base="deep/app/")
    tab = visit(server.url)
    tab.expect_heading("The mill")
    assert tab.foreign_requests() == []
    assert [url for url in tab.requests if not url.startswith(server.url)] == []
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.evaluate(ACCENT) == "#d97a1f"

    tab.button("Main menu").click()
    expect(tab.page.get_by_role("menuitem", name="Rerun")).to_be_visible()
    expect(tab.page.get_by_role("menuitem", name="Clear caches")).to_have_count(0)
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("c")
    expect(tab.find("stClearCacheDialog")).to_have_count(0)

    download = tab.page.get_by_label("Download as CSV")
    expect(download).to_have_count(1)
    tab.button("Take away").click()
    expect(tab.button("Main menu")).to_have_count(0)
    expect(download).to_have_count(0)

    tab.button("Fail").click()
    expect(tab.find("stException")).to_contain_text("ValueError")
    expect(tab.find("stException")).not_to_contain_text("sesame")


def test_the_bar_at_the_top_can_be_left_bare(serve: Open, visit: Open) -> None:
    tab = visit(serve("import streamlit as st\nst.header('x')", "--ui.hideTopBar=true").url)
    tab.expect_heading("x")
    expect(tab.button("Main menu")).to_have_count(0)
