"""What streams give, and what of it is text: the clients of language models are known by the shape of their chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOTHING = object()
"""A chunk with nothing to show, such as the one that says how many tokens were used."""

_ANTHROPIC = {
    *(
        "message_start",
        "message_delta",
        "message_stop",
        "content_block_start",
        "content_block_stop",
    ),
    *("ping", "text", "thinking", "signature", "citation", "input_json"),
}
"""Events of an Anthropic stream beside the text, which comes as `content_block_delta`."""


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
        if kind in _ANTHROPIC and _is_of(chunk, "anthropic"):
            return NOTHING
    if type(chunk).__name__.endswith("MessageChunk"):
        return _of_message(_field(chunk, "content"))
    return chunk


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
