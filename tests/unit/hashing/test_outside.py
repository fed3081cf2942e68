"""What a function reads of the world outside of the program is named."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from tracking import state

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("script", "read"),
    [
        ("import os\ndef f(): return os.environ['HOME']", "os.environ"),
        ("import os\ndef f(): return os.environ.get('HOME')", "os.environ"),
        ("from os import environ\ndef f(): return environ['HOME']", "os.environ"),
        ("from os import getenv\ndef f(): return getenv('HOME')", "os.getenv"),
        ("def f():\n import os\n return os.getenv('HOME')", "os.getenv"),
        ("def f():\n from os import environ\n return environ", "os.environ"),
        ("import time\ndef f(): return time.time()", "time.time"),
        ("from time import time as now\ndef f(): return now()", "time.time"),
        ("import datetime\ndef f(): return datetime.datetime.now()", "datetime.datetime.now"),
        ("from datetime import date\ndef f(): return date.today()", "datetime.date.today"),
        ("import random\ndef f(): return random.random()", "random.random"),
        ("import numpy as np\ndef f(): return np.random.rand()", "numpy.random.rand"),
        ("import uuid\ndef f(): return uuid.uuid4()", "uuid.uuid4"),
        ("def f(): return open('data.csv')", "open"),
        ("def f(): return g()\ndef g(): return open('data.csv')", "open"),
        ("import millstream as st\ndef f(): return st.session_state.x", "millstream.session_state"),
        ("import millstream as st\ndef f(): return st.query_params", "millstream.query_params"),
        ("import millstream as st\ndef f(): return st.secrets.key", "millstream.secrets"),
    ],
)
def test_what_is_read_of_the_outside_is_named(script: str, read: str) -> None:
    assert read in state(script).untracked


@pytest.mark.parametrize(
    "script",
    [
        "import os\ndef f(): return os.path.join('a', 'b')",
        "import datetime\ndef f(): return datetime.datetime(2026, 1, 1)",
        "import numpy as np\ndef f(): return np.random.default_rng(1)",
        "def open(name): return 1\ndef f(): return open('x')",
        "import millstream as st\ndef f(): return st.text('x')",
    ],
)
def test_what_is_not_of_the_outside_is_not_named(script: str) -> None:
    assert state(script).untracked == {}


@pytest.fixture
def variable() -> Iterator[str]:
    name = f"MILLSTREAM_TEST_{random.getrandbits(64)}"
    yield name
    os.environ.pop(name, None)


def test_the_environment_as_a_whole_is_no_part_of_the_key(variable: str) -> None:
    script = "from os import environ\ndef f(): return environ['HOME']"
    before = state(script)
    os.environ[variable] = "1"
    assert state(script).digest == before.digest
