"""What tells how something went, or how far it is."""

from __future__ import annotations

from millstream.testing.elements.element import Element


class AlertBase(Element):
    """What alerts of all levels have."""

    icon: str

    @property
    def value(self) -> str:
        """The Markdown in the box."""
        return str(self._element.body)


class Success(AlertBase):
    """`st.success`."""

    type = "success"


class Info(AlertBase):
    """`st.info`."""

    type = "info"


class Warning(AlertBase):
    """`st.warning`."""

    type = "warning"


class Error(AlertBase):
    """`st.error`."""

    type = "error"


class Exception(Element):
    """An exception on the page: of `st.exception`, or one that the script did not catch."""

    type = "exception"
    is_markdown: bool
    is_warning = False

    @property
    def message(self) -> str:
        """The message of the exception."""
        return str(self._element.message)

    @property
    def value(self) -> str:
        """The message of the exception."""
        return self.message

    @property
    def stack_trace(self) -> list[str]:
        """The frames in the user's own code, the innermost last."""
        return [
            f'File "{frame.file}", line {frame.line}, in {frame.function}\n'
            f"    {frame.source[frame.line - frame.first_line].strip()}"
            for frame in self._element.frames
        ]


class Progress(Element):
    """`st.progress`."""

    type = "progress"
    text: str

    @property
    def value(self) -> int:
        """How far it is, from 0 to 100."""
        percent: float = 100 * self._element.value
        return round(percent)
