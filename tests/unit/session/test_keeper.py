"""What of a session a reload of its page leaves, by the keys that survive."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.protocol.messages import Change, Client, Hello, Interact, Location, Rerun
from millstream.session.keeper import key_filter

APP = """
import millstream as st
if "draft_a" not in st.session_state:
    st.session_state.draft_a = st.session_state.cart = "new"
st.text_input("name", key="name")
st.text_input("draft", key="draft_field")
st.text_input("unkeyed")
st.text(f"{st.session_state.draft_a} {st.session_state.cart}")
"""


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        ([], {"cart", "draft_1", "draft_title", "_x"}),
        (["cart"], {"cart"}),
        (["!_*"], set()),
        (["*", "!_*"], {"cart", "draft_1", "draft_title"}),
        (["*", "!draft_*", "draft_title"], {"cart", "draft_title", "_x"}),
        (["draft_?"], {"draft_1"}),
    ],
    ids=["all", "one", "none named", "all but", "all but, yet", "one letter"],
)
def test_the_last_pattern_that_fits_decides(patterns: list[str], kept: set[str]) -> None:
    survives = key_filter(patterns)
    assert {key for key in ("cart", "draft_1", "draft_title", "_x") if survives(key)} == kept


def fill(browser: Any) -> None:
    browser.connect()
    browser.session.state["draft_a"] = browser.session.state["cart"] = "old"
    (unkeyed,) = [id for id in browser.session.state.widgets if "~" in id]
    ids = ("text_input-name", "text_input-draft_field", unkeyed)
    changes = tuple([Change(id, "entered") for id in ids])
    browser.handle(Interact(browser.next_seq(), changes))
    assert browser.texts() == ["old old"]


def reload(browser: Any, query: str = "") -> None:
    browser.updates.clear()
    browser.root = None
    browser.handle(Hello(protocol=1, client=Client(query=query), token="t", reloaded=True))


def fields(browser: Any) -> list[str]:
    return [each.value for each in browser.elements() if type(each).__name__ == "TextInput"]


def test_a_reload_leaves_everything_unless_keys_are_named(browse) -> None:
    browser = browse(APP, survive="reload")
    fill(browser)
    reload(browser)
    assert browser.texts() == ["old old"]
    assert fields(browser) == ["entered"] * 3
    assert browser.welcomes[-1].resumed
    assert browser.welcomes[-1].survives


def test_a_reload_drops_values_and_widgets_whose_keys_do_not_survive(browse) -> None:
    browser = browse(APP, survive="reload", survive_keys=("*", "!draft_*"))
    fill(browser)
    reload(browser)
    assert browser.texts() == ["new new"]
    assert fields(browser) == ["entered", "", "entered"]
    browser.seq = 1
    browser.handle(Rerun(2))
    assert fields(browser) == ["entered", "", "entered"], "only the reload does so"


def test_the_address_of_a_page_that_is_loaded_again_counts(browse) -> None:
    browser = browse(
        "import millstream as st; st.query_params.setdefault('a', '1')"
        "; st.text(st.query_params.to_dict())",
        survive="reload",
    )
    browser.connect()
    reload(browser, "a=2&b=3")
    assert browser.texts() == ["{'a': '2', 'b': '3'}"]
    assert browser.locations[-1] == Location(query="a=2&b=3")
