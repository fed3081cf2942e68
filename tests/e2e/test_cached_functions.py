"""Cached functions as the page shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

Open = Callable[..., Any]

APP = """
import time
from pathlib import Path
import millstream as st

number = int(st.button("compute"))
st.text("above")

@st.cache_data(show_spinner="Computing")
def slow(number):
    while number and not Path("done").exists():
        time.sleep(0.01)
    return number

st.text(f"the number is {slow(number)}")
st.text("below")
"""

RECORD = """() => {
  window.frames_seen = [];
  const look = () => {
    const spinner = document.querySelector('[data-testid=stSpinner]');
    const texts = [...document.querySelectorAll('[data-testid=stText]')];
    window.frames_seen.push({
      opacity: spinner && Number(getComputedStyle(spinner).opacity),
      delay: spinner && spinner.getAnimations().map(each => each.effect.getTiming().delay)[0],
      tops: texts.map(each => each.getBoundingClientRect().top).join(),
    });
    requestAnimationFrame(look);
  };
  look();
}"""
"""Writes down for each frame how visible the spinner is and where the texts are."""


def test_the_spinner_appears_after_100_ms_and_moves_nothing(
    serve: Open, visit: Open, tmp_path: Path
) -> None:
    tab = visit(serve(APP).url)
    tab.expect_text("the number is 0")
    tab.evaluate(RECORD)
    tab.button("compute").click()
    expect(tab.find("stSpinner")).to_have_css("opacity", "1")
    expect(tab.find("stSpinner")).to_contain_text("Computing")
    (tmp_path / "done").touch()
    tab.expect_text("the number is 1")
    expect(tab.find("stSpinner")).to_have_count(0)

    frames = tab.evaluate("() => window.frames_seen")
    assert len({frame["tops"] for frame in frames}) == 1
    shown = [frame for frame in frames if frame["opacity"] is not None]
    assert shown[0]["opacity"] == 0
    assert shown[0]["delay"] == 100


def test_what_the_cache_has_shows_no_spinner(serve: Open, visit: Open, tmp_path: Path) -> None:
    (tmp_path / "done").touch()
    tab = visit(serve(APP).url)
    tab.button("compute").click()
    tab.expect_text("the number is 1")
    tab.page.keyboard.press("r")
    tab.expect_text("the number is 0")
    tab.evaluate(RECORD)
    tab.button("compute").click()
    tab.expect_text("the number is 1")
    assert {frame["opacity"] for frame in tab.evaluate("() => window.frames_seen")} == {None}
