"""What scripts say of pages, links and the surroundings, and what they are told when that is none."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

import millstream as st
from millstream.errors import (
    StreamlitAPIException,
    StreamlitInvalidParameterTypeError,
    StreamlitInvalidURLError,
    StreamlitMissingRequiredParameterError,
    StreamlitPageNotFoundError,
    StreamlitValueError,
)
from millstream.protocol.messages import Logo
from millstream.protocol.messages import Page as Around
from millstream.testing.v1 import AppTest

SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0h1'/></svg>"


def report() -> None:
    """Be a page."""


def around(lines: str, **names: Any) -> Around:
    """What the browser is told of the surroundings by a script."""
    at = AppTest.from_string(f"import millstream as st\n{lines}")
    for name, value in names.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception, at.exception[0].message
    return at._browser.page


# --- st.Page ---------------------------------------------------------------------------------------


def test_a_page_without_a_run_is_looked_for_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1_📈_report.py").write_text("")
    monkeypatch.chdir(tmp_path)
    page = st.Page(Path("1_📈_report.py"))
    assert (page.title, page.icon, page.url_path) == ("report", "📈", "report")
    assert repr(page) == "Page('report', `1_📈_report.py`)"
    assert st.Page("1_📈_report.py", default=True).url_path == ""


@pytest.mark.parametrize("source", [None, 3, ["report.py"]])
def test_what_is_no_page_is_refused_with_what_to_write(source: Any) -> None:
    with pytest.raises(StreamlitAPIException, match="Write `st"):
        st.Page(source)


def test_a_file_that_there_is_not_is_named_with_the_folder(tmp_path: Path) -> None:
    with pytest.raises(StreamlitPageNotFoundError, match=r"no page `nothing.py`"):
        st.Page("nothing.py")


def test_a_page_cannot_be_drawn_outside_of_a_run() -> None:
    page = st.navigation([report])
    with pytest.raises(StreamlitAPIException, match="cannot be drawn here"):
        page.run()


def test_titles_of_sections_may_be_anything_that_can_be_written() -> None:
    assert st.navigation({2024: [report]}).title == "report"  # type: ignore[dict-item]


@pytest.mark.parametrize("pages", ["report.py", report, {"Water": report}, (each for each in "a")])
def test_pages_are_lists(pages: Any) -> None:
    with pytest.raises(StreamlitInvalidParameterTypeError, match="a list of pages"):
        st.navigation(pages)


# --- links -----------------------------------------------------------------------------------------


def link(lines: str) -> Any:
    at = AppTest.from_string(
        "import millstream as st\ndef home(): pass\ndef away(): pass\n"
        f"HOME, AWAY = st.Page(home), st.Page(away, icon='📈')\nst.navigation([HOME, AWAY])\n{lines}"
    ).run()
    assert not at.exception, at.exception[0].message
    return at.page_link[0]


def test_a_link_leads_to_a_page_with_its_title_and_icon() -> None:
    found = link("st.page_link(AWAY, query_params={'a': [1, 2]}, help='why', disabled=True)")
    assert (found.value, found.icon, found.path, found.query) == ("away", "📈", "away", "a=1&a=2")
    assert (found.help, found.disabled, found.width, found.type) == (
        "why",
        True,
        "content",
        "page_link",
    )


def test_a_link_to_the_first_page_has_no_path() -> None:
    found = link("st.page_link(HOME, label='Start', icon='🏠', icon_position='right')")
    assert (found.value, found.icon, found.icon_right, found.path) == ("Start", "🏠", True, "")


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://example.org", "https://example.org?a=1"),
        ("https://example.org/x?b=2#there", "https://example.org/x?b=2&a=1#there"),
    ],
)
def test_a_link_elsewhere_takes_parameters_before_its_anchor(address: str, leads_to: str) -> None:
    found = link(f"st.page_link({address!r}, label='Out', query_params={{'a': 1}})")
    assert (found.url, found.path) == (leads_to, "")
    page = link(f"st.page_link(st.Page({address!r}, title='Out'), query_params=[('a', 1)])")
    assert (page.url, page.value) == (leads_to, "Out")


def test_the_old_way_to_say_how_wide_a_link_is() -> None:
    assert link("st.page_link(HOME, use_container_width=True)").width == "stretch"


def test_a_parameter_that_a_widget_of_the_frame_has_cannot_be_set_by_a_switch() -> None:
    at = AppTest.from_string("""
        import millstream as st
        st.slider("n", 0, 9, 1, key="n", bind="query-params")
        def home():
            if st.button("go"): st.switch_page(AWAY, query_params={"n": 7})
        def away(): pass
        AWAY = st.Page(away)
        st.navigation([home, AWAY]).run()
    """).run()
    at.button[0].click().run()
    assert "belongs to the widget with that key" in at.exception[0].message


# --- what is around --------------------------------------------------------------------------------


def test_what_is_given_counts_and_the_rest_stays() -> None:
    page = around(
        "st.set_page_config('A', '🌊', 'wide', 'expanded', {'About': '*x*', 'Get help': 'https://example.org'})\n"
        "st.set_page_config(page_title='B', menu_items={'GET HELP': None})"
    )
    assert page == Around("B", "🌊", "wide", "expanded", about="*x*")


@pytest.mark.parametrize(
    ("state", "sidebar", "width"),
    [("auto", "", 0), ("locked", "locked", 0), (300, "", 300), (1, "", 200), (5000, "", 600)],
)
def test_the_sidebar_begins_as_the_script_says(state: Any, sidebar: str, width: int) -> None:
    page = around(f"st.set_page_config(initial_sidebar_state={state!r})")
    assert (page.sidebar, page.sidebar_width) == (sidebar, width)


@pytest.mark.parametrize("state", ["open", 0, -3, 300.5, True, []])
def test_other_states_of_the_sidebar_are_refused(state: Any) -> None:
    with pytest.raises(StreamlitValueError, match="initial_sidebar_state"):
        st.set_page_config(initial_sidebar_state=state)


def test_an_icon_at_random_is_one_for_a_session() -> None:
    at = AppTest.from_string("import millstream as st; st.set_page_config(page_icon='random')")
    icons = {at.run()._browser.page.icon for _ in range(3)}
    assert len(icons) == 1
    assert len(icons.pop()) == 1


@pytest.mark.parametrize("icon", [":balloon:", "x", "https://example.org/x.png", ":material/home:"])
def test_an_icon_that_is_written_is_left_to_the_browser(icon: str) -> None:
    assert around(f"st.set_page_config(page_icon={icon!r})").icon == icon


def test_an_icon_that_is_nothing_is_refused() -> None:
    with pytest.raises(StreamlitAPIException, match="of type float"):
        st.set_page_config(page_icon=3.5)


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ({"Help": "https://example.org"}, StreamlitValueError),
        ({"Get help": "example.org"}, StreamlitInvalidURLError),
        (["About"], StreamlitInvalidParameterTypeError),
    ],
)
def test_a_menu_that_there_is_not_is_refused(items: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        st.set_page_config(menu_items=items)


# --- pictures --------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n rest"


def test_a_logo_is_told_with_its_pictures_as_the_browser_shows_them() -> None:
    page = around(
        "st.logo(st.session_state.svg, icon_image='🌊', link='https://example.org', size='large')",
        svg=SVG,
    )
    assert page.logo is not None
    assert page.logo.image.startswith("/media/")
    assert page.logo.image.endswith(".svg")
    assert page.logo == Logo(page.logo.image, "🌊", "https://example.org", "large")


def test_a_logo_is_gone_in_a_run_that_says_nothing_of_it() -> None:
    at = AppTest.from_string(
        "import millstream as st\nif st.checkbox('logo', True): st.logo(':material/home:')"
    ).run()
    assert at._browser.page.logo == Logo(":material/home:")
    assert at.checkbox[0].uncheck().run()._browser.page.logo is None


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff rest", "jpg"),
        (b"GIF89a", "gif"),
        (b"RIFF1234WEBPVP8 ", "webp"),
        (b"1234ftypavif", "avif"),
        (b"\x00\x00\x01\x00", "ico"),
        (b"<?xml version='1.0'?>\n<!-- by hand -->\n" + SVG.encode(), "svg"),
        (bytearray(PNG), "png"),
        (io.BytesIO(PNG), "png"),
    ],
)
def test_the_kind_of_a_file_is_told_from_its_bytes(content: Any, suffix: str) -> None:
    page = around("st.logo(st.session_state.image)", image=content)
    assert page.logo is not None
    assert page.logo.image.endswith(f".{suffix}")


def test_a_file_is_looked_for_beside_the_script(tmp_path: Path) -> None:
    (tmp_path / "sign.png").write_bytes(PNG)
    (tmp_path / "app.py").write_text("import millstream as st; st.logo('sign.png')")
    at = AppTest.from_file(str(tmp_path / "app.py")).run()
    logo = at._browser.page.logo
    assert logo is not None
    assert at.fetch(logo.image) == PNG


@pytest.mark.parametrize("image", ["x", "nothing.png", "", b"123", None, 3, io.StringIO("text")])
def test_what_is_no_picture_is_refused(image: Any) -> None:
    with pytest.raises(StreamlitAPIException, match="which is no image"):
        st.logo(image)


@pytest.mark.parametrize(("size", "link"), [("huge", None), ("small", "example.org")])
def test_a_logo_has_a_size_and_a_link_that_are_known(size: Any, link: str | None) -> None:
    with pytest.raises((StreamlitValueError, StreamlitInvalidURLError)):
        st.logo("🌊", size=size, link=link)


def pixels(content: bytes) -> tuple[int, int, int, bytes]:
    """Read a PNG file that has no filters: width, height, kind of colour, and the rows."""
    width, height, depth, colour = struct.unpack(">IIBB", content[16:26])
    assert depth == 8
    at = content.index(b"IDAT")
    [size] = struct.unpack(">I", content[at - 4 : at])
    rows = zlib.decompress(content[at + 4 : at + 4 + size])
    assert struct.unpack(">I", content[at + 4 + size : at + 8 + size])[0] == zlib.crc32(
        content[at : at + 4 + size]
    )
    stride = len(rows) // height
    return (
        width,
        height,
        colour,
        b"".join(rows[n * stride + 1 : (n + 1) * stride] for n in range(height)),
    )


@pytest.mark.parametrize(
    ("shape", "kind", "colour"),
    [
        ((2, 3), "uint8", 0),
        ((2, 3, 1), "uint8", 0),
        ((2, 3, 3), "float64", 2),
        ((2, 3, 4), "uint8", 6),
    ],
)
def test_an_array_becomes_a_png(shape: tuple[int, ...], kind: str, colour: int) -> None:
    numpy = pytest.importorskip("numpy")
    array = numpy.linspace(0, 1 if kind == "float64" else 255, numpy.prod(shape)).reshape(shape)
    at = AppTest.from_string("import millstream as st; st.logo(st.session_state.image)")
    at.session_state.image = array.astype(kind)
    logo = at.run()._browser.page.logo
    assert logo is not None
    scaled = array * 255 if kind == "float64" else array
    assert pixels(at.fetch(logo.image)) == (3, 2, colour, scaled.astype("uint8").tobytes())


def test_an_array_of_another_shape_is_no_picture() -> None:
    numpy = pytest.importorskip("numpy")
    for shape in ((3,), (0, 3), (2, 2, 5)):
        with pytest.raises(StreamlitAPIException, match="no image"):
            st.logo(numpy.zeros(shape))


@pytest.mark.parametrize(
    ("title", "error"),
    [("  ", StreamlitMissingRequiredParameterError), (5, StreamlitInvalidParameterTypeError)],
)
def test_a_title_that_says_nothing_is_refused(title: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        st.Page(lambda: None, title=title)
