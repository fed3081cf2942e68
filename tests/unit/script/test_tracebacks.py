"""What an exception shows of where it came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from millstream.script.identity import begin
from millstream.script.source import MAGIC, Script
from millstream.script.tracebacks import compile_error_element, exception_element


def raised(path: Path, source: str) -> BaseException:
    path.write_text(source)
    found = Script(str(path)).compiled()
    namespace = {"__name__": "__main__", "json": json, MAGIC: lambda *values: None}
    begin(namespace, str(path), found.sources)
    try:
        exec(found.code, namespace)
    except Exception as error:  # the test wants to see it
        return error
    raise AssertionError("nothing was raised")


def test_the_users_frames_come_with_their_lines_and_the_librarys_do_not(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    element = exception_element(raised(path, "def load():\n    return json.loads('{')\n\nload()\n"))
    assert element.type == "json.decoder.JSONDecodeError"
    assert [
        (frame.file, frame.function, frame.line)
        for frame in element.frames
        if frame.file == str(path)
    ] == [
        (str(path), "<module>", 4),
        (str(path), "load", 2),
    ]
    assert not any("json" in Path(frame.file).parts for frame in element.frames)
    assert element.frames[-1].source[element.frames[-1].line - element.frames[-1].first_line] == (
        "    return json.loads('{')"
    )
    assert "decoder.py" in element.text


def test_a_chain_of_causes_is_in_the_text(tmp_path: Path) -> None:
    source = "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('bad') from error\n"
    element = exception_element(raised(tmp_path / "app.py", source))
    assert "ZeroDivisionError" in element.text
    assert "direct cause" in element.text
    assert (element.type, element.message) == ("ValueError", "bad")


def test_a_message_that_cannot_be_made_hides_nothing_else() -> None:
    class Broken(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    element = exception_element(Broken())
    assert element.message == "<the message cannot be shown: its __str__ raised RuntimeError>"


def test_a_syntax_error_shows_its_place(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("x = 1\ny = (\n")
    with pytest.raises(SyntaxError) as caught:
        Script(str(path)).compiled().code
    element = compile_error_element(caught.value, "full")
    assert (element.type, element.frames[0].file, element.frames[0].line) == (
        "SyntaxError",
        str(path),
        2,
    )
    assert "never closed" in element.message
