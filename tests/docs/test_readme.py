"""The README shows every example as it looks, and its pictures are small."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(
    path.stem
    for path in (ROOT / "examples").glob("*.py")
    if not path.stem.startswith(("test_", "conftest"))
)
MOST_BYTES = 150_000


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_in_the_readme_in_light_and_dark(example: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`{example}.py`" in readme
    for scheme in ("light", "dark"):
        name = f"docs/images/{example}-{scheme}.png"
        assert f"![]({name})" in readme
        assert 1000 < (ROOT / name).stat().st_size < MOST_BYTES
