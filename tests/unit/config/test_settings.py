"""What scripts and the server see of the configuration, and what scripts can change of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

import millstream as st
from millstream.config import OPTIONS, Options, Settings, process
from millstream.config.sources import Setting
from millstream.errors import StreamlitAPIException
from millstream.testing.v1 import AppTest

SCRIPTABLE = [name for name, option in OPTIONS.items() if option.scriptable]
FIXED = [name for name, option in OPTIONS.items() if not option.scriptable]


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Have fresh settings in this process."""
    fresh = Settings({})
    older = process.use(fresh)
    yield fresh
    process.use(older)


# --- reading -----------------------------------------------------------------------------------------


def test_every_option_can_be_read_and_is_its_default_where_nobody_has_set_it(settings) -> None:
    for name, option in OPTIONS.items():
        default = option.default
        assert st.get_option(name) == (list(default) if isinstance(default, tuple) else default)
        assert settings.origin(name) == ""


def test_an_option_that_does_not_exist_is_named_with_the_nearest_one(settings) -> None:
    with pytest.raises(RuntimeError, match=r"server\.prt is no option\. Did you mean server\.port"):
        st.get_option("server.prt")


def test_what_a_script_does_to_a_value_changes_no_option(settings) -> None:
    st.get_option("server.trustedUserHeaders")["email"] = "X-Email"
    st.get_option("server.corsAllowedOrigins").append("https://evil.example")
    assert st.get_option("server.trustedUserHeaders") == {}
    assert st.get_option("server.corsAllowedOrigins") == []


def test_scripts_are_told_what_came_of_an_option_that_leaves_something_open() -> None:
    settings = Settings({"server.port": Setting(0, "a file")})
    settings.found({"server.port": 8507, "server.headless": True})
    assert (settings.get("server.port"), settings.origin("server.port")) == (8507, "a file")
    assert settings.get("server.headless") is True
    assert settings.options.server.port == 0


def test_a_value_that_is_none_is_the_default() -> None:
    assert Settings({"server.port": Setting(None, "a script")}).get("server.port") == 8501


def test_the_files_of_secrets_are_told_though_nobody_has_named_them(machine) -> None:
    home, current = machine.folder / "home", machine.folder / "current"
    assert machine.load().get("secrets.files")[:3] == [
        str(home / ".streamlit/secrets.toml"),
        str(home / ".millstream/secrets.toml"),
        str(current / ".streamlit/secrets.toml"),
    ]


# --- changing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCRIPTABLE)
def test_a_script_can_change_what_it_may(settings, good, bad, name: str) -> None:
    value = good(OPTIONS[name])[1]
    st.set_option(name, value)
    assert st.get_option(name) == value
    assert settings.origin(name) == "<user defined>"
    with pytest.raises(StreamlitAPIException, match="but has to be "):
        st.set_option(name, bad(OPTIONS[name]))
    assert st.get_option(name) == value


@pytest.mark.parametrize("name", FIXED)
def test_a_script_cannot_change_what_is_settled_at_the_start(settings, good, name: str) -> None:
    with pytest.raises(StreamlitAPIException) as caught:
        st.set_option(name, good(OPTIONS[name])[1])
    assert str(caught.value) == (
        f"{name} cannot be changed while the app runs. Write it in .streamlit/config.toml, or as --{name} on the command "
        "line."
    )


def test_a_script_that_mistypes_an_option_is_told_the_nearest_one(settings) -> None:
    with pytest.raises(StreamlitAPIException, match=r"Did you mean client\.toolbarMode\?"):
        st.set_option("client.toolbarmod", "viewer")


def test_a_change_is_told_at_once_to_those_who_asked(settings) -> None:
    told: list[Options] = []
    forget = settings.subscribe(told.append)
    st.set_option("client.toolbarMode", "minimal")
    forget()
    st.set_option("client.toolbarMode", "viewer")
    assert [options.session.toolbar for options in told] == ["minimal"]


def test_a_script_changes_options_while_it_runs(settings) -> None:
    at = AppTest.from_string(
        "import streamlit as st\n"
        "st.set_option('client.showErrorDetails', 'type')\n"
        "st.text(st.get_option('client.showErrorDetails'))\n"
    ).run()
    assert at.text[0].value == "type"


# --- a program that nobody serves --------------------------------------------------------------------


def test_a_wrong_file_does_not_end_a_program_that_only_imports_us(
    machine, logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.write("current/.streamlit/config.toml", "[server]\nport = 'many'")
    monkeypatch.chdir(machine.folder / "current")
    older = process.use(None)
    try:
        assert st.get_option("server.port") == 8501
    finally:
        process.use(older)
    (line,) = logged()
    assert "server.port in " in line and line.endswith("The defaults are used.")


# --- the log -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "ours", "others"),
    [
        ("error", logging.ERROR, logging.ERROR),
        ("warning", logging.WARNING, logging.WARNING),
        ("info", logging.INFO, logging.WARNING),
        ("debug", logging.DEBUG, logging.DEBUG),
    ],
)
def test_the_level_of_the_log_is_that_of_the_option(level: str, ours: int, others: int) -> None:
    from millstream.config.logs import LogOptions, configure_logging

    configure_logging(LogOptions(level=level))  # type: ignore[arg-type]
    assert logging.getLogger("millstream.server").getEffectiveLevel() == ours
    assert logging.getLogger("uvicorn.error").getEffectiveLevel() == others


def test_a_line_of_the_log_has_the_format_of_the_option_and_no_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from millstream.config.logs import LogOptions, configure_logging
    from millstream.redaction import redaction

    redaction.hide({"db.password": "forty-thieves/41"})
    configure_logging(LogOptions(format="%(levelname)s|%(message)s"))
    logger = logging.getLogger("millstream.test")
    logger.warning("cannot open %s", "postgresql://ali:forty-thieves%2F41@host")
    try:
        raise ValueError("forty-thieves/41")
    except ValueError:
        logger.exception("failed")
    printed = capsys.readouterr().err
    assert printed.startswith("WARNING|cannot open postgresql://ali:<secret db.password>@host\n")
    assert "ValueError: <secret db.password>" in printed and "forty" not in printed
