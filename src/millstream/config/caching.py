"""What caches can be told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from millstream.caching.background import Executor
    from millstream.caching.stores.disk import DiskStore


@dataclass(frozen=True, slots=True)
class CachingOptions:
    """How much memory cached values may take, and how they are computed anew in the background."""

    max_bytes: int | None = None
    refresh_workers: int = 4
    refresh_ttl_multiplier: float = math.inf


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """Where results are kept beside memory, and for which functions.

    Parameters
    ----------
    store
        ``"disk"`` keeps the results of all functions under ``cache_data`` on disk; ``"memory"``
        those alone that ask for it with ``persist``.
    folder
        Where on disk; by default in the user's folder for caches.
    max_size_bytes
        What all entries may take on disk; by default a quarter of the file system.
    sync
        Whether an entry has reached the disk before it counts as stored.
    allow_pickle
        Whether values that have no other form are pickled, and signed pickles read.
    """

    store: Literal["memory", "disk"] = "memory"
    folder: str | None = None
    max_size_bytes: int | None = None
    sync: bool = False
    allow_pickle: bool = True

    def open(self, executor: Executor | None = None) -> DiskStore:
        """Return the store on disk that these options describe.

        Parameters
        ----------
        executor
            Runs evictions and sweeps; by default on a daemon thread.
        """
        from millstream.caching.stores.disk import DiskStore

        return DiskStore(
            self.folder,
            max_size_bytes=self.max_size_bytes,
            sync=self.sync,
            allow_pickle=self.allow_pickle,
            executor=executor,
        )
