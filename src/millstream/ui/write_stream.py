"""`st.write_stream`."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, TypeAlias, cast

from millstream.errors import StreamlitAPIException
from millstream.protocol.elements import Markdown
from millstream.script import context
from millstream.script.event_loop import event_loop
from millstream.tree import Draft
from millstream.ui.chunks import NOTHING, shown
from millstream.ui.delta_generator import draw

Stream: TypeAlias = Callable[..., Any] | Iterable[Any] | AsyncIterator[Any]


def write_stream(stream: Stream, *, cursor: str | None = None) -> Any:
    """Write what comes, as it comes: texts grow together, everything else is shown by `st.write`.

    Parameters
    ----------
    stream
        A generator, a generator function, or anything that can be iterated, also asynchronously. Of the streams of language
        models (OpenAI, Anthropic, LangChain, and those that look like them) the text is shown.
    cursor
        What stands at the end of the text while more is expected, in Markdown.

    Returns
    -------
    str or list
        All text, or a list of the texts and the other things in order. Where an asynchronous stream is written by a
        coroutine of the script's own, an awaitable that gives that: `await st.write_stream(...)`.

    Raises
    ------
    StreamlitAPIException
        If it cannot be iterated, or is text.

    Examples
    --------
    >>> import millstream as st
    >>> st.write_stream(word + " " for word in "The mill turns".split())
    'The mill turns '
    """
    parts = _opened(stream)
    writer = _Writer(cursor or "")
    if isinstance(parts, AsyncIterator):
        if event_loop.is_running_here():
            return _write_async(writer, parts)
        return _write(writer, event_loop.iterate(parts))
    return _write(writer, parts)


def _opened(stream: Any) -> Iterator[Any] | AsyncIterator[Any]:
    """Give an iterator for what a user may pass."""
    if isinstance(stream, (str, bytes)):
        raise StreamlitAPIException(
            f"`st.write_stream` shows what comes piece by piece, but this is {type(stream).__name__}. Use `st.write`."
        )
    if inspect.isgeneratorfunction(stream) or inspect.isasyncgenfunction(stream):
        stream = stream()
    if hasattr(stream, "__aiter__"):
        return cast("AsyncIterator[Any]", aiter(stream))
    try:
        return cast("Iterator[Any]", iter(stream))
    except TypeError:
        raise StreamlitAPIException(
            f"`st.write_stream` cannot iterate a `{type(stream).__name__}`. Pass a generator, a generator function, or "
            "something that gives its parts one by one."
        ) from None


def _write(writer: _Writer, stream: Iterator[Any]) -> str | list[Any]:
    try:
        for chunk in stream:
            writer.take(chunk)
    finally:
        writer.end()
        if (close := getattr(stream, "close", None)) is not None:
            close()
    return writer.result()


async def _write_async(writer: _Writer, stream: AsyncIterator[Any]) -> str | list[Any]:
    try:
        async for chunk in stream:
            writer.take(chunk)
    finally:
        writer.end()
        if (close := getattr(stream, "aclose", None)) is not None:
            await close()
    return writer.result()


class _Writer:
    """Shows chunks: a text grows in its place until something else comes."""

    def __init__(self, cursor: str) -> None:
        self._cursor = cursor
        self._written: list[Any] = []
        self._text = ""
        self._place: Draft | None = None

    def take(self, chunk: Any) -> None:
        """Show what comes next."""
        value = shown(chunk)
        if isinstance(value, str) and value:
            self._text += value
            self._show(self._text + self._cursor)
        elif value is NOTHING or isinstance(value, str):
            self._check()
        else:
            self.end()
            self._write(value)

    def _show(self, text: str) -> None:
        run = context.current.get()
        if self._place is None or run is None:
            self._place = draw(Markdown(body=text))
            return
        run.checkpoint()
        with run.lock:
            if not run.closed:
                self._place.put(Markdown(body=text))
                return
        run.warn_late()

    @staticmethod
    def _check() -> None:
        if (run := context.current.get()) is not None:
            run.checkpoint()

    def _write(self, value: Any) -> None:
        from millstream.ui.write import write

        self._written.append(value)
        write(value)

    def end(self) -> None:
        """End the text, without its cursor, also where the run ends here."""
        if not self._text:
            return
        self._written.append(self._text)
        run = context.current.get()
        if run is not None and self._place is not None and self._cursor:
            with run.lock:
                self._place.put(Markdown(body=self._text))
        self._text, self._place = "", None

    def result(self) -> str | list[Any]:
        """Give all that was written."""
        if all(isinstance(each, str) for each in self._written):
            return "".join(self._written)
        return self._written
