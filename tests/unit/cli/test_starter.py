"""`millstream init`: a project that runs, and nothing that is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from millstream.cli import main
from millstream.cli.check import check_source
from millstream.testing.v1 import AppTest


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def test_the_project_is_written_and_its_app_runs(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "project"
    answer = init(str(folder))
    assert answer.exit_code == 0 and f"millstream run {folder}/streamlit_app.py" in answer.output
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == {
        ".gitignore", ".millstream/config.toml", "requirements.txt", "streamlit_app.py",
    }  # fmt: skip
    at = AppTest.from_file(str(folder / "streamlit_app.py")).run()
    assert at.title[0].value == "My app" and not at.exception
    assert check_source((folder / "streamlit_app.py").read_text(), "") == []


def test_secrets_of_the_project_are_not_committed(tmp_path: Path) -> None:
    init(str(tmp_path))
    ignored = (tmp_path / ".gitignore").read_text().splitlines()
    assert {".streamlit/secrets.toml", ".millstream/secrets.toml"} <= set(ignored)


def test_without_a_folder_it_is_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert init().exit_code == 0 and (tmp_path / "streamlit_app.py").is_file()


def test_files_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("pandas\n")
    answer = init(str(tmp_path))
    assert "requirements.txt" not in answer.output
    assert (tmp_path / "requirements.txt").read_text() == "pandas\n"


def test_an_app_that_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "streamlit_app.py").write_text("mine")
    answer = init(str(tmp_path))
    assert answer.exit_code == 1 and "is there already. Choose another folder." in answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["streamlit_app.py"]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = init(str(tmp_path / "file" / "below"))
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ") and "cannot be written: " in answer.output
