"""Streams as a page shows them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from millstream.ui.chunks import NOTHING, shown


def made(module: str, name: str, **fields: Any) -> Any:
    """Make an object of a class that some library might have."""
    return type(name, (SimpleNamespace,), {"__module__": module})(**fields)


def choice(content: str | None) -> Any:
    delta = SimpleNamespace(content=content, role="assistant")
    return SimpleNamespace(choices=[SimpleNamespace(delta=delta, finish_reason=None)], usage=None)


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        ("text", "text"),
        (3, 3),
        (None, None),
        ([1], [1]),
        ({"a": 1}, {"a": 1}),
        (choice("tok"), "tok"),
        (choice(None), NOTHING),
        (SimpleNamespace(choices=[]), NOTHING),
        ({"choices": [{"delta": {"content": "tok"}}]}, "tok"),
        ({"choices": ["a", "b"]}, {"choices": ["a", "b"]}),
        (SimpleNamespace(type="response.created", response=1), NOTHING),
        (SimpleNamespace(type="response.output_text.delta", delta="tok"), "tok"),
        (
            SimpleNamespace(
                type="content_block_delta", delta=SimpleNamespace(type="text_delta", text="tok")
            ),
            "tok",
        ),
        (
            SimpleNamespace(type="content_block_delta", delta=SimpleNamespace(partial_json="{")),
            NOTHING,
        ),
        (made("anthropic.types", "MessageStartEvent", type="message_start"), NOTHING),
        (
            made("anthropic.lib.streaming", "TextEvent", type="text", text="tok", snapshot="a tok"),
            NOTHING,
        ),
        ({"type": "content_block_start", "content_block": {"type": "tool_use"}}, NOTHING),
        ((made("langchain_core.messages.ai", "AIMessageChunk", content="tok"), {}), "tok"),
        (("a", {}), ("a", {})),
        ({"message": {"role": "assistant", "content": "tok"}, "done": False}, "tok"),
        ({"message": {"content": "", "tool_calls": [{}]}, "done": True}, NOTHING),
        ({"response": "tok", "done": False}, "tok"),
        ({"done": True, "a": 1}, {"done": True, "a": 1}),
        (SimpleNamespace(candidates=[], text="tok"), "tok"),
        (SimpleNamespace(candidates=[], text=None), NOTHING),
        (SimpleNamespace(delta="tok", message=SimpleNamespace(content="a tok")), "tok"),
        ({"message": "own"}, {"message": "own"}),
        (made("own", "Chart", type="text"), made("own", "Chart", type="text")),
        (made("langchain_core.messages.ai", "AIMessageChunk", content="tok"), "tok"),
        (made("langchain_core.messages.ai", "AIMessageChunk", content=""), NOTHING),
        (
            made(
                "langchain_core.messages.ai",
                "AIMessageChunk",
                content=[{"type": "text", "text": "tok"}, {"type": "tool_use"}],
            ),
            "tok",
        ),
    ],
)
def test_a_chunk_gives_its_text_or_itself(chunk: Any, expected: Any) -> None:
    found = shown(chunk)
    if isinstance(expected, SimpleNamespace):
        assert vars(found) == vars(expected)
    else:
        assert found == expected


def bodies(page: Any) -> list[str]:
    return [each.body for each in page.elements if hasattr(each, "body")]


@pytest.mark.parametrize(
    ("stream", "texts", "result"),
    [
        ("['a', 'b', 'c']", ["abc"], "abc"),
        ("(c for c in 'ab')", ["ab"], "ab"),
        ("iter([])", [], ""),
        ("['a', '', 'b']", ["ab"], "ab"),
        ("['a', 1, 2, 'b']", ["a", "`1`", "`2`", "b"], ["a", 1, 2, "b"]),
        ("words", ["one two"], "one two"),
        ("awords", ["one two"], "one two"),
        ("awords()", ["one two"], "one two"),
        ("Lines()", ["x\ny"], "x\ny"),
    ],
)
def test_texts_grow_together_and_other_things_stand_between(
    draw: Any, stream: str, texts: list[str], result: Any
) -> None:
    page = draw(f"""
def words():
    yield "one "
    yield "two"
async def awords():
    yield "one "
    yield "two"
class Lines:
    async def __aiter__(self):
        yield "x\\n"
        yield "y"
st.session_state.result = st.write_stream({stream}, cursor="▌")
""")
    assert bodies(page) == texts
    assert page.browser.session.state["result"] == result


def test_a_stream_may_give_tables(draw: Any) -> None:
    page = draw("""
import pandas as pd
st.session_state.result = st.write_stream(["a", pd.DataFrame({"level": [1]}), "b"])
""")
    assert [type(each).__name__ for each in page.elements] == ["Markdown", "DataFrame", "Markdown"]
    assert len(page.browser.session.state["result"]) == 3


def test_a_coroutine_awaits_a_stream(draw: Any) -> None:
    page = draw("""
async def words():
    yield "one "
    yield "two"
async def answer():
    return await st.write_stream(words())
st.text(await answer())
""")
    assert bodies(page) == ["one two", "one two"]


def test_what_a_stream_raises_stands_below_what_it_gave(draw: Any) -> None:
    page = draw("""
def words():
    yield "one"
    raise ValueError("no water")
st.write_stream(words, cursor="|")
""")
    assert [type(each).__name__ for each in page.elements] == ["Markdown", "Exception_"]
    assert bodies(page) == ["one"]


def test_a_stream_may_fill_a_place(draw: Any) -> None:
    page = draw("""
place = st.empty()
st.text("below")
place.write_stream(["a", "b"])
""")
    assert bodies(page) == ["ab", "below"]


def test_st_write_shows_generators_as_they_come(draw: Any) -> None:
    page = draw('async def a():\n    yield "y"\nst.write("x", (c for c in "ab"), a())')
    assert bodies(page) == ["x", "ab", "y"]


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        ("'text'", "Use `st.write`"),
        ("b'bytes'", "Use `st.write`"),
        ("3", "cannot iterate a `int`"),
        ("print", "cannot iterate a `builtin_function_or_method`"),
    ],
)
def test_what_is_no_stream_says_what_to_write(draw: Any, stream: str, message: str) -> None:
    assert message in draw(f"st.write_stream({stream})").only.message
