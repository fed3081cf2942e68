"""The page of the options says exactly what the table of options does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_the_options_is_what_the_table_says() -> None:
    answer = subprocess.run(
        [sys.executable, ROOT / "tools/configuration.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
