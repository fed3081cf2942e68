"""The errors that Millstream raises on purpose, and the names scripts catch them by.

All derive from `MillstreamError`. The names below `StreamlitAPIException` are part of the interface that scripts rely on.
"""

from __future__ import annotations


class MillstreamError(Exception):
    """Everything that Millstream raises on purpose derives from this."""


class Error(MillstreamError):
    """The root of the errors that scripts know by name."""


class MarkdownFormattedException(Error):
    """An error whose message is Markdown."""


class StreamlitAPIException(MarkdownFormattedException):
    """A call that the interface does not allow."""

    def __init__(self, *args: object, error_id: str | None = None) -> None:
        super().__init__(*args)
        self.error_id = error_id


class LocalizableStreamlitException(StreamlitAPIException):
    """A message with named parts: `message` is a format string, the parts are kept in `exec_kwargs`."""

    def __init__(self, message: str, **kwargs: object) -> None:
        super().__init__(message.format(**kwargs))
        self.exec_kwargs = kwargs


class DuplicateWidgetID(StreamlitAPIException):
    """Two elements of one run cannot be told apart."""


class StreamlitDuplicateElementId(DuplicateWidgetID):
    """Two widgets without a key have the same parameters in the same place."""

    def __init__(self, element_type: str) -> None:
        super().__init__(
            f"Two `{element_type}` elements have the same parameters, so their values could not be told apart. "
            f"Give each a key of its own: `st.{element_type}(..., key='...')`."
        )


class StreamlitDuplicateElementKey(DuplicateWidgetID):
    """Two elements of one run have the same key."""

    def __init__(self, user_key: str) -> None:
        super().__init__(
            f"Two elements have the key {user_key!r}. A key names one element: give the other one another key."
        )


class StreamlitWidgetAlreadyInstantiatedError(LocalizableStreamlitException):
    """The value of a widget was set after the widget was drawn."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "`st.session_state.{key}` cannot be set after the widget with the key `{key}` was drawn in this run. "
            "Set it before that line, or in the widget's callback.",
            key=key,
        )


class StreamlitValueAssignmentNotAllowedError(LocalizableStreamlitException):
    """The value of a button was set by the script."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "`st.session_state.{key}` belongs to a widget whose value only its user can set, such as a button. "
            "Keep a value of your own under another key.",
            key=key,
        )


class StreamlitDataframeConversionError(StreamlitAPIException):
    """Data that cannot be shown as a table."""
