"""What loggers of all libraries, and threads, tell of secrets."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator

import pytest

from millstream.config.logs import RedactedRecord, hide_secrets
from millstream.redaction import redaction

SECRET = "forty-thieves/43"


@pytest.fixture(autouse=True)
def hidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logging.LogRecord)
    redaction.hide({"db.password": SECRET})
    hide_secrets()
    yield
    logging.setLogRecordFactory(before)


def test_loggers_of_libraries_with_handlers_of_their_own_tell_no_secret() -> None:
    told = io.StringIO()
    logger = logging.getLogger("tests.sqlalchemy.pool")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler(told))
    logger.error("cannot open %s", f"postgresql://ali:{SECRET}@cave")
    logger.error("cannot open " + SECRET)
    try:
        int(SECRET)
    except ValueError:
        logger.exception("failed")
    text = told.getvalue()
    assert "postgresql://ali:<secret db.password>@cave" in text
    assert "base 10: '<secret db.password>'" in text and "forty" not in text


def test_what_a_thread_dies_of_is_told_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=lambda: int(SECRET), name="ferry")
    thread.start()
    thread.join()
    told = capsys.readouterr().err
    assert told.startswith("Exception in thread ferry:\nTraceback (most recent call last):\n")
    assert "'<secret db.password>'" in told and "forty" not in told


def test_a_thread_that_ends_itself_is_told_of_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    def leave() -> None:
        raise SystemExit(SECRET)

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    assert capsys.readouterr().err == ""


def test_what_a_program_has_set_up_itself_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(logging.LogRecord):
        pass

    def hook(died: threading.ExceptHookArgs) -> None:
        del died

    logging.setLogRecordFactory(Own)
    monkeypatch.setattr(threading, "excepthook", hook)
    hide_secrets()
    assert logging.getLogRecordFactory() is Own and threading.excepthook is hook
    assert Own is not RedactedRecord
