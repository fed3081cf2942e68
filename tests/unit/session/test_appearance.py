"""How the operator wants the page to look: said in the welcome, and again when a script has changed it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from millstream.protocol import codec
from millstream.protocol.messages import Appearance, ClearCaches
from millstream.session.events import Disconnected
from millstream.session.options import SessionOptions

GIVEN = {"theme": {"base": "dark"}, "toolbar": "viewer", "disable_data_export": True}
OPTIONS = SessionOptions(**GIVEN)
SHOWN = Appearance(theme={"base": "dark"}, toolbar="viewer", disable_data_export=True)


def test_the_welcome_has_it(browse) -> None:
    assert browse("", **GIVEN).connect().welcomes[0].appearance == SHOWN


def test_a_change_is_told_once_to_a_page_that_is_open(browse) -> None:
    tab = browse("").connect()
    (told,) = tab.session.line.adopt(OPTIONS)
    assert codec.decode_server(codec.encode(told.message)) == SHOWN
    assert tab.session.line.adopt(OPTIONS) == []


def test_a_change_that_no_page_can_see_is_not_told(browse) -> None:
    tab = browse("").connect()
    assert tab.session.line.adopt(replace(SessionOptions(), fast_reruns=False)) == []


def test_a_page_that_was_away_hears_of_a_change_when_it_is_back(browse) -> None:
    tab = browse("").connect()
    tab.handle(Disconnected())
    assert tab.session.line.adopt(OPTIONS) == []
    assert tab.connect(tab.welcomes[0].token).welcomes[-1].appearance == SHOWN


@pytest.mark.parametrize(
    ("toolbar", "emptied"), [("", 1), ("developer", 1), ("viewer", 0), ("minimal", 0)]
)
def test_a_page_that_is_not_offered_to_clear_caches_cannot_do_it(
    browse, toolbar: str, emptied: int
) -> None:
    tab = browse("", toolbar=toolbar).connect()
    tab.handle(ClearCaches(tab.next_seq()))
    assert tab.emptied == emptied
