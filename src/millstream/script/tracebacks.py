"""An exception as an element: the user's own frames with their lines, and the whole as text."""

from __future__ import annotations

import linecache
import os
import re
import site
import sys
import sysconfig
import traceback
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType

from msgspec import structs

from millstream.errors import MarkdownFormattedException
from millstream.protocol.elements import Exception_, Size, TraceFrame
from millstream.redaction import redaction
from millstream.script.options import ErrorDetails

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_INSTALLED = tuple(
    os.path.join(folder, "")
    for folder in {
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        *site.getsitepackages(),
        site.getusersitepackages(),
    }
)
_LINES_BEFORE, _LINES_AFTER = 3, 2
_MODULE = "<module>"
_UNTOLD = "Something went wrong in this app. The log of its server has the details."
_PLACE = re.compile(r'[ |]*File ".*", line \d+')


def exception_element(error: BaseException, width: Size = "") -> Exception_:
    """Describe an exception for the page."""
    places = [
        (frame, line) for frame, line in _walk(error.__traceback__) if not _is(frame, (_OURS,))
    ]
    own = [place for place in places if not _is(place[0], (*_INSTALLED, "<frozen "))]
    return Exception_(
        width=width,
        type=_type_name(error),
        message=_message(error),
        is_markdown=isinstance(error, MarkdownFormattedException),
        frames=tuple(_frame(frame, line) for frame, line in own or places),
        text=_text(error),
    )


def uncaught_element(error: BaseException, details: ErrorDetails) -> Exception_:
    """Describe an exception that a script did not catch, as far as the users of the app may know it.

    Parameters
    ----------
    error
        The exception.
    details
        "full"; "stacktrace" without the message; "type" without the lines too; "none" that there is one.
    """
    element = exception_element(error)
    if details != "stacktrace":
        return _reduced(element, details)
    lines = traceback.StackSummary.extract(_walk(error.__traceback__)).format()
    kept = [line for line in lines if f'"{_OURS}' not in line]
    text = _without_secrets(["Traceback (most recent call last):\n", *kept, element.type])
    return structs.replace(_reduced(element, details), text=text)


def compile_error_element(error: SyntaxError | OSError, details: ErrorDetails) -> Exception_:
    """Describe why there is no script to run, as far as the users of the app may know it.

    Parameters
    ----------
    error
        What is wrong with the script, or with its file.
    details
        As for `uncaught_element`.
    """
    if isinstance(error, SyntaxError):
        return _reduced(_syntax_error_element(error), details)
    return _reduced(exception_element(error), details)


def _reduced(element: Exception_, details: ErrorDetails) -> Exception_:
    if details == "full":
        return element
    told = Exception_(message=_UNTOLD, type="" if details == "none" else element.type)
    return structs.replace(told, frames=element.frames) if details == "stacktrace" else told


def _syntax_error_element(error: SyntaxError) -> Exception_:
    """Describe a script that is not Python: the frame is the place of the error."""
    line = error.lineno or 1
    first, source = _source(error.filename or "", line, (error.text or "").rstrip("\n"))
    frame = TraceFrame(error.filename or "", "", line, first, source)
    return Exception_(
        type=type(error).__name__,
        message=redaction.redact(error.msg),
        frames=(frame,),
        text=_without_secrets(traceback.format_exception_only(error)),
    )


def _walk(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    """Give the frames with their lines; a line of a script that awaits is run by two of them, and given once."""
    before = None
    while trace is not None:
        code = trace.tb_frame.f_code
        place = (code.co_filename, trace.tb_lineno) if code.co_name == _MODULE else None
        if place is None or place != before:
            yield trace.tb_frame, trace.tb_lineno
        if not _is(trace.tb_frame, (_OURS, *_INSTALLED)):
            before = place
        trace = trace.tb_next


def _is(frame: FrameType, folders: tuple[str, ...]) -> bool:
    return frame.f_code.co_filename.startswith(folders)


def _type_name(error: BaseException) -> str:
    kind = type(error)
    hidden = kind.__module__ in ("builtins", "__main__") or kind.__module__.startswith("millstream")
    return kind.__qualname__ if hidden else f"{kind.__module__}.{kind.__qualname__}"


def _message(error: BaseException) -> str:
    try:
        return redaction.redact(str(error)).strip()
    except Exception as failure:  # a __str__ of the user's that raises must not hide the error
        return f"<the message cannot be shown: its __str__ raised {type(failure).__name__}>"


def _frame(frame: FrameType, line: int) -> TraceFrame:
    file = frame.f_code.co_filename
    first, source = _source(file, line, "")
    return TraceFrame(file, frame.f_code.co_qualname, line, first, source)


def _source(file: str, line: int, fallback: str) -> tuple[int, tuple[str, ...]]:
    lines = linecache.getlines(file)
    first = max(1, line - _LINES_BEFORE)
    part = tuple(
        redaction.redact(text).rstrip("\n") for text in lines[first - 1 : line + _LINES_AFTER]
    )
    return (first, part) if part else (line, (redaction.redact(fallback),))


def _text(error: BaseException) -> str:
    """Give the traceback without our own frames, for each exception of the chain."""
    described = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = described
    seen: set[int] = set()
    while part is not None and id(part) not in seen:
        seen.add(id(part))
        if part.stack:
            part.stack = traceback.StackSummary.from_list(_kept(part.stack))
        part = part.__cause__ or part.__context__
    return _without_secrets(described.format())


def _kept(stack: Iterable[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
    kept: list[traceback.FrameSummary] = []
    for frame in stack:
        last = kept[-1] if kept else None
        again = last is not None and frame.name == _MODULE and frame == last
        if not (again or frame.filename.startswith(_OURS)):
            kept.append(frame)
    return kept


def _without_secrets(described: Iterable[str]) -> str:
    """Join the lines of a traceback; names of files stay, as an editor has to find them."""
    lines = "".join(described).splitlines(keepends=True)
    return "".join(line if _PLACE.match(line) else redaction.redact(line) for line in lines)


def print_to_terminal(error: BaseException) -> None:
    """Show the traceback where the server was started, too."""
    sys.stderr.write(_text(error))
