"""Icons: emojis, Material symbols that there are, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import millstream as st
from millstream.errors import StreamlitAPIException
from millstream.testing.v1 import AppTest
from millstream.ui.icon import icon_name, is_material


@pytest.mark.parametrize(
    "icon",
    [
        "🎈",
        "👨‍👩‍👧",
        "spinner",
        ":material/home:",
        ":material/3d_rotation:",
        ":material/done:",
        ":material/error_outline:",
        ":material/check_box_outline_blank:",
        ":material/push_pin:",
    ],
)
def test_an_emoji_and_every_name_of_a_symbol_is_an_icon(icon: str) -> None:
    assert icon_name(icon) == icon_name(f" {icon} ") == icon


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_no_icon(nothing: object) -> None:
    assert icon_name(nothing) == ""


@pytest.mark.parametrize(
    ("icon", "nearest"),
    [
        (":material/Home:", ":material/home:"),
        (":material/thumb-up:", ":material/thumb_up:"),
        (":material/thumb up:", ":material/thumb_up:"),
        (":material/home", ":material/home:"),
        (":material/settngs:", ":material/settings:"),
        (":material/zzzzzz:", ":material/thumb_up:"),
        (":material/:", ":material/thumb_up:"),
    ],
)
def test_an_unknown_symbol_is_refused_with_the_nearest_one(icon: str, nearest: str) -> None:
    with pytest.raises(StreamlitAPIException) as refused:
        icon_name(icon)
    assert repr(icon) in str(refused.value) and f"`{nearest}`" in str(refused.value)
    assert not is_material(icon)


@pytest.mark.parametrize("icon", ["material/home", "abc", "random", "🎈🎈", 7, b"x"])
def test_what_is_neither_is_refused_with_what_it_is(icon: object) -> None:
    with pytest.raises(StreamlitAPIException, match="one emoji") as refused:
        icon_name(icon)
    assert repr(icon) in str(refused.value)


def test_a_shortcode_is_refused_as_one() -> None:
    with pytest.raises(StreamlitAPIException, match="Shortcodes"):
        icon_name(":balloon:")


@pytest.mark.parametrize(
    "use",
    [
        lambda icon: st.button("x", icon=icon),
        lambda icon: st.text_input("x", icon=icon),
        lambda icon: st.expander("x", icon=icon),
        lambda icon: st.info("x", icon=icon),
        lambda icon: st.page_link("https://example.org", label="x", icon=icon),
        lambda icon: st.Page(lambda: None, title="x", icon=icon),
        lambda icon: st.set_page_config(page_icon=icon),
        st.logo,
        lambda icon: st.dialog("x", icon=icon)(lambda: None)(),
    ],
)
def test_every_element_refuses_unknown_symbols(use: Callable[[str], object]) -> None:
    def app(use: object) -> None:
        use(":material/nonsense:")  # type: ignore[operator]

    at = AppTest.from_function(app, args=(use,)).run()
    (shown,) = at.exception
    assert "no Material symbol ':material/nonsense:'" in shown.value
