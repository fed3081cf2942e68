from __future__ import annotations

import pytest

from millstream.hashing import Hasher


@pytest.fixture
def hasher() -> Hasher:
    return Hasher(bytes(range(32)))
