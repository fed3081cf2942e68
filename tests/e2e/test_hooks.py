"""What users of Streamlit style and test by, in the page as Streamlit builds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

Open = Callable[..., Any]

PAGE = """
import millstream as st
st.title("Title")
st.caption("Caption")
st.text("Text")
st.markdown("Some **words**")
st.code("x = 1")
st.json({"a": 1})
st.dataframe({"a": [1, 2]})
st.line_chart({"a": [1, 2]})
st.button("Press", key="my button!", help="what it does")
st.button("Go", type="primary")
st.checkbox("Check")
st.slider("Slide", 0, 10, (2, 5))
st.selectbox("Select", ["a", "b"])
st.text_input("Text in")
st.number_input("Number", 0, 9)
st.color_picker("Colour")
left, right = st.columns(2)
left.text("left")
with st.container(height=100):
    st.text("scrolls")
with st.expander("More"):
    st.text("inside")
with st.form("form"):
    st.form_submit_button("Send")
st.progress(40, "Progress")
for show in (st.success, st.info, st.warning, st.error):
    show("alert")
st.sidebar.text("aside")
st.exception(ValueError("bad"))
"""

ELEMENTS = """
stButton stCheckbox stSlider stSelectbox stTextInput stNumberInput stColorPicker stHeading stText stMarkdown stCode
stJson stDataFrame stVegaLiteChart stExpander stForm stFormSubmitButton stProgress stAlert stException
stElementContainer stVerticalBlock stHorizontalBlock stColumn stSidebar stMain stMainBlockContainer stAppViewContainer
"""
"""These are classes as well."""

PLACES = """
[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]
[data-testid=stAppViewContainer][data-layout=narrow]
[data-testid=stHeader] [data-testid=stToolbar] [data-testid=stMainMenu] button[aria-haspopup=menu]
[data-testid=stMain] > [data-testid=stMainBlockContainer] [data-testid=stVerticalBlock]
[data-testid=stSidebar][aria-label=Sidebar] [data-testid=stSidebarContent] [data-testid=stText]
[data-testid=stSidebar] [data-testid=stSidebarCollapseButton] button[data-testid=stBaseButton-headerNoPadding]
[data-testid=stSidebar] [data-testid=stSidebarHeader] [data-testid=stLogoSpacer]
[data-testid=stSidebar] > [data-testid=stSidebarResizeHandle]
[data-testid=stLayoutWrapper] > [data-testid=stHorizontalBlock] > [data-testid=stColumn]
[data-testid=stElementContainer][data-stale=false] > [data-testid=stText]
.st-key-my-button- [data-testid=stButton] button[data-testid=stBaseButton-secondary]
[data-testid=stTooltipHoverTarget] button[data-testid=stBaseButton-secondary]
button[data-testid=stBaseButton-primary]
button[data-testid=stBaseButton-secondaryFormSubmit]
label[data-testid=stWidgetLabel] [data-testid=stMarkdownContainer] > p
[data-testid=stCheckbox] > label > input[type=checkbox]
[data-testid=stSlider] input[type=range][aria-label^=Slide]
[data-testid=stSlider] [data-testid=stSliderThumbValue]
[data-testid=stSlider] [data-testid=stSliderTickBar]
[data-testid=stSelectbox] input[role=combobox][aria-label=Select]
[data-testid=stTextInput] input[aria-label='Text in']
[data-testid=stNumberInput] input[data-testid=stNumberInputField][aria-label=Number]
[data-testid=stNumberInput] button[data-testid=stNumberInputStepUp]
[data-testid=stNumberInput] button[data-testid=stNumberInputStepDown]
[data-testid=stColorPicker] [data-testid=stColorPickerBlock]
[data-testid=stExpander] details > summary
[data-testid=stExpander] [data-testid=stExpanderDetails][inert]
[data-testid=stAlert] > [data-testid=stAlertContainer][role=alert] [data-testid=stAlertContentError]
[data-testid=stAlertContainer] [data-testid=stAlertContentSuccess]
[data-testid=stAlertContainer] [data-testid=stAlertContentInfo]
[data-testid=stAlertContainer] [data-testid=stAlertContentWarning]
[data-testid=stException] [data-testid=stExceptionMessage]
[data-testid=stCaptionContainer] p
[data-testid=stHeading] [data-testid=stHeaderActionElements] a
[data-testid=stFullScreenFrame] [data-testid=stElementToolbar] button[aria-label=Fullscreen]
[data-testid=stElementToolbarButtonContainer] [data-testid=stElementToolbarButton] [data-testid=stBaseButton-elementToolbar]
[data-testid=stVerticalBlock][data-test-scroll-behavior]
a[data-testid=stSkipToContent]
""".strip().splitlines()

MENU = ("rerun", "clearCache", "print", "about", "theme-System", "theme-Light", "theme-Dark")
MENU_PARTS = ("stThemeSwitcher", "stMainMenuDivider", "stMainMenuItemLabel")
MISSING = "selectors => selectors.filter(each => !document.querySelector(each))"


def test_hooks_are_where_streamlit_has_them(serve: Open, visit: Open) -> None:
    tab = visit(serve(PAGE).url)
    expect(tab.find("stVegaLiteChart").locator("svg")).to_be_attached()
    classes = [f'.{name}[data-testid="{name}"]' for name in ELEMENTS.split()]
    assert tab.page.evaluate(MISSING, [*classes, *PLACES]) == []
    assert tab.evaluate("() => document.elementFromPoint(1, 1).closest('a, button')") is None
    tab.find("stTooltipHoverTarget").first.hover()
    expect(tab.find("stTooltipContent")).to_have_text("what it does")
    tab.find("stMainMenuButton").click()
    expect(tab.find("stMainMenuPopover").get_by_test_id("stMainMenuList")).to_be_visible()
    entries = [f"[data-testid=portal] [data-testid=stMainMenuItem-{name}]" for name in MENU]
    entries += [f"[data-testid=stMainMenuList] [data-testid={name}]" for name in MENU_PARTS]
    assert tab.page.evaluate(MISSING, entries) == []
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("combobox").click()
    options = tab.find("stSelectboxVirtualDropdown").get_by_role("listbox").get_by_role("option")
    expect(options).to_have_text(["a", "b"])
