"""What a session writes down after each run, and what another process makes of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from millstream.state import SessionValues
from millstream.state.persistence import Record, SessionStoreError, content
from millstream.state.persistence.archive import Archive, Head
from millstream.state.persistence.journal import Journal
from millstream.storage.envelope import Sealer
from millstream.testing.manual import ManualTime
from millstream.testing.session_stores import MemorySessionStore


class Shelf(MemorySessionStore):
    """A store that says what was written, and can break."""

    def __init__(self, time: ManualTime) -> None:
        super().__init__(time)
        self.writes: list[dict[str, bytes | None]] = []
        self.is_broken = False

    def read(self, session_id: str) -> Record | None:
        if self.is_broken:
            raise OSError("the disk is gone")
        return super().read(session_id)

    def write(
        self,
        session_id: str,
        changes: Mapping[str, bytes | None],
        *,
        follows: int,
        ttl_seconds: float,
    ) -> int | None:
        if self.is_broken:
            raise OSError("the disk is full")
        version = super().write(session_id, changes, follows=follows, ttl_seconds=ttl_seconds)
        if version is not None:
            self.writes.append(dict(changes))
        return version

    def last(self) -> set[str]:
        """The fields of the last write, but the head."""
        return set(self.writes[-1]) - {"head"}


class Plain:
    """A codec that shows everything."""

    @staticmethod
    def encode(value: Any) -> Any:
        return value

    decode = encode


class World:
    """A session whose process can be killed."""

    def __init__(self, survives: Callable[[str], bool] = lambda key: True) -> None:
        self.time = ManualTime()
        self.shelf = Shelf(self.time)
        self.archive = Archive(self.shelf, Sealer(bytes(32)), 100.0, survives)
        self.journal = Journal(self.archive, "a")
        self.values = SessionValues()
        self.ack = 0

    def run(
        self,
        script: Callable[[SessionValues], object] = lambda values: None,
        changes: Mapping[str, Any] | None = None,
        *,
        fragments: tuple[str, ...] | None = None,
    ) -> None:
        self.ack += 1
        self.values.begin(changes or {})
        script(self.values)
        self.values.end(complete=True, fragments=fragments)
        head = Head(self.ack, 1)
        self.journal.save(self.values, head, of_fragments=fragments is not None)

    def kill(self, welcome: int = 1) -> bool:
        """End the process; whether another one could take the session over."""
        journal = Journal.resume(self.archive, "a", welcome)
        if journal is None:
            return False
        assert journal.restored is not None
        self.journal, self.values = journal, SessionValues()
        self.values.restore(journal.restored)
        return True


def draw(values: SessionValues, key: str = "", id: str = "", default: Any = 0, **more: Any) -> Any:
    return values.draw(id or f"number-{key}", "number", key, Plain, default, **more).value


@pytest.fixture
def world() -> World:
    return World()


def test_values_come_back_in_another_process(world: World) -> None:
    def script(values: SessionValues) -> None:
        values["cart"] = ["overshot"]
        values["n"] = 3

    world.run(script)
    assert world.kill()
    assert {key: world.values[key] for key in world.values} == {"cart": ["overshot"], "n": 3}
    assert "n" in world.values
    assert "m" not in world.values


def test_only_what_has_changed_is_written(world: World) -> None:
    def first(values: SessionValues) -> None:
        values["a"] = [1]
        values["b"] = [2]

    world.run(first)
    assert world.shelf.last() == {"own:a", "own:b"}
    world.run(lambda values: values["a"])
    assert world.shelf.last() == set()
    world.run(lambda values: values["a"].append(3))
    assert world.shelf.last() == {"own:a"}
    world.run(lambda values: values.__setitem__("b", [2]))
    assert world.shelf.last() == set()
    world.run(lambda values: values.__delitem__("b"))
    assert world.shelf.writes[-1]["own:b"] is None


def test_a_frame_that_is_read_in_each_run_is_pickled_when_it_has_changed_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pickled: list[Any] = []

    def encode(value: Any) -> content.Content:
        pickled.append(value)
        return content.encode(value)

    monkeypatch.setattr("millstream.state.persistence.journal.encode", encode)
    world.run(lambda values: values.__setitem__("table", pd.DataFrame({"a": [1, 2]})))
    for _ in range(3):
        world.run(lambda values: values["table"].sum())
    assert len(pickled) == 1
    world.run(lambda values: values["table"].loc.__setitem__((0, "a"), 5))
    assert len(pickled) == 2 and world.shelf.last() == {"own:table"}
    world.run(lambda values: values["table"].sum())
    assert len(pickled) == 2
    assert world.kill()
    assert world.values["table"].loc[0, "a"] == 5


def test_what_a_broken_store_did_not_take_is_not_taken_as_written(world: World) -> None:
    world.run(lambda values: values.__setitem__("table", pd.DataFrame({"a": [1, 2]})))
    world.shelf.is_broken = True
    world.run(lambda values: values["table"].loc.__setitem__((0, "a"), 5))
    world.shelf.is_broken = False
    world.run(lambda values: values["table"].sum())
    assert world.shelf.last() == {"own:table"}


def test_a_run_that_changes_nothing_and_answers_nothing_is_not_written(world: World) -> None:
    world.run()
    before = len(world.shelf.writes)
    world.journal.save(world.values, Head(world.ack, 1))
    assert len(world.shelf.writes) == before


def test_what_nobody_asks_for_stays_in_the_store(world: World) -> None:
    world.run(lambda values: values.__setitem__("a", 1))
    for _ in range(3):
        assert world.kill()
        world.run()
    assert world.kill()
    assert world.values["a"] == 1


def test_widgets_have_their_values_with_a_key_and_without(world: World) -> None:
    def script(values: SessionValues) -> list[Any]:
        return [draw(values, key="k"), draw(values, id="number~1"), draw(values, id="number~2")]

    world.run(script)
    assert world.shelf.last() == set()  # all of them are what they are by default
    world.run(script, {"number-k": 5, "number~1": 6})
    assert world.shelf.last() == {"key:k", "id:number~1"}
    assert world.kill()
    shown: list[Any] = []
    world.run(lambda values: shown.extend([values["k"], *script(values)]))
    assert shown == [5, 5, 6, 0]
    assert world.shelf.last() == set()


def test_a_widget_that_is_not_drawn_in_the_new_process_is_forgotten(world: World) -> None:
    def both(values: SessionValues) -> None:
        draw(values, key="k")
        draw(values, id="number~1")

    world.run(both)
    world.run(both, {"number-k": 5, "number~1": 6})
    assert world.kill()
    world.run(lambda values: "k" in values)
    assert world.shelf.writes[-1]["key:k"] is None
    assert world.shelf.writes[-1]["id:number~1"] is None
    assert "k" not in world.values
    shown: list[Any] = []
    world.run(lambda values: shown.append(draw(values, id="number~1")))
    assert shown == [0]


def test_a_click_is_not_written(world: World) -> None:
    world.run(lambda values: draw(values, key="go", default=False, trigger=True))
    world.run(
        lambda values: draw(values, key="go", default=False, trigger=True), {"number-go": True}
    )
    assert world.shelf.last() == set()


def test_unserialisable_values_are_named_once_and_skipped(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def script(values: SessionValues) -> None:
        values["lock"] = lambda: None
        values["other"] = (n for n in range(3))
        values["fine"] = 1

    world.run(script)
    world.run(script)
    warnings = [record.getMessage() for record in caplog.records]
    assert len(warnings) == 1
    assert "'lock'" in warnings[0]
    assert "'other'" in warnings[0]
    assert "'fine'" not in warnings[0]
    assert world.kill()
    assert list(world.values) == ["fine"]


def test_a_value_that_becomes_unserialisable_does_not_come_back_as_it_was(world: World) -> None:
    world.run(lambda values: values.__setitem__("a", 1))
    world.run(lambda values: values.__setitem__("a", lambda: None))
    assert world.kill()
    assert "a" not in world.values


def test_a_value_that_is_too_large_is_named_and_leaves_the_others_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(content, "LARGEST_BYTES", 1000)

    def script(values: SessionValues) -> None:
        values["large"] = bytes(1000)
        values["fine"] = bytes(900)

    world.run(script)
    (record,) = caplog.records
    assert "'large' (1" in record.getMessage()
    assert "bytes, at most 1000)" in record.getMessage()
    assert world.kill()
    assert list(world.values) == ["fine"]


def test_keys_that_should_not_survive_are_not_written() -> None:
    world = World(survives=lambda key: not key.startswith("_"))

    def script(values: SessionValues) -> None:
        values["_draft"] = 1
        values["cart"] = 2
        draw(values, key="_field")

    world.run(script)
    world.run(script, {"number-_field": 4})
    assert world.kill()
    assert list(world.values) == ["cart"]


class Vanishing:
    """A class that a new version of the app does not have."""


def test_a_value_whose_class_is_gone_is_gone_with_one_warning(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ModuleType(Vanishing.__module__)
    monkeypatch.setitem(sys.modules, app.__name__, app)
    app.__dict__["Vanishing"] = Vanishing
    world.run(lambda values: values.__setitem__("a", Vanishing()))
    del app.__dict__["Vanishing"]
    assert world.kill()
    assert "a" not in world.values
    assert "a" not in world.values
    assert ["'a'" in record.getMessage() for record in caplog.records] == [True]


def test_a_forged_value_is_refused_before_it_is_decoded(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.run(lambda values: values.__setitem__("a", 1))
    record = world.shelf.records["a"]
    for name, sealed in record.fields.items():
        forged = {**record.fields, name: sealed[:-1] + bytes([sealed[-1] ^ 1])}
        world.shelf.records["a"] = Record(record.version, forged)
        caplog.clear()
        assert not world.kill()
        assert [line.levelno for line in caplog.records] == [logging.WARNING]


def test_a_value_of_another_session_or_field_is_refused(world: World) -> None:
    world.run(lambda values: values.__setitem__("a", 1))
    world.run(lambda values: values.__setitem__("b", 2))
    record = world.shelf.records["a"]
    swapped = {**record.fields, "own:a": record.fields["own:b"]}
    world.shelf.records["a"] = Record(record.version, swapped)
    assert not world.kill()
    world.shelf.records["b"] = record
    assert Journal.resume(world.archive, "b", 1) is None


def test_a_browser_that_has_given_its_session_away_comes_too_late(world: World) -> None:
    world.run(lambda values: values.__setitem__("a", 1))
    world.journal.save(world.values, Head(2, 3))
    assert not world.kill(welcome=2)
    assert world.kill(welcome=3)
    assert world.journal.head.welcome == 3


def test_the_process_that_lost_a_session_writes_no_more(world: World) -> None:
    world.run(lambda values: values.__setitem__("a", 1))
    before = (world.journal, world.values)
    assert world.kill()
    world.run(lambda values: values.__setitem__("a", 2))
    old_journal, old_values = before
    old_values["a"] = 3
    old_journal.save(old_values, Head(9, 1))
    assert world.kill(welcome=2)
    assert world.values["a"] == 2


def test_the_number_of_the_last_event_comes_back(world: World) -> None:
    world.run()
    world.run()
    assert world.journal.head.ack == 2
    assert world.kill()
    assert world.journal.head.ack == 2


def test_what_could_not_be_written_is_written_by_the_next_run(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.run(lambda values: draw(values, key="k"))
    world.shelf.is_broken = True

    def script(values: SessionValues) -> None:
        values["a"] = 1
        draw(values, key="k")

    world.run(script, {"number-k": 5})
    assert world.journal.head.ack == 1
    assert "the disk is full" in caplog.text
    world.shelf.is_broken = False
    world.run(lambda values: draw(values, key="k"))
    assert world.shelf.last() == {"own:a", "key:k"}
    assert world.journal.head.ack == 3


def test_a_widget_that_lasts_keeps_its_value_though_no_run_draws_it(world: World) -> None:
    def script(values: SessionValues) -> None:
        draw(values, key="k", lasts="session")

    world.run(script)
    world.run(script, {"number-k": 5})
    for _ in range(2):
        assert world.kill()
        world.run()
    shown: list[Any] = []
    world.run(lambda values: shown.append(draw(values, key="k", lasts="session")))
    assert shown == [5]


def test_what_a_fragment_changes_through_a_name_of_the_script_is_written(world: World) -> None:
    cart: list[str] = []
    world.run(lambda values: values.__setitem__("cart", cart))
    for item in ("gear", "shaft"):
        world.run(lambda values, item=item: cart.append(item), fragments=("f",))
        assert world.shelf.last() == {"own:cart"}
    assert world.kill()
    assert world.values["cart"] == ["gear", "shaft"]


def test_the_address_and_who_was_told_of_the_start_come_back(world: World) -> None:
    world.run()
    head = Head(2, 1, path="report", query="year=2026", started=("__main__.greet",))
    world.journal.save(world.values, head)
    assert world.kill()
    assert world.journal.head == head


def test_a_page_that_was_open_for_longer_than_sessions_are_stored_is_stored_again(
    world: World,
) -> None:
    def first(values: SessionValues) -> None:
        values["a"], values["b"] = [1], 2
        draw(values, key="k")

    world.run(first)
    world.run(lambda values: draw(values, key="k"), {"number-k": 5})
    assert world.kill()
    world.time.advance(101)
    world.run(lambda values: draw(values, key="k"))
    assert world.kill()
    assert {key: world.values[key] for key in world.values} == {"a": [1], "b": 2, "k": 5}


def test_the_end_is_for_the_process_that_has_the_session(world: World) -> None:
    assert world.journal.end(), "nothing of it is stored"
    world.run(lambda values: values.__setitem__("a", 1))
    world.journal.save(world.values, Head(2, 1, started=("__main__.greet",)))
    old = world.journal
    assert world.kill()
    assert not old.end()
    assert world.journal.end()
    assert world.kill()
    assert world.journal.head == Head(2, 1), "it begins anew, with its values"
    assert world.values["a"] == 1


def test_the_end_of_a_session_that_is_stored_no_longer_is_here(world: World) -> None:
    world.run()
    world.time.advance(101)
    world.journal.save(world.values, Head(1, 1, started=("__main__.greet",)))
    world.time.advance(101)
    assert world.journal.end()


def test_a_store_that_does_not_answer_has_no_say_in_the_end(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.run()
    world.journal.save(world.values, Head(1, 1, started=("__main__.greet",)))
    world.shelf.is_broken = True
    assert world.journal.end()
    assert "could not be stored" in caplog.text


def test_a_store_that_does_not_answer_is_not_taken_for_one_without_the_session(
    world: World,
) -> None:
    world.run()
    world.shelf.is_broken = True
    with pytest.raises(SessionStoreError, match="the disk is gone"):
        world.kill()
    world.shelf.is_broken = False
    assert world.kill()
