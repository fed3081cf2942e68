"""What counts as a password among parameters, and how messages of libraries are cleaned."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from millstream.connections.masking import hide, mask_log, masked_errors
from millstream.redaction import Redaction


@pytest.mark.parametrize(
    "parameters",
    [
        {"password": "open sesame"},
        {"PGPASSWORD": "open sesame"},
        {"private_key": "open sesame"},
        {"api_key": "open sesame"},
        {"token": "open sesame"},
        {"aws_secret_access_key": "open sesame"},
        {"headers": {"X-Api-Key": "open sesame"}},
        {"auth": ("ali", "open sesame")},
        {"url": "postgresql://ali:open%20sesame@cave/gold"},
        {"servers": ["redis://:open%20sesame@cave"]},
    ],
    ids=lambda parameters: next(iter(parameters)),
)
def test_a_password_is_hidden(parameters: dict[str, Any]) -> None:
    hidden = Redaction()
    hide("cave", parameters, hidden)
    assert "open sesame" not in hidden.redact("said 'open sesame'")


@pytest.mark.parametrize("name", ["database", "username", "monkey_count", "compass", "keyboard"])
def test_other_parameters_are_shown(name: str) -> None:
    hidden = Redaction()
    hide("cave", {name: "open sesame"}, hidden)
    assert hidden.redact("said 'open sesame'") == "said 'open sesame'"


def fail(inner: Exception) -> None:
    try:
        raise inner
    except OSError:
        raise ValueError("not 'open sesame'")  # noqa: B904  its context is what is looked at


def test_an_exception_and_all_that_led_to_it_lose_their_secrets() -> None:
    hidden = Redaction()
    hidden.hide({"cave.password": "open sesame"})
    inner = OSError(5, "open sesame")
    with pytest.raises(ValueError, match=r"not '<secret cave\.password>'"), masked_errors(hidden):
        fail(inner)
    assert inner.args == (5, "<secret cave.password>")


def test_exceptions_that_lead_to_each_other_end() -> None:
    one, other = ValueError("open sesame"), ValueError("open sesame")
    one.__cause__, other.__cause__ = other, one
    hidden = Redaction()
    hidden.hide({"cave.password": "open sesame"})
    with pytest.raises(ValueError, match="<secret"), masked_errors(hidden):
        raise one
    assert other.args == ("<secret cave.password>",)


def test_the_log_of_a_library_is_masked_once(caplog: pytest.LogCaptureFixture) -> None:
    hidden = Redaction()
    hidden.hide({"cave.password": "open sesame"})
    logger = logging.getLogger("a library of the tests")
    for _ in range(2):
        mask_log(logger.name, hidden)
    assert len(logger.filters) == 1
    with caplog.at_level(logging.INFO):
        logger.info("asks %s", "cave?key=open%20sesame")
    assert caplog.messages == ["asks cave?key=<secret cave.password>"]
