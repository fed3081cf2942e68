"""The run counter counts the runs of its own session."""

from millstream.testing.v1 import AppTest


def test_each_run_counts() -> None:
    at = AppTest.from_file("run_counter.py").run()
    assert at.header[0].value == "Run number 1"
    assert at.button[0].click().run().header[0].value == "Run number 2"
    assert at.run().session_state.runs == 3


def test_two_sessions_count_for_themselves() -> None:
    one, other = (AppTest.from_file("run_counter.py").run() for _ in range(2))
    one.button[0].click().run()
    assert one.header[0].value == "Run number 2"
    assert other.run().header[0].value == "Run number 2"
    assert one.run().header[0].value == "Run number 3"
