"""Reruns without a browser."""

from __future__ import annotations

import pytest
from benchmarks.runtime import SCRIPTS, Tab, measure

from millstream.protocol import codec
from millstream.protocol.elements import Text
from millstream.protocol.messages import Update
from millstream.tree import Put


@pytest.mark.parametrize("text", [text for name, text in SCRIPTS.items() if "10,000" not in name])
def test_an_interaction_changes_one_text_and_sends_nothing_else(text: str) -> None:
    tab = Tab(text)
    for count in (1, 2):
        answer = tab.interact()
        (message,) = [codec.decode_server(each) for each in answer.messages]
        assert isinstance(message, Update)
        (put,) = message.ops
        assert isinstance(put, Put)
        assert isinstance(put.element, Text) and put.element.body == f"n = {count}"


def test_the_script_is_a_part_of_the_whole() -> None:
    found = measure(SCRIPTS["a text input and a text"], repeats=2)
    assert 0 < found.script.median < found.total.median
    assert found.total.count == 2
    assert found.sent_bytes > 0
