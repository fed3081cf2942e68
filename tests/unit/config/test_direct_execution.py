"""The hint to somebody who has started an app with plain `python`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DRAWS = "import millstream as st\nst.text('hello')\nst.text('again')\n"


def run(path: Path, **environ: str) -> str:
    answer = subprocess.run(
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
        timeout=30,
    )
    return answer.stderr


def test_an_app_that_is_started_with_python_is_told_how_to_start_it_once(tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text(DRAWS)
    said = run(script)
    assert said.count("millstream run") == 1 and f"millstream run {script}" in said


@pytest.mark.parametrize(
    ("source", "environ"),
    [
        (DRAWS, {"STREAMLIT_GLOBAL_SHOW_WARNING_ON_DIRECT_EXECUTION": "false"}),
        ("import millstream as st\n@st.cache_data\ndef f(): return 1\nf()\n", {}),
    ],
    ids=["the option says no", "nothing is drawn"],
)
def test_nothing_is_said(tmp_path: Path, source: str, environ: dict[str, str]) -> None:
    script = tmp_path / "app.py"
    script.write_text(source)
    assert run(script, **environ) == ""
