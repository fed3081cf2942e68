"""The examples, as their users see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(
    file.stem for file in EXAMPLES.glob("*.py") if not file.stem.startswith(("test_", "conftest"))
)
HELLO = "src/millstream/hello/app.py"
Open = Callable[..., Any]


def set_number(tab: Any, label: str, number: int) -> None:
    field = tab.page.get_by_label(label, exact=True)
    field.fill(str(number))
    field.press("Enter")


def move_slider(tab: Any, presses: int) -> None:
    thumb = tab.page.get_by_role("slider")
    thumb.focus()
    for _ in range(abs(presses)):
        thumb.press("ArrowRight" if presses > 0 else "ArrowLeft")


@pytest.mark.parametrize("name", NAMES)
def test_each_example_stands_without_an_exception(example: Open, visit: Open, name: str) -> None:
    tab = visit(example(name).url)
    expect(tab.find("stHeading").first).to_be_visible()
    expect(tab.find("stException")).to_have_count(0)
    assert tab.foreign_requests() == []


def test_the_run_counter_counts_clicks_and_two_tabs_do_not_share_it(
    example: Open, visit: Open
) -> None:
    first = visit(example("run_counter").url)
    first.expect_heading("Run number 1")
    first.button("Run it again").click()
    first.expect_heading("Run number 2")
    second = visit(example("run_counter").url, beside=first)
    second.expect_heading("Run number 1")
    first.button("Run it again").click()
    first.expect_heading("Run number 3")
    second.expect_heading("Run number 1")


def test_a_duplicated_tab_gets_a_session_of_its_own(example: Open, visit: Open) -> None:
    tab = visit(example("run_counter").url)
    tab.button("Run it again").click()
    tab.expect_heading("Run number 2")
    with tab.page.expect_popup() as popup:
        tab.evaluate("() => { window.open(location.href); }")  # takes the tab's storage along
    heading = popup.value.locator("[data-testid=stHeading]")
    expect(heading.filter(has_text="Run number 1")).to_be_visible()
    tab.button("Run it again").click()
    tab.expect_heading("Run number 3")
    expect(heading.filter(has_text="Run number 1")).to_be_visible()


def test_another_colour_repaints_the_points_and_leaves_them_in_place(
    example: Open, visit: Open
) -> None:
    tab = visit(example("recolour").url)
    points = tab.page.locator("[data-testid=stVegaLiteChart] .mark-symbol path")
    expect(points).to_have_count(150)
    places = "paths => paths.map(path => path.getAttribute('transform'))"
    before = points.evaluate_all(places)
    first = tab.find("stCaptionContainer").inner_text()
    tables = [url for url in tab.requests if url.endswith(".arrow")]
    tab.find("stColorPickerBlock").click()
    field = tab.find("stColorPickerPopover").get_by_role("textbox").first
    field.fill("#cc3300")
    field.press("Enter")
    expect(points.first).to_have_attribute("fill", "#cc3300")
    assert points.evaluate_all(places) == before
    assert tab.find("stCaptionContainer").inner_text() == first
    assert [url for url in tab.requests if url.endswith(".arrow")] == tables


def test_a_computation_is_slow_once_and_then_instant(serve: Open, visit: Open) -> None:
    original = (EXAMPLES / "cached_computation.py").read_text(encoding="utf-8")
    server = serve(original)
    tab = visit(server.url)
    tab.expect_heading("The result is 42")
    computed, cached = tab.find("stAlertContentInfo"), tab.find("stAlertContentSuccess")
    expect(computed).to_contain_text("Computed in")
    tab.button("Run it again").click()
    expect(cached).to_contain_text("From the cache")

    set_number(tab, "a", 10)
    tab.expect_heading("The result is 20")
    expect(computed).to_contain_text("Computed in")
    set_number(tab, "a", 21)
    tab.expect_heading("The result is 42")
    expect(cached).to_contain_text("From the cache")

    server.script.write_text(original.replace("return a * b", "return a + b"), encoding="utf-8")
    tab.expect_heading("The result is 23")
    expect(computed).to_contain_text("Computed in")
    server.script.write_text(original, encoding="utf-8")
    tab.expect_heading("The result is 42")
    expect(cached).to_contain_text("From the cache")


def test_the_second_user_of_a_slider_gets_a_hit(serve: Open, visit: Open) -> None:
    source = (EXAMPLES / "shared_slider.py").read_text(encoding="utf-8")
    url = serve(source).url
    one = visit(url)
    one.expect_heading("27 takes 111 steps")
    other = visit(url)
    other.expect_heading("27 takes 111 steps")
    counted = other.find("stMarkdown").filter(has_text="The server has computed")
    expect(counted).to_contain_text("computed 1 of 30")
    move_slider(one, 1)
    one.expect_heading("28 takes 18 steps")
    other.expect_heading("27 takes 111 steps")
    move_slider(other, 1)
    other.expect_heading("28 takes 18 steps")
    expect(counted).to_contain_text("computed 2 of 30")


def test_a_spoiled_value_spoils_no_other(example: Open, visit: Open) -> None:
    whole, spoiled = "sum 22.7, tags ['measured', 'checked']", "sum -3.0, tags []"
    tab = visit(example("no_leak").url)
    texts = tab.find("stText")
    expect(texts).to_have_text([whole, whole])
    tab.button("Spoil it in place").click()
    expect(texts).to_have_text([spoiled, whole])
    expect(visit(example("no_leak").url).find("stText")).to_have_text([whole, whole])
    tab.page.keyboard.press("r")
    expect(texts).to_have_text([whole, whole])


def test_the_square_follows_the_slider(example: Open, visit: Open) -> None:
    tab = visit(example("squared").url)
    tab.expect_heading("12 squared is 144")
    move_slider(tab, 3)
    tab.expect_heading("15 squared is 225")
    expect(tab.find("stSliderThumbValue")).to_have_text("15")


def test_the_explorer_narrows_its_chart_and_table(example: Open, visit: Open) -> None:
    tab = visit(example("explorer").url)
    tab.expect_text("360 rows: Arle, Brenna, Coln, Dorne, Eyle, Fenn")
    lines = tab.page.locator("[data-testid=stVegaLiteChart] .mark-line path")
    expect(lines).to_have_count(6)

    tab.page.get_by_role("combobox", name="Region").click()
    tab.page.get_by_role("option", name="Coast", exact=True).click()
    tab.expect_text("120 rows: Eyle, Fenn")
    expect(lines).to_have_count(2)

    tab.page.get_by_role("combobox", name="River").fill("fen")
    tab.page.keyboard.press("Enter")
    tab.expect_text("60 rows: Fenn")
    expect(lines).to_have_count(1)
    table = tab.find("stDataFrame").last
    expect(table).to_contain_text("Fenn")
    expect(table).not_to_contain_text("Eyle")

    tab.page.get_by_role("combobox", name="Measure").click()
    tab.page.get_by_role("option", name="Rain, mm", exact=True).click()
    expect(tab.find("stVegaLiteChart")).to_contain_text("Rain, mm")


def test_a_table_of_a_database_is_read_once_until_it_is_asked_for(serve: Open, visit: Open) -> None:
    url = serve((EXAMPLES / "tea_shop.py").read_text(encoding="utf-8")).url
    one, other = visit(url), visit(url)
    table, caption = one.find("stDataFrame"), one.find("stCaptionContainer")
    expect(table).to_contain_text("Sencha")
    expect(caption).to_contain_text("2 orders, read at ")
    read = caption.inner_text()
    expect(other.find("stCaptionContainer")).to_have_text(read)

    one.page.get_by_role("combobox", name="Tea").fill("ool")
    one.page.keyboard.press("Enter")
    one.button("Order").click()
    one.wait_for_idle()
    expect(caption).to_have_text(read)
    expect(table).not_to_contain_text("Oolong")
    one.button("Read again").click()
    expect(caption).to_contain_text("3 orders, read at ")
    expect(table).to_contain_text("Oolong")
    other.page.keyboard.press("r")
    expect(other.find("stDataFrame")).to_contain_text("Oolong")


def test_the_demonstration_answers_to_its_widgets(visit: Open, serve: Open) -> None:
    tab = visit(serve((EXAMPLES.parent / HELLO).read_text(encoding="utf-8")).url)
    tab.expect_heading("Lower Mill")
    name = tab.page.get_by_label("Name", exact=True)
    name.fill("Upper Mill")
    name.press("Enter")
    tab.expect_heading("Upper Mill")
    tab.page.get_by_text("How it is calculated", exact=True).click()
    expect(tab.page.locator("math").first).to_be_attached()
    assert tab.foreign_requests() == []


# --- the weir ----------------------------------------------------------------------------------------

CALM = """() => new Promise(resolve => {
  const shifts = [], missing = [], begun = performance.now();
  new PerformanceObserver(list => shifts.push(...list.getEntries().map(each => each.value)))
    .observe({ type: 'layout-shift' });
  const look = () => {
    const charts = document.querySelectorAll('[data-testid=stVegaLiteChart] :is(canvas, svg)').length;
    const status = document.querySelectorAll('[data-testid=stStatusWidget]').length;
    if (charts !== 2 || status) missing.push([charts, status]);
    if (performance.now() - begun < 2500) requestAnimationFrame(look);
    else resolve({ shifts, missing });
  };
  look();
})"""
"""Watches each frame of two and a half seconds: nothing moves, no chart is missing, nothing blinks."""


def test_levels_are_refreshed_every_second_without_a_flicker(example: Open, visit: Open) -> None:
    tab = visit(example("weir_watch").url)
    expect(tab.find("stVegaLiteChart").locator("canvas, svg")).to_have_count(2)
    expect(tab.find("stStatusWidget")).to_have_count(0)
    before = tab.find("stHeading").all_inner_texts()
    assert tab.evaluate(CALM) == {"shifts": [], "missing": []}
    assert tab.find("stHeading").all_inner_texts() != before


def test_the_pages_of_the_weir_share_what_they_note(example: Open, visit: Open) -> None:
    tab = visit(example("weir_watch").url)
    menu = tab.find("stSidebarNav")
    menu.get_by_text("Readings").click()
    tab.expect_text("Nobody has read anything yet.")
    tab.page.get_by_label("Read by", exact=True).fill("Ada")
    tab.button("Note it").click()
    expect(tab.find("stDataFrame")).to_contain_text("Ada")
    expect(tab.page.get_by_label("Read by", exact=True)).to_have_value("")
    menu.get_by_text("Gates").click()
    tab.button("Move").nth(1).click()
    thumb = tab.page.get_by_role("dialog").get_by_role("slider")
    thumb.press("End")
    tab.expect_text("The meadows below will be under water.")
    tab.button("Move it").click()
    tab.expect_text("Flood gate: 100 % open")
    expect(tab.find("stDialog")).to_have_count(0)
    tab.expect_text("Readings: 1, gates open: 3")
    menu.get_by_text("Questions").click()
    question = tab.page.get_by_label("Question", exact=True)
    question.fill("How is the Arle?")
    question.press("Enter")
    answer = tab.find("stMarkdown").filter(has_text="The Arle was")
    expect(answer).to_contain_text("▌")
    expect(answer).to_contain_text(
        "last read at 1.50 m; its mean is 1.6 m. The mill gate is open by 40 %"
    )
    tab.wait_for_idle()
    expect(answer).not_to_contain_text("▌")
    tab.page.go_back()
    tab.expect_text("Flood gate: 100 % open")
