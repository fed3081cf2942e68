"""The table is read once in ten minutes, and again when it is asked for."""

import pytest

from millstream.caching.decorators import registry
from millstream.testing.manual import ManualTime
from millstream.testing.v1 import AppTest


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> ManualTime:
    """A clock for the caches, which only the test moves."""
    time = ManualTime()
    monkeypatch.setattr(registry, "clock", time)
    return time


def orders(at: AppTest) -> str:
    return at.caption[0].value.partition(",")[0]


def test_the_table_shows_what_the_database_sums_up() -> None:
    at = AppTest.from_file("tea_shop.py").run()
    shown = at.dataframe[0].value
    assert shown.to_dict("list") == {
        "Tea": ["Assam", "Sencha"],
        "Orders": [1, 1],
        "Grams": [250, 100],
    }
    assert orders(at) == "2 orders"


def test_an_order_is_seen_when_the_time_of_the_result_is_over(time: ManualTime) -> None:
    at = AppTest.from_file("tea_shop.py").run()
    read = at.caption[0].value
    at.selectbox(key="tea").select("Oolong").run()
    at.number_input[0].set_value(150)
    at.button[0].click().run()
    time.advance(599)
    assert at.run().caption[0].value == read
    time.advance(1)
    assert orders(at.run()) == "3 orders"
    assert at.dataframe[0].value.iloc[1].tolist() == ["Oolong", 1, 150]


def test_an_order_is_seen_when_the_table_is_read_again() -> None:
    at = AppTest.from_file("tea_shop.py").run()
    at.button[0].click().run()
    assert orders(at) == "2 orders"
    assert orders(at.button[1].click().run()) == "3 orders"


def test_all_users_share_the_database_and_what_was_read() -> None:
    one, other = (AppTest.from_file("tea_shop.py").run() for _ in range(2))
    assert one.caption[0].value == other.caption[0].value
    one.button[0].click().run()
    one.button[1].click().run()
    assert orders(other.run()) == "3 orders"
