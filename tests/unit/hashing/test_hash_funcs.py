from __future__ import annotations

import threading
from typing import Any

import pytest

from millstream.hashing import Hasher, UnhashableError

KEY = bytes(32)


class Connection:
    def __init__(self, url: str) -> None:
        self.url = url
        self.lock = threading.Lock()


class Special(Connection):
    pass


class Keyed:
    def __init__(self, key: Any) -> None:
        self.key = key
        self.lock = threading.Lock()

    def __millstream_key__(self) -> Any:
        return self.key


class OtherKeyed(Keyed):
    pass


@pytest.mark.parametrize(
    "name", [Connection, f"{Connection.__module__}.Connection", "Connection"], ids=str
)
def test_a_function_for_a_type_or_its_name_stands_for_nested_values(name: Any) -> None:
    hasher = Hasher(KEY, hash_funcs={name: lambda value: value.url})
    one, same, other = Connection("a"), Connection("a"), Connection("b")
    for wrap in (lambda v: v, lambda v: [{"x": (v,)}]):
        assert hasher.digest(wrap(one)) == hasher.digest(wrap(same)) != hasher.digest(wrap(other))


def test_a_function_stands_for_subclasses_and_keeps_them_apart() -> None:
    hasher = Hasher(KEY, hash_funcs={Connection: lambda value: value.url})
    assert hasher.digest(Special("a")) == hasher.digest(Special("a"))
    assert hasher.digest(Special("a")) != hasher.digest(Connection("a"))


def test_results_are_hashed_recursively() -> None:
    hasher = Hasher(KEY, hash_funcs={Connection: lambda value: [value.url, {"nested": Keyed(1)}]})
    assert hasher.digest(Connection("a")) == hasher.digest(Connection("a"))
    refused = Hasher(KEY, hash_funcs={Connection: lambda value: {"lock": value.lock}})
    with pytest.raises(UnhashableError) as caught:
        refused.digest([Connection("a")])
    assert caught.value.path == "[0]['lock']"


@pytest.mark.parametrize(
    ("kind", "function", "same", "different"),
    [
        (str, str.lower, ("A", "a"), ("a", "b")),
        (int, lambda n: n % 10, (1, 11), (1, 2)),
        (dict, lambda d: {**d, "t": None}, ({"t": 1}, {"t": 2}), ({"a": 1}, {"a": 2})),
        (float, lambda n: round(n, 1), (1.01, 1.02), (1.0, 2.0)),
        ("builtins.dict", lambda _: None, ({"a": 1}, {}), ({}, [])),
    ],
)
def test_plain_types_can_have_functions_that_return_the_same_type(
    kind: Any, function: Any, same: tuple[Any, Any], different: tuple[Any, Any]
) -> None:
    hasher = Hasher(KEY, hash_funcs={kind: function})
    for wrap in (lambda v: v, lambda v: [v] * 5):
        assert hasher.digest(wrap(same[0])) == hasher.digest(wrap(same[1]))
        assert hasher.digest(wrap(different[0])) != hasher.digest(wrap(different[1]))


def test_the_way_users_write_id_and_nothing() -> None:
    connection = Connection("a")
    by_identity = Hasher(KEY, hash_funcs={Connection: id})
    assert by_identity.digest(connection) == by_identity.digest(connection)
    assert by_identity.digest(connection) != by_identity.digest(Connection("a"))
    ignored = Hasher(KEY, hash_funcs={Connection: lambda _: None})
    assert ignored.digest(connection) == ignored.digest(Connection("b"))


def test_a_function_that_raises_is_named_as_the_reason() -> None:
    hasher = Hasher(KEY, hash_funcs={Connection: lambda value: value.missing})
    with pytest.raises(UnhashableError, match="its hash function raised AttributeError") as caught:
        hasher.digest({"c": Connection("a")})
    assert caught.value.path == "['c']"
    assert isinstance(caught.value.__cause__, AttributeError)


def test_an_object_says_itself_what_stands_for_it() -> None:
    hasher = Hasher(KEY)
    assert hasher.digest(Keyed([1])) == hasher.digest(Keyed([1]))
    assert hasher.digest(Keyed([1])) != hasher.digest(Keyed([2]))
    assert hasher.digest(Keyed([1])) != hasher.digest(OtherKeyed([1]))
    assert hasher.digest(Keyed([1])) != hasher.digest([1])
    with pytest.raises(UnhashableError) as caught:
        hasher.digest(Keyed({"deep": threading.Lock()}))
    assert caught.value.path == ".__millstream_key__()['deep']"


def test_an_object_that_stands_for_itself_is_refused() -> None:
    value = Keyed(None)
    value.key = value
    with pytest.raises(UnhashableError, match="returns the object itself"):
        Hasher(KEY).digest(value)


def test_hash_functions_come_before_the_key_of_an_object() -> None:
    hasher = Hasher(KEY, hash_funcs={Keyed: lambda value: 1})
    assert hasher.digest(Keyed(1)) == hasher.digest(Keyed(2))
