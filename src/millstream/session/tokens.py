"""What a browser shows to come back to its session: the session's name and a number, signed.

Nobody can make a token without the key, so it can be checked by a process that has never seen the session. The number
counts the session's welcomes; a token is good for as long as the browser may not have a newer one.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from blake3 import blake3

_SIGNATURE_DIGITS = 43


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says: it was the `number`th of the session `session_id`."""

    session_id: str
    number: int


class TokenMint:
    """Makes tokens and reads them.

    Parameters
    ----------
    key
        32 bytes. Tokens survive their process where another one has the same key.

    Examples
    --------
    >>> mint = TokenMint(bytes(32))
    >>> mint.read(mint.make("a", 1))
    Claim(session_id='a', number=1)
    >>> mint.read("a.2." + mint.make("a", 1).rpartition(".")[2]) is None
    True
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, session_id: str, number: int) -> str:
        """Give the token of a welcome."""
        said = f"{session_id}.{number}"
        return f"{said}.{self._signature(said)}"

    def read(self, token: str) -> Claim | None:
        """Give what a token says, or None if it was not made here."""
        said, _, signature = token.rpartition(".")
        session_id, _, number = said.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(said).encode()):
            return None
        return Claim(session_id, int(number))

    def _signature(self, said: str) -> str:
        return blake3(b"token " + said.encode(), key=self._key).hexdigest()[:_SIGNATURE_DIGITS]
