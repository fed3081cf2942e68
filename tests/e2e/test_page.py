"""What every page does: asks nobody else, follows a strict policy, and can be used by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Route, WebSocket, expect

Open = Callable[..., Any]

PAGE = """
import millstream as st
st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
st.title("Page")
if st.button("Click me", key="a button"):
    st.text("clicked")
st.text(f"checked {st.checkbox('Check me')}")
st.text(f"x {st.slider('x', 0, 10, 3)}")
st.text(f"name {st.text_input('Name')!r}")
st.text(f"amount {st.number_input('Amount', 0, 9, 4)}")
st.text(f"wheel {st.selectbox('Wheel', ['overshot', 'breastshot', 'undershot'])}")
with st.expander("More"):
    st.text("inside")
st.sidebar.text("aside")
st.text(f"run {st.session_state.runs}")
"""


@pytest.fixture
def tab(serve: Open, visit: Open) -> Any:
    return visit(serve(PAGE).url)


FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FOCUS_AND_OPEN = """node => {
  node.focus();
  node.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
}"""
"""Presses a key before the page has said that it scrolled to what has the focus."""


DRAWING = "**/assets/index-*.js"


class Wire:
    """What has come through the websocket, and the requests for the script that draws, which wait."""

    def __init__(self) -> None:
        self.frames: list[bytes | str] = []
        self._held: list[Route] = []
        self._is_open = False

    def listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, frame: bytes | str) -> None:
        self.frames.append(frame)

    def hold(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._held.append(route)

    def release(self) -> None:
        self._is_open = True
        for route in self._held:
            route.continue_()


def has_run(frame: bytes | str) -> bool:
    """Whether a message of the server shows the end of the first run."""
    return isinstance(frame, bytes) and b"run 1" in frame


def focus_by_tab(tab: Any, target: Locator) -> None:
    """Press Tab until something has the focus."""
    expect(target).to_be_attached()
    for _ in range(25):
        tab.page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not reach {target}")


# --- safety ------------------------------------------------------------------------------------------


def test_nobody_else_is_asked_for_anything(tab: Any) -> None:
    tab.find("stMainMenuButton").click()
    expect(tab.page.get_by_role("menu")).to_be_visible()
    assert tab.foreign_requests() == []
    assert len(tab.requests) > 3


def test_the_policy_allows_no_inline_and_no_evaluated_code(tab: Any) -> None:
    with urlopen(tab.page.url) as answer:
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["Content-Security-Policy"].split(";")
            if " " in part.strip()
        )
    assert policy["default-src"] in {"'self'", "'none'"}
    scripts = policy.get("script-src", policy["default-src"])
    assert "unsafe-inline" not in scripts and "unsafe-eval" not in scripts
    for kind in ("script-src", "style-src", "font-src", "connect-src", "object-src", "base-uri"):
        assert "*" not in policy.get(kind, policy["default-src"]).split()
    tab.expected = ("Content Security Policy",)
    tab.evaluate(
        "() => { const script = document.createElement('script');"
        "script.textContent = 'window.inline = true'; document.head.append(script); }"
    )
    assert tab.evaluate("() => 'inline' in window") is False


def test_the_first_visit_is_light(tab: Any) -> None:
    transferred = tab.evaluate(
        "() => performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)"
    )
    assert 10_000 < transferred < 250_000


def test_the_app_runs_while_the_browser_still_waits_for_what_draws_it(
    serve: Open, chromium: Browser
) -> None:
    url = serve(PAGE).url
    context = chromium.new_context()
    page = context.new_page()
    wire = Wire()
    page.route(DRAWING, wire.hold)
    page.on("websocket", wire.listen)
    try:
        with page.expect_websocket() as socket:
            page.goto(url, wait_until="commit")
        if not any(has_run(frame) for frame in wire.frames):
            socket.value.wait_for_event("framereceived", has_run)
        assert page.locator("[data-testid=stApp]").count() == 0
        wire.release()
        expect(page.get_by_text("run 1", exact=True)).to_be_visible()
    finally:
        context.close()


def test_fonts_are_our_own_and_what_the_page_does_not_draw_is_not_fetched(tab: Any) -> None:
    assert tab.evaluate("() => document.fonts.check('1rem \"Geist Variable\"')")
    fonts = [url for url in tab.requests if url.endswith(".woff2")]
    assert fonts and tab.foreign_requests() == []
    names = " ".join(tab.requests).lower()
    assert "/assets/slider-" in names
    assert not any(f"/assets/{part}" in names for part in ("vegachart-", "dataframe-", "katex"))


def test_a_second_visit_takes_its_assets_from_the_browser(tab: Any) -> None:
    tab.page.wait_for_load_state("networkidle")
    tab.page.reload()
    tab.wait_for_idle()
    again = tab.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter(e => e.name.includes('/assets/') && e.transferSize > 0).map(e => e.name)"
    )
    assert again == []


# --- hooks -------------------------------------------------------------------------------------------


def test_elements_carry_their_test_ids_as_classes_and_keys_as_classes(tab: Any) -> None:
    for name in (
        "stButton",
        "stCheckbox",
        "stSlider",
        "stTextInput",
        "stNumberInput",
        "stSelectbox",
    ):
        expect(tab.page.locator(f'.{name}[data-testid="{name}"]').first).to_be_attached()
    expect(tab.page.locator(".st-key-a-button").get_by_role("button")).to_have_text("Click me")
    app = tab.find("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    for name in ("stAppViewContainer", "stMain", "stMainBlockContainer", "stSidebar", "stHeader"):
        expect(tab.find(name)).to_be_attached()


def test_what_stands_in_the_sidebar_stands_in_the_sidebar(tab: Any) -> None:
    expect(tab.find("stSidebar").get_by_text("aside")).to_be_visible()
    expect(tab.find("stMain").get_by_text("aside")).to_have_count(0)


def test_a_page_without_a_sidebar_shows_none(serve: Open, visit: Open) -> None:
    tab = visit(serve("import millstream as st; st.text('only')").url)
    tab.expect_text("only")
    expect(tab.find("stSidebar")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system(serve: Open, visit: Open, scheme: str) -> None:
    tab = visit(serve("import millstream as st; st.text('only')").url, color_scheme=scheme)
    red, green, blue = tab.evaluate(
        "() => getComputedStyle(document.body)"
        ".backgroundColor.match(/[0-9.]+/g).slice(0, 3).map(Number)"
    )
    assert (red + green + blue > 600) is (scheme == "light")


@pytest.mark.parametrize("width", [360, 2560])
def test_nothing_sticks_out_of_a_narrow_or_a_wide_page(
    example: Open, visit: Open, width: int
) -> None:
    tab = visit(example("explorer").url, viewport={"width": width, "height": 800})
    expect(tab.page.locator("[data-testid=stVegaLiteChart] .mark-line path").first).to_be_attached()
    assert tab.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    edge = tab.find("stVegaLiteChart").evaluate("node => node.getBoundingClientRect().right")
    labels = tab.page.locator(".role-legend-label text")
    expect(labels).to_have_count(6)
    rights = labels.evaluate_all("all => all.map(text => text.getBoundingClientRect().right)")
    assert max(rights) <= edge


# --- the keyboard ------------------------------------------------------------------------------------


def test_buttons_and_checkboxes_work_by_keyboard(tab: Any) -> None:
    focus_by_tab(tab, tab.button("Click me"))
    tab.page.keyboard.press("Enter")
    tab.expect_text("clicked")
    focus_by_tab(tab, tab.page.get_by_role("checkbox"))
    tab.page.keyboard.press("Space")
    tab.expect_text("checked True")


def test_sliders_move_by_arrow_keys(tab: Any) -> None:
    focus_by_tab(tab, tab.page.get_by_role("slider"))
    tab.page.keyboard.press("ArrowRight")
    tab.expect_text("x 4")
    tab.page.keyboard.press("Home")
    tab.expect_text("x 0")


def test_fields_are_committed_by_enter(tab: Any) -> None:
    focus_by_tab(tab, tab.page.get_by_label("Name", exact=True))
    tab.page.keyboard.type("crate")  # r and c are letters here
    tab.expect_text("name ''")
    tab.page.keyboard.press("Enter")
    tab.expect_text("name 'crate'")
    expect(tab.find("stClearCacheDialog")).to_have_count(0)
    focus_by_tab(tab, tab.page.get_by_label("Amount", exact=True))
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Enter")
    tab.expect_text("amount 5")


def test_an_option_is_chosen_by_keyboard(tab: Any) -> None:
    focus_by_tab(tab, tab.page.get_by_role("combobox"))
    tab.page.keyboard.press("ArrowDown")
    expect(tab.page.get_by_role("listbox")).to_be_visible()
    tab.page.keyboard.type("und")
    tab.page.keyboard.press("Enter")
    tab.expect_text("wheel undershot")


def test_a_list_that_is_opened_while_the_page_scrolls_to_it_stays_open(tab: Any) -> None:
    field, options = tab.page.get_by_role("combobox"), tab.page.get_by_role("listbox")
    tab.page.set_viewport_size({"width": 900, "height": 300})
    field.evaluate(FOCUS_AND_OPEN)
    tab.evaluate(FRAMES)
    expect(options).to_be_visible()
    assert field.evaluate("node => node.getBoundingClientRect().bottom < innerHeight")
    tab.page.mouse.move(450, 100)
    tab.page.mouse.wheel(0, -200)
    expect(options).to_have_count(0)


def test_an_expander_opens_by_keyboard_and_hides_what_is_in_it(tab: Any) -> None:
    inside = tab.page.get_by_text("inside", exact=True)
    expect(inside).to_be_hidden()
    focus_by_tab(tab, tab.page.locator("summary"))
    tab.page.keyboard.press("Enter")
    expect(inside).to_be_visible()


def test_r_runs_again_and_keys_with_modifiers_do_not(tab: Any) -> None:
    tab.expect_text("run 1")
    tab.page.keyboard.press("r")
    tab.expect_text("run 2")
    tab.page.keyboard.press("Alt+r")
    tab.page.keyboard.press("r")
    tab.expect_text("run 3")


def test_c_asks_whether_to_clear_the_caches(example: Open, visit: Open) -> None:
    tab = visit(example("cached_computation").url)
    tab.button("Run it again").click()
    expect(tab.find("stAlertContentSuccess")).to_be_visible()
    tab.page.keyboard.press("c")
    dialog = tab.find("stClearCacheDialog")
    expect(dialog).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    tab.page.keyboard.press("c")
    dialog.get_by_role("button", name="Clear").click()
    expect(tab.find("stAlertContentInfo")).to_contain_text("Computed in")


def test_the_main_menu_opens_by_keyboard_and_runs_again(tab: Any) -> None:
    focus_by_tab(tab, tab.find("stMainMenuButton"))
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("menuitem", name="Rerun").press("Enter")
    tab.expect_text("run 2")
