"""Values that are opened often are copied without pickle, where that is exactly what pickle does."""

from __future__ import annotations

import collections
import copyreg
import dataclasses
import pickle
import threading
from typing import Any, NamedTuple, Self

import numpy as np
import pytest

from millstream.caching.snapshot import freeze, pickled
from millstream.caching.snapshot.blueprint import Blueprint
from millstream.caching.snapshot.pickled import Allowance, PickledSnapshot
from millstream.caching.snapshot.records import UnfitError

MANY = 400


@dataclasses.dataclass
class Item:
    number: int
    tags: list[str]


class Pair(NamedTuple):
    one: int
    other: int


class Restoring:
    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, restored=True)


class Saving:
    def __getstate__(self) -> dict[str, Any]:
        return {"saved": 1}


class Reducing:
    def __reduce__(self) -> Any:
        return Reducing, ()


class Made:
    def __new__(cls) -> Self:
        made = super().__new__(cls)
        made.lock = threading.get_ident()  # type: ignore[attr-defined]
        return made


class WithArguments:
    def __getnewargs__(self) -> tuple[Any, ...]:
        return ()


class Registered:
    pass


copyreg.pickle(Registered, lambda _: (Registered, ()))


class Watching:
    """Pickle writes into the dictionary, past the property."""

    @property
    def size(self) -> int:
        return 1


def watching() -> Watching:
    made = Watching()
    vars(made)["size"] = 2
    return made


class Slotted:
    __slots__ = ("size",)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


def slotted() -> Slotted:
    made = Slotted()
    made.size = 1
    return made


class Texts(list[str]):
    pass


def opened_often(snapshot: Any) -> Any:
    for _ in range(20):
        snapshot.open()
    return snapshot.open()


def is_copied_by_blueprint(snapshot: Any) -> bool:
    return type(snapshot) is PickledSnapshot and snapshot._blueprint is not None


@pytest.mark.parametrize(
    "value",
    [
        [Item(1, ["a"]) for _ in range(MANY)],
        {number: {"tags": ["a"], "pair": Pair(1, 2)} for number in range(MANY)},
        [[float(number)] * 9 for number in range(MANY)],
    ],
    ids=["dataclasses", "dictionaries", "lists"],
)
def test_plain_values_are_copied_by_blueprint(value: Any) -> None:
    snapshot = freeze(value)
    assert snapshot.open() == value
    assert not is_copied_by_blueprint(snapshot)
    assert opened_often(snapshot) == value
    assert is_copied_by_blueprint(snapshot)
    assert type(next(iter(snapshot.open()))) is type(next(iter(value)))


@pytest.mark.parametrize(
    "make",
    [
        Restoring, Saving, Reducing, Made, WithArguments, Registered, watching, slotted, Texts,
        ValueError, collections.OrderedDict, collections.Counter, lambda: ([1],), lambda: Item,
        lambda: np.zeros(3), lambda: {Pair(1, 2)}, lambda: {Pair(1, 2): 3}, lambda: (Pair(1, 2),),
        lambda: collections.deque([1]), lambda: Pair(1, [2]),  # type: ignore[arg-type]
    ],
    ids=[
        "setstate", "getstate", "reduce", "new", "getnewargs", "copyreg", "property", "setattr",
        "subclass of list", "exception", "OrderedDict", "Counter", "tuple", "class", "array",
        "record in a set", "record as key", "record in a tuple", "deque", "list in a named tuple",
    ],
)  # fmt: skip
def test_what_pickle_does_more_to_is_left_to_pickle(make: Any) -> None:
    with pytest.raises(UnfitError):
        Blueprint([make()], freeze)
    value = [[make(), number] for number in range(MANY)]
    snapshot = freeze(value)
    assert [vars(each) if hasattr(each, "__dict__") else str(each) for each, _ in snapshot.open()]
    opened_often(snapshot)
    assert not is_copied_by_blueprint(snapshot)


def test_a_class_that_changes_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = freeze([Item(number, []) for number in range(MANY)])
    opened_often(snapshot)
    assert is_copied_by_blueprint(snapshot)

    def restore(self: Item, state: dict[str, Any]) -> None:
        vars(self).update(state, number=-1)

    monkeypatch.setattr(Item, "__setstate__", restore, raising=False)
    assert {item.number for item in snapshot.open()} == {-1}


def test_what_was_one_object_is_one_object_in_each_copy() -> None:
    tags = ["a"]
    value: list[Any] = [Item(number, tags) for number in range(MANY)]
    value.append(value)
    snapshot = freeze(value)
    copy = opened_often(snapshot)
    assert is_copied_by_blueprint(snapshot)
    assert copy[-1] is copy
    assert copy[0].tags is copy[1].tags is not tags
    copy[0].tags.append("b")
    copy[1].number = -1
    again = snapshot.open()
    assert (again[1].number, again[1].tags) == (1, ["a"])


def test_lists_with_gaps_and_repetitions_are_copied_in_order() -> None:
    value: list[Any] = [Item(number, [str(number)]) for number in range(MANY)]
    value[7] = None
    value[20] = value[19]
    value[30:33] = [value[32].tags, value[31], {"a": value[30]}]
    value += value[:50]
    copy = Blueprint(pickle.loads(pickle.dumps(value)), freeze).open()
    assert copy == value
    assert [copy.index(each) for each in copy] == [value.index(each) for each in value]
    assert copy[20] is copy[19] is copy[-30]
    assert copy[30] is not value[30]


def test_blueprints_hold_no_more_than_they_may() -> None:
    value = [[number] for number in range(1000)]
    allowance = Allowance(Blueprint([list(each) for each in value], freeze).size_bytes * 3 // 2)
    first = allowance.make(lambda: [list(each) for each in value])
    assert first is not None
    assert allowance.make(lambda: [list(each) for each in value]) is None
    del first
    assert allowance.make(lambda: [list(each) for each in value]) is not None


def test_what_cannot_be_looked_into_is_left_to_pickle() -> None:
    def read() -> Any:
        raise LookupError

    assert pickled.allowance.make(read) is None
