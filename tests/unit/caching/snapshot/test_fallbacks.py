"""What happens where pandas, the platform or its limits do not allow to share memory."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from millstream.caching.snapshot import UnfreezableError, frames, freeze, memory
from millstream.caching.snapshot.pickled import PickledSnapshot


@pytest.fixture
def _older_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pd, "__version__", "2.3.3")
    monkeypatch.setattr(frames, "_state", {})


@pytest.mark.usefixtures("_older_pandas")
def test_before_pandas_3_frames_are_copied_over_private_memory() -> None:
    frame = pd.DataFrame({"a": np.arange(100_000), "s": ["x"] * 100_000})
    snapshot = freeze(frame)
    assert isinstance(snapshot, PickledSnapshot)
    first = snapshot.open()
    first["a"].to_numpy(copy=False)
    first._mgr.blocks[0].values[0] = 99
    pd.testing.assert_frame_equal(snapshot.open(), frame)
    assert isinstance(freeze(frame.index), PickledSnapshot)
    assert isinstance(freeze(frame["s"]), PickledSnapshot)


def test_a_pandas_that_does_not_isolate_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_state", {})
    monkeypatch.setattr(frames.FrozenFrame, "open", lambda self: self.master)
    assert not frames.copy_on_write_holds()
    monkeypatch.setattr(frames, "_state", {})
    monkeypatch.setattr(frames, "rebuild", lambda value: 1 / 0)
    assert not frames.copy_on_write_holds()


@pytest.mark.usefixtures("maps_early")
def test_arrays_are_private_on_other_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "can_seal", lambda platform="darwin": False)
    snapshot = freeze(np.zeros(100_000))
    first = snapshot.open()
    first[0] = 1
    assert snapshot.open()[0] == 0


@pytest.mark.skipif(not memory.can_seal(), reason="needs sealed memory files")
def test_a_low_limit_of_descriptors_is_kept() -> None:
    program = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
import numpy as np
from millstream.caching.snapshot import arrays, freeze
arrays.MAPPED_FROM_BYTES = 100_000
held = []
for number in range(200):
    snapshot = freeze(np.full(100_000, number))
    held += [snapshot, snapshot.open(), snapshot.open()]
open("/dev/null").close()
assert all(held[3 * n + 1][0] == held[3 * n + 2][-1] == n for n in range(200))
held[1][0] = -1
assert held[2][0] == 0 and held[0].open()[0] == 0
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_what_pickle_refuses_is_told() -> None:
    for value in (lambda: 1, (i for i in [1]), [sys.modules]):
        with pytest.raises(UnfreezableError):
            freeze(value)
