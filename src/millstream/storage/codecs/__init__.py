"""How values become bytes and buffers, and come back exactly as they were.

Each module is one format: ``plain`` (MessagePack), ``arrays`` (raw buffers), ``arrow`` and
``frames`` (Arrow IPC), ``pickled`` (protocol 5, buffers out of band; the last resort). What a
format does not give back exactly it refuses with ``InexactError``.
"""

from __future__ import annotations

from millstream.storage.codecs.encoded import Encoded, InexactError

__all__ = ["Encoded", "InexactError"]
