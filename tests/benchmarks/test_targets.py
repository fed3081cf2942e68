"""The servers that are measured."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from benchmarks.targets import Memory, Target, parse_rollup, serving, targets

ROLLUP = """55d0c8a00000-7ffd3d1f2000 ---p 00000000 00:00 0                          [rollup]
Rss:               35000 kB
Pss:               28000 kB
Pss_Dirty:         16000 kB
Shared_Clean:       7000 kB
SwapPss:              12 kB
"""


def test_memory_is_read_in_bytes() -> None:
    assert parse_rollup(ROLLUP) == Memory(35_000 * 1024, 28_000 * 1024)


def test_streamlit_is_a_target_only_where_it_is_installed() -> None:
    assert [each.name for each in targets(None)] == ["floor", "millstream"]
    assert targets(Path("python"))[-1].command[:3] == ("python", "-m", "streamlit")


def test_a_command_line_names_the_script_and_the_port() -> None:
    arguments = targets(None)[1].arguments(Path("counter.py"), 8599)
    assert arguments[4] == "counter.py"
    assert arguments[5:7] == ["--server.port", "8599"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from Linux' process files")
def test_the_floor_is_served_and_measured_and_then_ended() -> None:
    with serving(targets(None)[0], "counter") as server:
        with urlopen(server.url, timeout=5) as answer:
            assert b"<button>" in answer.read()
        memory = server.memory()
        assert memory.resident_bytes >= memory.proportional_bytes > 1_000_000
        assert server.start_seconds > 0
    assert not Path(f"/proc/{server.process}").exists()


def test_a_server_that_ends_at_once_is_named_as_such() -> None:
    target = Target("broken", (sys.executable, "-c", "raise SystemExit(3)"), "/")
    with pytest.raises(RuntimeError, match="ended with status 3"), serving(target, "counter"):
        pass
