"""Snowflake with the rights of who looks at the app: which tokens are sent, and who may use the connection."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import millstream as st
from millstream.errors import NoSessionContext, StreamlitAPIException
from millstream.redaction import redaction
from millstream.script.peer import Peer
from millstream.testing.v1 import AppTest

CallersRights = st.connections.SnowflakeCallersRightsConnection
Visit = Callable[..., None]


@pytest.fixture
def token_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What Snowflake's container services set up for an app."""
    file = tmp_path / "token"
    file.write_text("service-token\n")
    monkeypatch.setattr(CallersRights, "token_file", file)
    monkeypatch.setenv("SNOWFLAKE_ACCOUNT", "acme")
    monkeypatch.setenv("SNOWFLAKE_HOST", "acme.example.com")
    monkeypatch.setenv("SNOWFLAKE_SCHEMA", "public")
    for name in ("DATABASE", "PORT", "PROTOCOL"):
        monkeypatch.delenv(f"SNOWFLAKE_{name}", raising=False)
    return file


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Be in a run of a session whose browser came with a token."""

    def visit(session_id: str = "one", token: str | None = "token-of-ali") -> None:
        name = "Sf-Context-Current-User-Token"
        peer = Peer(((name, token),) if token else ())
        run: Any = SimpleNamespace(session_id=session_id, peer=peer)
        found = SimpleNamespace(current=SimpleNamespace(get=lambda: run))
        monkeypatch.setattr("millstream.connections.callers_rights.context", found)

    return visit


def test_it_connects_with_the_tokens_of_the_service_and_of_the_user(
    snowflake: Any, token_file: Path, visit: Visit
) -> None:
    del token_file
    visit()
    mine = CallersRights("snowflake-callers-rights", warehouse="small", authenticator="ignored")
    assert snowflake.connected == [
        {
            "account": "acme",
            "host": "acme.example.com",
            "schema": "public",
            "client_session_keep_alive": True,
            "warehouse": "small",
            "token": "service-token.token-of-ali",
            "authenticator": "oauth",
        }
    ]
    assert mine.query("select 1")["QUERY_NUMBER"][0] == 1
    assert "ali" not in redaction.redact("refused service-token.token-of-ali")
    assert "ali" not in redaction.redact("refused token-of-ali")


def test_another_session_must_not_use_it(snowflake: Any, token_file: Path, visit: Visit) -> None:
    del token_file
    visit("one")
    mine = CallersRights("snowflake-callers-rights")
    visit("two")
    for use in (
        mine.cursor,
        mine.session,
        lambda: mine.query("select 1"),
        lambda: mine.raw_connection,
    ):
        with pytest.raises(StreamlitAPIException, match="another session"):
            use()
    assert snowflake.executed == []
    assert CallersRights.scope() == "session"


def test_outside_of_a_session_there_is_no_caller() -> None:
    with pytest.raises(NoSessionContext, match="outside of a session"):
        st.connection("snowflake-callers-rights")


def test_without_the_tokens_of_the_services_it_says_what_to_use(
    snowflake: Any, token_file: Path, visit: Visit
) -> None:
    visit(token=None)
    with pytest.raises(StreamlitAPIException, match=re.escape('st.connection("snowflake")')):
        CallersRights("snowflake-callers-rights")
    visit()
    token_file.unlink()
    with pytest.raises(StreamlitAPIException, match="container services"):
        CallersRights("snowflake-callers-rights")
    assert snowflake.connected == []


def test_missing_variables_are_named(
    snowflake: Any, token_file: Path, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    del token_file, snowflake
    visit()
    monkeypatch.delenv("SNOWFLAKE_HOST")
    with pytest.raises(StreamlitAPIException, match="SNOWFLAKE_HOST"):
        CallersRights("snowflake-callers-rights")


def test_a_module_that_is_imported_must_not_ask_for_it(
    snowflake: Any, token_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Visit
) -> None:
    del token_file
    visit()
    (tmp_path / "holds_it.py").write_text(
        'import millstream as st\nmine = st.connection("snowflake-callers-rights")\n'
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(StreamlitAPIException, match="the module `holds_it` is imported"):
        importlib.import_module("holds_it")
    assert snowflake.connected == []


def test_each_session_has_a_connection_and_results_of_its_own(
    snowflake: Any, token_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del token_file
    script = """
    import streamlit as st
    st.button("again")
    mine = st.connection("snowflake-callers-rights")
    st.text(mine.query("select 1")["QUERY_NUMBER"][0])
    """
    monkeypatch.setattr(
        "millstream.session.session.Peer",
        lambda: Peer((("sf-context-current-user-token", "token-of-ali"),)),
    )
    apps = [AppTest.from_string(script).run() for _ in range(2)]
    assert [app.text[0].value for app in apps] == ["1", "2"]
    assert apps[0].button[0].click().run().text[0].value == "1"
    assert len(snowflake.connected) == 2
