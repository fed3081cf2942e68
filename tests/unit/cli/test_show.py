"""`millstream config show`: every option with its value, in the form of a file that can be read again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from millstream.cli import main
from millstream.config import OPTIONS
from millstream.config.sources import read

SHOWN = [name for name, option in OPTIONS.items() if not option.hidden]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def show(*flags: str, **environ: str) -> Result:
    return CliRunner(env=environ).invoke(main, ["config", "show", *flags])


def test_what_is_as_by_default_stands_in_comments(project: Path) -> None:
    answer = show()
    assert answer.exit_code == 0
    lines = answer.output.splitlines()
    for name in SHOWN:
        assert any(line.startswith(f"# {name.rpartition('.')[2]} =") for line in lines)
    assert not any(value for value in _leaves(tomllib.loads(answer.output)))


def _leaves(document: dict[str, object]) -> list[object]:
    return [
        leaf
        for value in document.values()
        for leaf in (_leaves(value) if isinstance(value, dict) else [value])
    ]


def test_what_was_set_stands_with_where_it_comes_from(project: Path) -> None:
    (project / ".streamlit").mkdir()
    (project / ".streamlit/config.toml").write_text('[theme]\nprimaryColor = "#0b6e75"\n')
    answer = show(
        "--server.port", "5", "--server.allowedHosts", "a,b", MILLSTREAM_RUNNER_FAST_RERUNS="0"
    )
    lines = answer.output.splitlines()
    assert "port = 5  # from --server.port" in lines
    assert 'allowedHosts = ["a", "b"]  # from --server.allowedHosts' in lines
    assert "fastReruns = false  # from MILLSTREAM_RUNNER_FAST_RERUNS" in lines
    assert f'primaryColor = "#0b6e75"  # from {project}/.streamlit/config.toml' in lines


def test_what_is_printed_can_be_read_as_a_file_of_options(project: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.toml"
    saved.write_text(show("--server.port", "5", "--theme.base", "dark").output)
    again = read([saved], {}, {})
    assert {name: setting.value for name, setting in again.settings.items()} == {
        "server.port": 5,
        "theme.base": "dark",
    }
    assert again.warnings == ()


def test_a_secret_is_not_printed(project: Path) -> None:
    answer = show("--server.cookieSecret", "open-sesame")
    assert 'cookieSecret = "•••"  # from --server.cookieSecret' in answer.output
    assert "sesame" not in answer.output


def test_an_option_without_an_effect_says_so(project: Path) -> None:
    words = show().output.replace("\n# ", " ")
    assert "Changes nothing: None are ever gathered or sent. gatherUsageStats = false" in words


def test_the_level_of_the_log_can_be_given_in_the_old_way(project: Path) -> None:
    answer = CliRunner().invoke(main, ["--log_level", "debug", "config", "show"])
    assert 'level = "debug"' in answer.output
    answer = CliRunner().invoke(
        main, ["--log_level", "debug", "config", "show", "--logger.level", "error"]
    )
    assert 'level = "error"' in answer.output
