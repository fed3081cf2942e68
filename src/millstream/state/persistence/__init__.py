"""Sessions that outlive their process: what a store does, and how the values of a session follow it."""

from millstream.state.persistence.api import Record, SessionStore, SessionStoreError
from millstream.state.persistence.restored import NOTHING, Restored

__all__ = ["NOTHING", "Record", "Restored", "SessionStore", "SessionStoreError"]
