"""Signed bytes: what is read back was written here, for this session and this field."""

from __future__ import annotations

import hmac

from blake3 import blake3

_SIGNATURE_BYTES = 32


class Seal:
    """Signs and checks; nothing is decoded before its signature was.

    Parameters
    ----------
    key
        32 bytes that whoever can write to the store does not know.

    Examples
    --------
    >>> seal = Seal(bytes(32))
    >>> seal.open("a", "cart", seal.close("a", "cart", b"content"))
    b'content'
    >>> seal.open("a", "cart", seal.close("a", "other", b"content")) is None
    True
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def close(self, session_id: str, field: str, content: bytes) -> bytes:
        """Sign the content of a field."""
        return self._signature(session_id, field, content) + content

    def open(self, session_id: str, field: str, sealed: bytes) -> bytes | None:
        """Give the content of a field, or None if it was not signed for that field of that session."""
        signature, content = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
        expected = self._signature(session_id, field, content)
        return content if hmac.compare_digest(signature, expected) else None

    def _signature(self, session_id: str, field: str, content: bytes) -> bytes:
        hasher = blake3(key=self._key)
        for part in (b"session", session_id.encode(), field.encode()):
            hasher.update(len(part).to_bytes(8, "little"))
            hasher.update(part)
        return hasher.update(content).digest()
