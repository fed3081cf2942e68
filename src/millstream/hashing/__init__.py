"""Values and functions turned into digests: exact, keyed and stable."""

from millstream.hashing.code import register_source_code
from millstream.hashing.errors import UnhashableError
from millstream.hashing.function import FunctionState, FunctionTracker
from millstream.hashing.hasher import Hasher

__all__ = [
    "FunctionState",
    "FunctionTracker",
    "Hasher",
    "UnhashableError",
    "register_source_code",
]
