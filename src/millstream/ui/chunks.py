"""What streams give, and what of it is text: the clients of language models are known by the shape of their chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOTHING = object()
"""A chunk with nothing to show, such as the one that says how many tokens were used."""

_MESSAGE_EVENTS = {
    "message_start",
    "message_delta",
    "message_stop",
    "content_block_start",
    "content_block_stop",
}
"""Events of an Anthropic stream beside the text, which comes as `content_block_delta`."""

_ANTHROPIC = {"ping", "text", "thinking", "signature", "citation", "input_json"}
"""Others, whose names others may use too."""


_TEXTS = (
    ("done", ("message", "content")),  # Ollama's chat
    ("done", ("response",)),  # and completion
    ("candidates", ("text",)),  # Gemini
    ("message", ("delta",)),  # LlamaIndex
)
"""The fields where others have their text, by one that tells whose it is."""


def shown(chunk: Any) -> Any:
    """Give what to show of a chunk: its text, the chunk itself, or `NOTHING`.

    Examples
    --------
    >>> shown("word"), shown({"choices": [{"delta": {"content": "token"}}]})
    ('word', 'token')
    """
    if isinstance(chunk, str):
        return chunk
    choices = _field(chunk, "choices")
    if isinstance(choices, Sequence) and not isinstance(choices, str):
        return _of_choices(chunk, choices)
    kind = _field(chunk, "type")
    if isinstance(kind, str):
        if kind.startswith("response."):
            return _of_response(chunk, kind)
        if kind == "content_block_delta":
            return _text_of(_field(chunk, "delta"))
        if kind in _MESSAGE_EVENTS or (kind in _ANTHROPIC and _is_of(chunk, "anthropic")):
            return NOTHING
    if _is_message(chunk):
        return _of_message(_field(chunk, "content"))
    if isinstance(chunk, tuple) and len(chunk) == 2 and _is_message(chunk[0]):
        return shown(chunk[0])  # a message of LangGraph, with where it comes from
    return _of_others(chunk)


def _field(chunk: Any, name: str) -> Any:
    if isinstance(chunk, Mapping):
        return chunk.get(name)
    return getattr(chunk, name, None)


def _is_of(chunk: Any, package: str) -> bool:
    return type(chunk).__module__.partition(".")[0] == package


def _of_choices(chunk: Any, choices: Sequence[Any]) -> Any:
    """Read a chunk of a chat completion."""
    if not choices:
        return NOTHING
    delta = _field(choices[0], "delta")
    if delta is None:
        return chunk
    return _field(delta, "content") or NOTHING


def _is_message(chunk: Any) -> bool:
    return type(chunk).__name__.endswith("MessageChunk")


def _of_others(chunk: Any) -> Any:
    """Read what has its text in a field, beside another one that tells whose it is."""
    for beside, path in _TEXTS:
        if _field(chunk, beside) is None:
            continue
        text = chunk
        for name in path:
            text = _field(text, name)
        if isinstance(text, str) or (text is None and hasattr(chunk, path[0])):
            return text or NOTHING
    return chunk


def _of_response(chunk: Any, kind: str) -> Any:
    """Read an event of a response."""
    if kind in ("response.output_text.delta", "response.refusal.delta"):
        return _field(chunk, "delta") or NOTHING
    return NOTHING


def _text_of(delta: Any) -> Any:
    return _field(delta, "text") or NOTHING


def _of_message(content: Any) -> Any:
    """Read the content of a message, which is text or a list of parts."""
    if isinstance(content, str):
        return content or NOTHING
    texts = [part if isinstance(part, str) else _text_of(part) for part in content or ()]
    return "".join(text for text in texts if isinstance(text, str)) or NOTHING
