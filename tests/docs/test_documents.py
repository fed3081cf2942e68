"""Every Python block of the README and of `docs/` runs.

The word after `python` in a block's fence says how: none, it runs as a program; `app`, it runs as
an app and must show no exception; `sketch`, it compiles (it needs a network or a service).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"^(?P<indent>[ ]*)(?P<fence>```+)python(?P<words>[^\n`]*)\n"
    r"(?P<code>.*?)"
    r"^(?P=indent)(?P=fence)[ ]*$",
    re.DOTALL | re.MULTILINE,
)
WAYS = ("", "app", "sketch")


@dataclass(frozen=True)
class Block:
    """One Python block, where it stands and how it is to be run."""

    document: Path
    line: int
    way: str
    code: str

    @property
    def place(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def blocks(document: Path) -> list[Block]:
    """Return the Python blocks of a document."""
    text = document.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        indent = re.compile(rf"^{match['indent']}", re.MULTILINE)
        line = text.count("\n", 0, match.start("code")) + 1
        code = "\n" * (line - 1) + indent.sub("", match["code"])
        found.append(Block(document, line, match["words"].strip(), code))
    return found


BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_a_python_block_runs(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert block.way in WAYS, f"{block.place}: expected one of {WAYS} after python"
    program = compile(block.code, str(block.document), "exec")
    monkeypatch.chdir(tmp_path)
    if block.way == "app":
        run_as_app(block.code)
    elif not block.way:
        exec(program, {"__name__": "__main__"})


def run_as_app(code: str) -> None:
    """Run a script as the server would, and expect a page without an exception."""
    from millstream.testing.v1 import AppTest

    app = AppTest.from_string(code).run()
    assert [shown.message for shown in app.exception] == []


def test_blocks_are_found_with_their_way_and_their_place(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "Text\n\n```python\nx = 1\n```\n\n- item\n\n  ```python app\n  y = 2\n  ```\n\n```sh\n```"
    )
    found = blocks(document)
    assert [(block.line, block.way, block.code.strip()) for block in found] == [
        (4, "", "x = 1"),
        (10, "app", "y = 2"),
    ]
