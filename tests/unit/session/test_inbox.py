"""Events that come late, early, twice or never."""

from __future__ import annotations

import itertools

import pytest

from millstream.protocol.messages import Rerun
from millstream.session.inbox import Inbox


def numbers(events: list[Rerun]) -> list[int]:
    return [event.seq for event in events]


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_events_are_given_in_the_order_in_which_users_acted(order: tuple[int, ...]) -> None:
    inbox: Inbox[Rerun] = Inbox()
    given = [numbers(inbox.take(Rerun(seq))) for seq in (*order, *order)]
    assert list(itertools.chain(*given)) == [1, 2, 3]
    assert inbox.ack == 3


def test_events_wait_while_they_are_held(caplog: pytest.LogCaptureFixture) -> None:
    inbox: Inbox[Rerun] = Inbox(5, holding=True)
    assert inbox.take(Rerun(7)) == inbox.take(Rerun(6)) == inbox.take(Rerun(5)) == []
    assert inbox.ack == 5
    assert numbers(inbox.release()) == [6, 7]
    assert numbers(inbox.take(Rerun(8))) == [8]
    assert caplog.records == []


def test_what_is_far_ahead_is_refused_with_one_line(caplog: pytest.LogCaptureFixture) -> None:
    inbox: Inbox[Rerun] = Inbox()
    assert inbox.take(Rerun(2**53 - 1)) == []
    assert len(caplog.records) == 1
    assert numbers(inbox.take(Rerun(1))) == [1]
