"""What a call of a cached function returns, and when the function runs."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import (
    MISSING,
    UnhashableParamError,
    UnknownArgumentError,
    UnserializableReturnValueError,
)

if TYPE_CHECKING:
    from millstream.caching.decorators import CacheData, CacheResource


def test_one_call_is_one_entry_however_it_is_spelled(cache_data: CacheData) -> None:
    ran: list[Any] = []

    @cache_data
    def double(x: int = 1) -> int:
        ran.append(x)
        return 2 * x

    assert [double(1), double(x=1), double(), double(*(1,))] == [2, 2, 2, 2]
    assert ran == [1]


def test_equal_numbers_of_different_types_are_different_calls(cache_data: CacheData) -> None:
    ran: list[Any] = []

    @cache_data
    def kind(x: object) -> str:
        ran.append(x)
        return type(x).__name__

    for _ in range(2):
        assert [kind(1), kind(1.0), kind(True)] == ["int", "float", "bool"]
        assert [kind([1]), kind([1.0]), kind([True])] == ["list", "list", "list"]
    assert len(ran) == 6


def test_zero_and_minus_zero_differ_and_nan_hits(cache_data: CacheData) -> None:
    ran: list[float] = []

    @cache_data
    def text(x: float) -> str:
        ran.append(x)
        return str(x)

    for _ in range(2):
        assert [text(0.0), text(-0.0), text(float("nan"))] == ["0.0", "-0.0", "nan"]
    assert len(ran) == 3


def test_underscores_and_ignore_leave_arguments_out(cache_data: CacheData) -> None:
    ran: list[Any] = []

    @cache_data(ignore=["client"])
    def load(_lock: object, client: object, query: str = "q", **_others: Any) -> str:
        ran.append(query)
        return query

    for _ in range(2):
        load(threading.Lock(), object(), "q")
        load(threading.Lock(), client=object())
        load(_lock=threading.Lock(), client=object(), query="q")
    assert ran == ["q"]
    load(threading.Lock(), object(), "other")
    assert ran == ["q", "other"]


def test_an_ignored_argument_still_has_to_be_given(cache_data: CacheData) -> None:
    @cache_data
    def load(_connection: object) -> int:
        return 1

    load(threading.Lock())
    load(threading.Lock())
    with pytest.raises(TypeError, match="_connection"):
        load()  # type: ignore[call-arg]


def test_unknown_names_in_ignore_are_refused(cache_data: CacheData) -> None:
    @cache_data(ignore=["conection"])
    def load(connection: object) -> int:
        return 1

    with pytest.raises(UnknownArgumentError, match="conection"):
        load(object())


def test_variadic_arguments_are_part_of_the_key(cache_data: CacheData) -> None:
    ran: list[Any] = []

    @cache_data
    def total(*numbers: int, **options: int) -> int:
        ran.append((numbers, options))
        return sum(numbers) + sum(options.values())

    assert total(1, 2, a=3, b=4) == total(1, 2, b=4, a=3) == 10
    assert total(1, 2, a=4, b=3) == 10
    assert total(2, 1, a=3, b=4) == 10
    assert total(1, 2) == 3
    assert len(ran) == 4


def test_a_keyword_is_never_taken_for_a_positional_argument(cache_data: CacheData) -> None:
    ran: list[Any] = []

    @cache_data
    def show(*args: Any, **kwargs: Any) -> str:
        ran.append((args, kwargs))
        return repr((args, kwargs))

    calls = [((1,), {}), ((), {"a": 1}), ((), {"b": 1}), ((("a",), 1), {}), ((1, ("a",)), {})]
    for _ in range(2):
        for args, kwargs in calls:
            assert show(*args, **kwargs) == repr((args, kwargs))
    assert len(ran) == len(calls)


def test_an_unhashable_argument_is_named_with_the_ways_out(cache_data: CacheData) -> None:
    @cache_data
    def load(connection: object) -> int:
        return 1

    with pytest.raises(UnhashableParamError) as caught:
        load({"inner": [threading.Lock()]})
    assert caught.value.argument == "connection"
    message = str(caught.value)
    for part in ("`load`", "_connection", "@st.cache_data", "ignore=", "hash_funcs", "lock"):
        assert part in message


def test_nobody_sees_what_another_does_to_a_result(cache_data: CacheData) -> None:
    kept: list[Any] = []

    @cache_data
    def make() -> dict[str, list[int]]:
        value = {"a": [1, 2]}
        kept.append(value)
        return value

    first = make()
    kept[0]["a"].append(99)
    first["a"].append(3)
    second = make()
    assert second == {"a": [1, 2]}
    second.clear()
    assert make() == {"a": [1, 2]}


def test_a_resource_is_always_the_very_same_object(cache_resource: CacheResource) -> None:
    @cache_resource
    def connect(host: str) -> object:
        return threading.Lock()

    assert connect("a") is connect("a")
    assert connect("a") is not connect("b")


def test_what_cannot_be_copied_is_refused_with_the_remedy(cache_data: CacheData) -> None:
    @cache_data
    def make() -> object:
        return threading.Lock()

    for _ in range(2):
        with pytest.raises(UnserializableReturnValueError, match="cache_resource"):
            make()


def test_exceptions_are_not_cached(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    def fail() -> int:
        ran.append(1)
        if len(ran) < 3:
            raise ValueError("no")
        return 7

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            fail()
    assert [fail(), fail()] == [7, 7]
    assert len(ran) == 3


def test_a_definition_run_again_goes_on_with_its_entries(cache_data: CacheData) -> None:
    ran: list[int] = []

    def define() -> Any:
        @cache_data
        def load(x: int) -> int:
            ran.append(x)
            return x

        return load

    assert define()(1) == 1
    again = define()
    assert again(1) == 1
    assert ran == [1]
    assert (again.info().hits, again.info().misses) == (1, 1)


def test_methods_class_methods_and_static_methods_are_cached(cache_data: CacheData) -> None:
    ran: list[Any] = []

    class Model:
        def __init__(self, factor: int) -> None:
            self.factor = factor

        @cache_data
        def scaled(_self, x: int) -> int:  # noqa: N805
            ran.append(("scaled", x))
            return 2 * x

        @cache_data
        @classmethod
        def outer(cls, x: int) -> int:
            ran.append(("outer", x))
            return x

        @staticmethod
        @cache_data
        def free(x: int) -> int:
            ran.append(("free", x))
            return x

    model = Model(3)
    for _ in range(2):
        assert [model.scaled(4), Model.scaled(model, 4)] == [8, 8]
        assert [model.free(1), Model.free(1)] == [1, 1]
    assert ran == [("scaled", 4), ("free", 1)]
    model.scaled.clear(4)
    assert model.scaled.peek(4) is MISSING
    assert model.scaled(4) == 8
    assert model.scaled.info().misses == 2
    assert model.scaled.explain(4).outcome == "hit"
    model.scaled.clear()
    assert Model.scaled.info().entries == 0


def test_an_object_of_a_class_of_the_script_is_found_again(cache_data: CacheData) -> None:
    ran: list[int] = []
    source = (
        "class Point:\n    def __init__(self, x):\n        self.x = x\n"
        "@cache_data(hash_funcs={list: id})\n"
        "def make(x):\n    ran.append(x)\n    return Point(x)\n"
    )
    for _ in range(2):
        # A script defines its classes anew in each run.
        names: dict[str, Any] = {"__name__": "__main__", "cache_data": cache_data, "ran": ran}
        exec(compile(source, "<script>", "exec", dont_inherit=True), names)
        sys.modules["__main__"].Point = names["Point"]  # type: ignore[attr-defined]
        assert names["make"](1).x == 1
    del sys.modules["__main__"].Point  # type: ignore[attr-defined]
    assert ran == [1]


def test_the_methods_of_an_object_that_the_call_changes_still_count(cache_data: CacheData) -> None:
    class Client:
        def __init__(self) -> None:
            self.calls = 0

        def fetch(self) -> int:
            self.calls += 1
            return 1

    client = Client()

    @cache_data
    def load() -> int:
        return client.fetch()

    assert [load(), load()] == [1, 1]
    assert client.calls == 1
    Client.fetch = lambda _: 2  # type: ignore[method-assign]
    assert load() == 2


def test_a_default_that_the_call_changes_leaves_the_key_of_calls_without_the_argument(
    cache_data: CacheData,
) -> None:
    ran: list[int] = []

    @cache_data(track="all")
    def collect(x: list[int], found: list[int] = []) -> int:  # noqa: B006
        ran.append(1)
        found.append(1)
        return len(x)

    assert [collect([1]), collect([1]), collect([1, 2]), collect([1, 2])] == [1, 1, 2, 2]
    assert len(ran) == 2
    assert collect.explain([1]).outcome == "hit"
    assert "default found" in collect.explain([1]).untracked
    assert collect.explain([3]).differences == ("argument x[0]",)
    collect([1], [])
    collect([1], [7])
    assert len(ran) == 4


def test_what_the_class_of_an_argument_reads_and_the_call_changes_leaves_the_key(
    cache_data: CacheData,
) -> None:
    source = """
log = []
rate = 2
class Model:
    calls = 0
    def __init__(self, size):
        self.size = size
    @cache_data
    def run(self, x):
        log.append(x)
        Model.calls += 1
        return self.size * x * rate
"""

    def start() -> dict[str, Any]:
        namespace: dict[str, Any] = {"cache_data": cache_data, "__name__": "__main__"}
        exec(source, namespace)
        return namespace

    names = start()
    model = names["Model"](3)
    assert [model.run(1), model.run(1), model.run(2), model.run(1)] == [6, 6, 12, 6]
    assert names["log"] == [1, 2]
    assert set(model.run.explain(1).untracked) == {"global log", "class Model.calls"}
    assert names["Model"](4).run(1) == 8
    # In the next run of the script, too.
    again = start()
    assert again["Model"](3).run(1) == 6
    assert again["log"] == []
    again["rate"] = 5
    assert again["Model"](3).run(1) == 15
    again["Model"].run.__wrapped__.__globals__["rate"] = 2
    again["Model"].scale = lambda self: 1
    assert again["Model"](3).run(1) == 6
    assert again["log"] == [1, 1]
