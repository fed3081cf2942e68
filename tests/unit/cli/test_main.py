"""The small commands, and what is said where somebody mistypes one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from millstream.cli import main

COMMANDS = [
    "activate",
    "cache",
    "check",
    "completion",
    "config",
    "docs",
    "hello",
    "help",
    "init",
    "run",
    "version",
]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def millstream(*arguments: str, **environ: str) -> Result:
    return CliRunner(env=environ).invoke(main, list(arguments), prog_name="millstream")


@pytest.mark.parametrize("arguments", [("help",), ("--help",), ("-h",)])
def test_help_lists_the_commands(arguments: tuple[str, ...]) -> None:
    answer = millstream(*arguments)
    assert answer.exit_code == 0 and answer.output.startswith("Usage: millstream [OPTIONS] COMMAND")
    assert all(f"\n  {command} " in answer.output for command in COMMANDS)


@pytest.mark.parametrize("arguments", [("activate",), ("activate", "reset")])
def test_activate_does_nothing_and_says_why(arguments: tuple[str, ...], tmp_path: Path) -> None:
    answer = millstream(*arguments)
    assert answer.exit_code == 0
    assert "keeps no e-mail addresses" in answer.output and not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["run"], ["hello"], ["config", "show"]])
@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("--server.prt=1", "--server.prt is no option. Did you mean --server.port?"),
        ("--theme.dark.primarColor=red", "Did you mean --theme.dark.primaryColor?"),
        ("--nothing=1", "--nothing is no option."),
    ],
)
def test_a_mistyped_flag_is_named_with_the_nearest_one(
    command: list[str], flag: str, message: str
) -> None:
    answer = millstream(*command, flag)
    assert answer.exit_code == 2
    (line,) = answer.output.splitlines()
    assert line.startswith("Error: ") and message in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["runn", "app.py"], "Error: No such command 'runn'. Did you mean 'run'?"),
        (["config", "shw"], "Error: No such command 'shw'. Did you mean 'show'?"),
        (["cache", "lss"], "Error: No such command 'lss'. Did you mean 'ls'?"),
        (["check"], "Error: Missing argument 'SCRIPTS...'."),
        (["run", "app.py", "--server.port"], "Error: Option '--server.port' requires an argument."),
        (["version", "x"], "Error: Got unexpected extra argument (x)."),
        (
            ["--log_level", "loud", "version"],
            "Error: Invalid value for '--log_level': 'loud' is not one of 'error', 'warning', 'info', 'debug'.",
        ),
        (
            ["completion", "tcsh"],
            "Error: Invalid value for '{bash|zsh|fish}': 'tcsh' is not one of 'bash', 'zsh', 'fish'.",
        ),
    ],
)
def test_a_command_that_is_used_wrongly_says_so_in_one_line(
    arguments: list[str], message: str
) -> None:
    answer = millstream(*arguments)
    assert (answer.exit_code, answer.output) == (2, message + "\n")


@pytest.mark.parametrize("arguments", [(), ("config",), ("cache",)])
def test_a_group_without_a_command_lists_its_commands(arguments: tuple[str, ...]) -> None:
    answer = millstream(*arguments)
    assert answer.output.startswith("Usage: millstream") and "Commands:" in answer.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_what_the_shell_evaluates(shell: str) -> None:
    answer = millstream("completion", shell)
    assert answer.exit_code == 0 and "_MILLSTREAM_COMPLETE" in answer.output


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("millstream con", ["config"]),
        ("millstream config ", ["show"]),
        ("millstream run --server.po", ["--server.port"]),
        ("millstream run --server.fileWatcherType ", ["auto", "watchdog", "poll", "none"]),
        ("millstream run --server.headless t", ["true"]),
        ("millstream completion f", ["fish"]),
    ],
)
def test_commands_flags_and_values_are_completed(words: str, offered: list[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "millstream"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={
            "_MILLSTREAM_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
    )
    assert [line.partition(",")[2] for line in answer.stdout.splitlines()] == offered
