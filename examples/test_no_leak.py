"""A cached value that is changed in place is as it was, for everybody else."""

from millstream.testing.v1 import AppTest

WHOLE = "sum 22.7, tags ['measured', 'checked']"


def test_a_spoiled_value_spoils_no_other() -> None:
    at = AppTest.from_file("no_leak.py").run()
    assert at.text.values == [WHOLE, WHOLE]
    at.button[0].click().run()
    assert at.text.values == ["sum -3.0, tags []", WHOLE]
    assert at.dataframe[0].value.kilowatts.tolist() == [-1.0, -1.0, -1.0]
    assert at.dataframe[1].value.kilowatts.tolist() == [11.5, 7.2, 4.0]
    assert at.run().text.values == [WHOLE, WHOLE]
    assert AppTest.from_file("no_leak.py").run().text.values == [WHOLE, WHOLE]
