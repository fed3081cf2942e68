"""Who may come back to which session."""

from __future__ import annotations

import pytest

from millstream.session.tokens import Claim, TokenMint

MINT = TokenMint(bytes(32))
TOKEN = MINT.make("session", 7)


def test_a_token_says_whose_it_is_and_which() -> None:
    assert MINT.read(TOKEN) == Claim("session", 7)
    assert TokenMint(bytes(32)).read(TOKEN) == Claim("session", 7), "in another process too"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "session.7",
        "session.7.",
        TOKEN + "0",
        TOKEN[:-1],
        TOKEN.replace(".7.", ".8."),
        TOKEN.replace("session", "sessions"),
        "x" * 100_000,
        "sessión.7." + "0" * 43,
        "\0.7.\0",
    ],
    ids=range(12),
)
def test_a_token_that_was_not_made_here_says_nothing(token: str) -> None:
    assert MINT.read(token) is None


def test_every_changed_letter_is_noticed() -> None:
    for position, letter in enumerate(TOKEN):
        other = "0" if letter != "0" else "1"
        assert MINT.read(TOKEN[:position] + other + TOKEN[position + 1 :]) is None


def test_another_installation_has_other_tokens() -> None:
    assert TokenMint(b"\1" * 32).read(TOKEN) is None
