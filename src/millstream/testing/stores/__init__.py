"""The exam that every store of cached results has to pass (`millstream.caching.api.Store`).

Derive a class from `StoreConformance` and say how a store is opened; pytest collects it as it is,
and with `unittest.TestCase` beside it `python -m unittest` does, too.
"""

from __future__ import annotations

from millstream.testing.stores.entries import EntryConformance
from millstream.testing.stores.forgetting import ForgettingConformance
from millstream.testing.stores.leases import LeaseConformance

__all__ = ["StoreConformance"]


class StoreConformance(EntryConformance, ForgettingConformance, LeaseConformance):
    """Tests of a store, each with a folder and a time of its own.

    `open_store` is called several times in a test: what it returns for the same folder must be
    views of the same entries, as different processes have them. A store that lives in one process
    returns the same object.

    Examples
    --------
    >>> import unittest
    >>> from millstream.caching.stores.disk import DiskStore
    >>> class TestDisk(StoreConformance, unittest.TestCase):
    ...     def open_store(self, folder, time):
    ...         return DiskStore(folder, clock=time, signing_key=bytes(32))
    >>> suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestDisk)
    >>> suite.run(unittest.TestResult()).wasSuccessful()
    True
    """
