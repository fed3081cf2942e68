"""Forgetting: what was removed, cleared, invalidated or is too much is gone, for every view."""

from __future__ import annotations

from collections.abc import Callable

from millstream.caching.policy import Limits
from millstream.testing.stores.case import StoreCase, keys_of, value_of


class ForgettingConformance(StoreCase):
    """Tests of `remove`, `discard`, `clear`, `invalidate` and `fit`."""

    def test_remove_says_whether_the_entry_was_there(self) -> None:
        """Remove one of two entries, twice."""
        store, other = self.open(), self.open()
        store.put("f", self.entry(b"1"))
        store.put("f", self.entry(b"2"))
        assert other.remove("f", b"1")
        assert not other.remove("f", b"1")
        assert not store.remove("g", b"2")
        assert store.get("f", b"1") is None
        assert keys_of(store, "f") == [b"2"]

    def test_what_was_removed_can_be_put_again(self) -> None:
        """Forget an entry in every way, and put it anew after each."""
        store = self.open()
        ways: dict[str, Callable[[], object]] = {
            "remove": lambda: store.remove("f", b"k"),
            "clear": lambda: store.clear("f"),
            "invalidate": lambda: store.invalidate(["red"]),
        }
        for name, forget in ways.items():
            assert store.put("f", self.entry(b"k", name, tags=["red"]))
            assert value_of(store, "f", b"k") == name
            forget()
            assert self.open().get("f", b"k") is None

    def test_discard_takes_the_entry_that_is_meant_and_no_other(self) -> None:
        """Discard an entry that was replaced, then the one that replaced it."""
        store, other = self.open(), self.open()
        old, new = self.entry(b"k", "old"), self.entry(b"k", "new")
        store.put("f", old)
        other.put("f", new)
        assert not store.discard("f", old)
        assert value_of(store, "f", b"k") == "new"
        found = store.get("f", b"k")
        assert found is not None
        assert store.discard("f", found)
        assert not other.discard("f", new)
        assert other.get("f", b"k") is None

    def test_clear_forgets_one_function(self) -> None:
        """Clear one of two functions, and one that has nothing."""
        store, other = self.open(), self.open()
        for name in ("f", "g"):
            store.put(name, self.entry(b"k", name))
            assert other.get(name, b"k") is not None
        held = other.get("f", b"k")
        assert held is not None
        store.clear("f")
        store.clear("unknown")
        for view in (store, other):
            assert view.get("f", b"k") is None
            assert view.entries("f") == []
            assert view.usage("f").entries == 0
            assert view.namespaces() == ["g"]
            assert value_of(view, "g", b"k") == "g"
        assert not other.holds("f", held)

    def test_invalidate_forgets_what_carries_one_of_the_tags(self) -> None:
        """Invalidate two tags, one of which nothing carries, over several functions."""
        store, other = self.open(), self.open()
        store.put("f", self.entry(b"1", tags=["red", "blue"]))
        store.put("f", self.entry(b"2", tags=["blue"]))
        store.put("f", self.entry(b"3"))
        store.put("g", self.entry(b"1", tags=["red"]))
        held = other.get("g", b"1")
        assert held is not None
        store.invalidate(["red", "unknown"])
        for view in (store, other):
            assert keys_of(view, "f") == [b"2", b"3"]
            assert view.get("f", b"1") is None
            assert view.get("g", b"1") is None
            assert view.get("f", b"3") is not None
        assert not other.holds("g", held)
        store.invalidate([])
        assert keys_of(other, "f") == [b"2", b"3"]

    def test_the_oldest_go_first_where_there_are_too_many(self) -> None:
        """Fit five entries of two views into three, into none, and others into no limit."""
        store, other = self.open(), self.open()
        for number in range(5):
            (store, other)[number % 2].put("f", self.entry(b"%d" % number))
        store.put("g", self.entry(b"k"))
        store.fit("f", Limits())
        assert len(other.entries("f")) == 5
        store.fit("f", Limits(max_entries=3))
        assert keys_of(other, "f") == [b"2", b"3", b"4"]
        other.fit("f", Limits(max_entries=3))
        assert keys_of(store, "f") == [b"2", b"3", b"4"]
        store.fit("f", Limits(max_entries=0))
        assert other.entries("f") == []
        assert keys_of(other, "g") == [b"k"]

    def test_the_oldest_go_first_where_there_are_too_many_bytes(self) -> None:
        """Fit three entries into the bytes of two."""
        store = self.open()
        for number in range(3):
            store.put("f", self.entry(b"%d" % number, bytes([number]) * 100_000))
        size_bytes = store.usage("f").size_bytes
        store.fit("f", Limits(max_size_bytes=size_bytes))
        assert len(store.entries("f")) == 3
        store.fit("f", Limits(max_size_bytes=size_bytes - 1))
        assert keys_of(store, "f") == [b"1", b"2"]
        store.fit("f", Limits(max_size_bytes=1))
        assert store.entries("f") == []

    def test_what_is_past_its_time_is_told_by_its_entry(self) -> None:
        """Let an entry grow old: it is gone, or says itself when it expired."""
        store = self.open()
        store.put("f", self.entry(b"k", ttl_seconds=10.0))
        found = store.get("f", b"k")
        assert found is not None
        assert found.expires_seconds > self.time.monotonic()
        self.time.advance(11.0)
        for view in (store, self.open()):
            found = view.get("f", b"k")
            assert found is None or found.expires_seconds <= self.time.monotonic()
