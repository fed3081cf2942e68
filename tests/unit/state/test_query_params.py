"""The query of an address as a mapping."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from millstream.errors import StreamlitAPIException, StreamlitQueryParamDictValueError
from millstream.state.query_params import QueryParams, QueryParamsProxy


@pytest.fixture(params=["itself", "proxy"])
def make(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Give parameters, themselves or as scripts see them."""

    def make(query: str = "") -> Any:
        own = QueryParams(query)
        return own if request.param == "itself" else QueryParamsProxy(lambda: own)

    return make


def query_of(params: Any) -> str:
    return (params.own if isinstance(params, QueryParamsProxy) else params).query


# --- reading ---------------------------------------------------------------------------------------


def test_a_repeated_name_gives_its_last_value_and_all_of_them_on_request(make) -> None:
    params = make("tag=a&tag=b&page=2")
    assert (params["tag"], params.get_all("tag"), params["page"]) == ("b", ["a", "b"], "2")


def test_names_keep_the_order_of_the_address(make) -> None:
    params = make("z=1&a=2&z=3")
    assert (list(params), len(params), params.to_dict()) == (["z", "a"], 2, {"z": "3", "a": "2"})


def test_texts_are_decoded(make) -> None:
    assert dict(make("na%C3%AFve=50+%25%26&flag&empty=")) == {
        "naïve": "50 %&",
        "flag": "",
        "empty": "",
    }


def test_a_name_that_is_missing_is_an_error_that_says_so(make) -> None:
    params = make("a=1")
    with pytest.raises(KeyError, match="no query parameter 'b'"):
        params["b"]
    with pytest.raises(KeyError, match="no query parameter 'b'"):
        del params["b"]
    assert (params.get("b"), params.get("b", "x"), params.get_all("b")) == (None, "x", [])
    assert "b" not in params and "a" in params and 1 not in params


def test_attributes_are_the_same_as_keys() -> None:
    own = QueryParams("a=1")
    params = QueryParamsProxy(lambda: own)
    params.b = 2
    assert (params.a, params.b, params.to_dict()) == ("1", "2", {"a": "1", "b": "2"})
    del params.a
    with pytest.raises(AttributeError, match="no query parameter 'a'"):
        params.a
    with pytest.raises(AttributeError, match="no query parameter 'a'"):
        del params.a


def test_it_is_a_mapping_with_all_that_mappings_have(make) -> None:
    params = make("a=1&b=2")
    assert isinstance(params, MutableMapping)
    assert params == {"a": "1", "b": "2"} and params == make("b=2&a=1")
    assert (params.pop("a"), params.pop("a", "none"), params.setdefault("c", "3")) == (
        "1",
        "none",
        "3",
    )
    assert params.popitem() == ("b", "2")
    assert query_of(params) == "c=3"
    assert (list(params.keys()), list(params.values()), list(params.items())) == (
        ["c"],
        ["3"],
        [("c", "3")],
    )
    assert repr(params) == "{'c': ['3']}"


def test_a_query_with_more_fields_than_a_person_writes_is_not_read(make) -> None:
    assert make("&".join(f"a={n}" for n in range(1001))) == {}
    assert len(make("&".join(f"a{n}={n}" for n in range(1000)))) == 1000


# --- setting ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown", "query"),
    [
        ("x y&z", ["x y&z"], "a=x+y%26z"),
        ("", [""], "a="),
        (7, ["7"], "a=7"),
        (None, ["None"], "a=None"),
        (True, ["True"], "a=True"),
        (["1", 2], ["1", "2"], "a=1&a=2"),
        (range(1, 3), ["1", "2"], "a=1&a=2"),
        ([], [], ""),
    ],
)
def test_values_become_texts(make, value: Any, shown: list[str], query: str) -> None:
    params = make("a=old")
    params["a"] = value
    assert (params.get_all("a"), query_of(params), "a" in params) == (shown, query, True)
    assert params["a"] == (shown[-1] if shown else "")


def test_a_dictionary_is_no_value(make) -> None:
    params = make("a=1")
    with pytest.raises(StreamlitQueryParamDictValueError, match="`a` was set to a dictionary"):
        params["a"] = {"b": 1}
    assert query_of(params) == "a=1"


def test_a_name_is_text(make) -> None:
    with pytest.raises(StreamlitAPIException, match="Write '1'"):
        make()[1] = 2


@pytest.mark.parametrize("params", [{"b": [2, 3]}, [("b", [2, 3])], QueryParams("b=2&b=3")])
def test_several_are_set_at_once(make, params: Any) -> None:
    changed = make("a=1")
    changed.update(params, c=4)
    assert query_of(changed) == "a=1&b=2&b=3&c=4"
    changed.from_dict(params)
    assert query_of(changed) == "b=2&b=3"


def test_another_sessions_parameters_can_be_taken_over(make) -> None:
    params = make()
    params.from_dict(QueryParamsProxy(lambda: QueryParams("a=1&a=2&embed=true")))
    assert query_of(params) == "a=1&a=2"


def test_all_of_them_are_set_or_none(make) -> None:
    params = make("a=1")
    with pytest.raises(StreamlitQueryParamDictValueError):
        params.update({"a": 2, "b": {}})
    with pytest.raises(StreamlitAPIException):
        params.from_dict({"c": 1, "embed": "true"})
    assert query_of(params) == "a=1"


def test_a_query_that_nobody_changes_stays_written_as_it_was() -> None:
    params = QueryParams("flag&x=%20a")
    assert (params["flag"], params.query) == ("", "flag&x=%20a")
    params["y"] = 1
    assert params.query == "flag=&x=+a&y=1"


# --- what belongs to the page around ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["embed", "Embed", "embed_options", "EMBED_OPTIONS"])
def test_what_embeds_the_page_is_neither_seen_nor_set(make, name: str) -> None:
    params = make(f"{name}=true&a=1")
    assert (list(params), len(params), name in params, params.get_all(name)) == (
        ["a"],
        1,
        False,
        [],
    )
    with pytest.raises(KeyError):
        params[name]
    with pytest.raises(KeyError):
        del params[name]
    with pytest.raises(StreamlitAPIException, match="belongs to the page that embeds the app"):
        params[name] = "false"


def test_what_embeds_the_page_stays_when_all_else_goes(make) -> None:
    params = make("embed=true&embed_options=dark_theme&embed_options=show_toolbar&a=1")
    params.clear()
    assert (params.to_dict(), query_of(params)) == (
        {},
        "embed=true&embed_options=dark_theme&embed_options=show_toolbar",
    )
    params.from_dict({"b": 2})
    assert query_of(params).endswith("&b=2")
