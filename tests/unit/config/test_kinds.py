"""What options can be, in every spelling that is accepted, and what they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.config import OPTIONS, OptionError

GB = 2**30


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("server.headless", " True ", True),
        ("server.headless", "off", False),
        ("server.headless", "1", True),
        ("server.port", "8080", 8080),
        ("server.port", 8080.0, 8080),
        ("server.disconnectedSessionTTL", "1.5", 1.5),
        ("server.disconnectedSessionTTL", 0, 0),
        ("server.fileWatcherType", "POLL", "poll"),
        ("client.showErrorDetails", True, "full"),
        ("client.showErrorDetails", "false", "stacktrace"),
        ("client.showErrorLinks", "TRUE", True),
        ("server.allowedHosts", "one.example, two.example", ("one.example", "two.example")),
        ("server.allowedHosts", '["one.example"]', ("one.example",)),
        ("server.allowedHosts", ("a,b", '["c"]'), ("a", "b", "c")),
        ("server.allowedHosts", "", ()),
        ("server.trustedUserHeaders", '{"email": "X-Email"}', {"email": "X-Email"}),
        ("server.maxCacheDataSize", "2 GiB", 2 * GB),
        ("server.maxCacheDataSize", "1000", 1000),
        ("server.maxCacheDataSize", 1000, 1000),
        ("theme.primaryColor", "rgb(1, 2, 3)", "rgb(1, 2, 3)"),
        ("theme.primaryColor", "Teal", "Teal"),
        ("theme.baseRadius", "full", "full"),
        ("theme.codeFontSize", 14, "14px"),
        ("theme.headingFontSizes", "2rem, 1rem", ["2rem", "1rem"]),
        ("theme.headingFontSizes", "2rem", ["2rem"]),
        ("theme.headingFontWeights", [700, 600], [700, 600]),
        ("theme.linkUnderline", "no", False),
        ("theme.chartCategoricalColors", "#0b6e75, #d97a1f", ["#0b6e75", "#d97a1f"]),
    ],
)
def test_a_value_is_understood(name: str, given: Any, value: Any) -> None:
    parsed = OPTIONS[name].parse(given, name)
    assert parsed == value and type(parsed) is type(value)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("server.headless", 1),
        ("server.headless", "maybe"),
        ("server.port", -1),
        ("server.port", 65536),
        ("server.port", 80.5),
        ("server.port", True),
        ("server.port", "inf"),
        ("browser.serverPort", 0),
        ("server.disconnectedSessionTTL", "nan"),
        ("server.disconnectedSessionTTL", -1),
        ("server.address", 5),
        ("server.fileWatcherType", 5),
        ("server.allowedHosts", ["a", 1]),
        ("server.allowedHosts", '["a"'),
        ("server.allowedHosts", 1),
        ("server.trustedUserHeaders", '{"email": 1}'),
        ("server.trustedUserHeaders", "[]"),
        ("server.maxCacheDataSize", "much"),
        ("server.maxCacheDataSize", -5),
        ("logger.messageFormat", "%(nothing"),
        ("theme.primaryColor", "red; background: url(x)"),
        ("theme.primaryColor", "rgb(1, 2, 3); x"),
        ("theme.primaryColor", 5),
        ("theme.codeFontSize", "14px; x"),
        ("theme.codeFontSize", "14"),
        ("theme.baseFontWeight", 450),
        ("theme.baseFontSize", 0),
        ("theme.headingFontSizes", []),
        ("theme.headingFontSizes", ["1px"] * 7),
        ("theme.chartSequentialColors", ["#000000"] * 9),
        ("theme.fontFaces", [{"family": "Inter"}]),
        ("theme.fontFaces", "x"),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, given: Any) -> None:
    with pytest.raises(OptionError, match="has to be"):
        OPTIONS[name].parse(given, name)


def test_no_value_is_no_mistake() -> None:
    assert {option.parse(None, option.name) for option in OPTIONS.values()} == {None}


def test_a_value_that_nobody_may_see_is_not_in_the_message() -> None:
    with pytest.raises(OptionError) as caught:
        OPTIONS["server.cookieSecret"].parse(12345, "server.cookieSecret")
    assert "12345" not in str(caught.value)
    assert caught.value.__context__ is None
