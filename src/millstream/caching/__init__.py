"""Caching for any Python program: exact keys, private results, one computation per key.

It needs no server and no session. Inside an app a recorder (see ``caching.api``) adds the
replay of drawn elements, spinners and sessions.
"""

from __future__ import annotations

from millstream.caching.api import MISSING
from millstream.caching.classic import cache
from millstream.caching.decorators import cache_data, cache_resource, forget_session, invalidate
from millstream.caching.errors import (
    CachedDrawingError,
    CacheOptionError,
    CachingError,
    UnhashableParamError,
    UnhashableTypeError,
    UnknownArgumentError,
    UnserializableReturnValueError,
)

__all__ = [
    "MISSING",
    "CacheOptionError",
    "CachedDrawingError",
    "CachingError",
    "UnhashableParamError",
    "UnhashableTypeError",
    "UnknownArgumentError",
    "UnserializableReturnValueError",
    "cache",
    "cache_data",
    "cache_resource",
    "forget_session",
    "invalidate",
]
