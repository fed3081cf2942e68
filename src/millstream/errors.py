"""The errors that Millstream raises on purpose, and the names scripts catch them by.

All derive from `MillstreamError`. The names below `Error` are part of the interface that scripts rely on; each says what
was expected, what arrived, and what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class MillstreamError(Exception):
    """Everything that Millstream raises on purpose derives from this."""


class Error(MillstreamError):
    """The root of the errors that scripts know by name."""


class MarkdownFormattedException(Error):
    """An error whose message is Markdown."""


class StreamlitAPIException(MarkdownFormattedException):
    """A call that the interface does not allow.

    Examples
    --------
    >>> raise StreamlitAPIException("Choose at least one wheel.")
    Traceback (most recent call last):
    ...
    millstream.errors.StreamlitAPIException: Choose at least one wheel.
    """

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


class UnserializableSessionStateError(StreamlitAPIException):
    """A value of the session state cannot be written down, though the app asks that all can be."""


class StreamlitQueryParamDictValueError(LocalizableStreamlitException):
    """A query parameter was set to a dictionary."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "The query parameter `{key}` was set to a dictionary, but an address holds text or a list of texts. "
            "Set one parameter for each entry.",
            key=key,
        )


def _listed(values: Iterable[object], last: str = "and") -> str:
    """Write values as a sentence does: a, b, and c."""
    *first, end = [f"`{value}`" for value in values]
    comma = "," if len(first) > 1 else ""
    return f"{', '.join(first)}{comma} {last} {end}" if first else end


def _sentence(detail: str | None) -> str:
    return f" {detail}" if detail else ""


class StreamlitValueError(LocalizableStreamlitException):
    """A parameter has none of the values that it may have."""

    def __init__(
        self, parameter: str, valid_values: Sequence[object], *, detail: str | None = None
    ) -> None:
        one_of = "one of " if len(valid_values) > 1 else ""
        super().__init__(
            "`{parameter}` has to be " + one_of + "{valid_values}.{detail}",
            parameter=parameter,
            valid_values=", ".join(map(str, valid_values)),
            detail=_sentence(detail),
        )


class StreamlitInvalidParameterTypeError(LocalizableStreamlitException):
    """A parameter is of another type than it may be."""

    def __init__(
        self,
        parameter: str,
        provided_type: str,
        expected_types: Sequence[str],
        *,
        detail: str | None = None,
    ) -> None:
        super().__init__(
            "`{parameter}` is of type `{provided_type}`, but has to be {expected_types}.{detail}",
            parameter=parameter,
            provided_type=provided_type,
            expected_types=_listed(expected_types, "or"),
            detail=_sentence(detail),
        )


class StreamlitMissingRequiredParameterError(LocalizableStreamlitException):
    """A parameter has to be given, but was not."""

    def __init__(self, parameter: str, *, detail: str | None = None) -> None:
        super().__init__(
            "`{parameter}` has to be given, but was not.{detail}",
            parameter=parameter,
            detail=_sentence(detail),
        )


class StreamlitIncompatibleParametersError(LocalizableStreamlitException):
    """Two or more things that were asked for exclude each other."""

    def __init__(
        self, first_use: str, second_use: str, *other_uses: str, explanation: str | None = None
    ) -> None:
        super().__init__(
            "{uses} cannot be used together; leave all but one out.{explanation}",
            uses=_listed((first_use, second_use, *other_uses)),
            explanation=_sentence(explanation),
        )


class StreamlitValueOutOfRangeError(LocalizableStreamlitException):
    """A parameter is outside of its limits."""

    def __init__(
        self,
        parameter: str,
        value: object,
        min_value: object,
        max_value: object,
        *,
        detail: str | None = None,
    ) -> None:
        super().__init__(
            "`{parameter}` is {value}, but has to be from {min_value} to {max_value}.{detail}",
            parameter=parameter,
            value=value,
            min_value=min_value,
            max_value=max_value,
            detail=_sentence(detail),
        )


def _size_words(allow_content: bool) -> str:
    more = ', "content"' if allow_content else ""
    return f'"stretch"{more} or a positive whole number of pixels'


class StreamlitInvalidWidthError(LocalizableStreamlitException):
    """A width is none."""

    def __init__(self, width: object, allow_content: bool = False) -> None:
        super().__init__(
            "`width` is {width}, but a width is {valid_values}.",
            width=repr(width),
            valid_values=_size_words(allow_content),
        )


class StreamlitInvalidHeightError(LocalizableStreamlitException):
    """A height is none."""

    def __init__(self, height: object, allow_content: bool = False) -> None:
        super().__init__(
            "`height` is {height}, but a height is {valid_values}.",
            height=repr(height),
            valid_values=_size_words(allow_content),
        )


class StreamlitInvalidColumnSpecError(LocalizableStreamlitException):
    """Columns were asked for neither by their number nor by their shares."""

    def __init__(self) -> None:
        super().__init__(
            "`spec` has to be a number of columns, at least 1, or a list with the share of each, above 0: "
            "for instance `st.columns(3)` or `st.columns([2, 1])`."
        )


class StreamlitInvalidColorError(LocalizableStreamlitException):
    """A colour is none."""

    def __init__(self, color: object) -> None:
        super().__init__(
            "{color} is not a colour. Write it as '#rgb', '#rgba', '#rrggbb' or '#rrggbbaa', as a tuple such as "
            "(11, 110, 117) or (0.04, 0.43, 0.46, 0.5), or name a column of the table.",
            color=repr(color),
        )


class StreamlitInvalidURLError(LocalizableStreamlitException):
    """An address is none."""

    def __init__(self, url: str, protocols: Sequence[str] = ("http", "https", "mailto")) -> None:
        starts = [each + (":" if each in ("mailto", "data") else "://") for each in protocols]
        super().__init__(
            "{url} is not an address that can be followed: it has to start with {protocols}.",
            url=repr(url),
            protocols=_listed(starts, "or"),
        )


class StreamlitInvalidLayoutContextError(StreamlitAPIException):
    """An element cannot stand in the place where it was drawn."""


class StreamlitMixedNumericTypesError(LocalizableStreamlitException):
    """Whole numbers and floats were given to one number input."""

    def __init__(self, value: object, min_value: object, max_value: object, step: object) -> None:
        given = {"value": value, "min_value": min_value, "max_value": max_value, "step": step}
        numbers = {name: each for name, each in given.items() if isinstance(each, (int, float))}
        super().__init__(
            "Whole numbers and floats are mixed: {given}. Write all as whole numbers or all as floats.",
            given=", ".join(f"`{name}={number!r}`" for name, number in numbers.items()),
        )


class StreamlitInvalidMinMaxError(LocalizableStreamlitException):
    """The lower limit is above the upper one."""

    def __init__(self, min_value: object, max_value: object) -> None:
        super().__init__(
            "`min_value` is {min_value}, which is not below `max_value`, {max_value}. Exchange them.",
            min_value=min_value,
            max_value=max_value,
        )


class StreamlitValueBelowMinError(LocalizableStreamlitException):
    """A value is below its lower limit."""

    def __init__(self, value: object, min_value: object) -> None:
        super().__init__(
            "The value {value} is below `min_value`, {min_value}. Raise the value or lower the limit.",
            value=value,
            min_value=min_value,
        )


class StreamlitValueAboveMaxError(LocalizableStreamlitException):
    """A value is above its upper limit."""

    def __init__(self, value: object, max_value: object) -> None:
        super().__init__(
            "The value {value} is above `max_value`, {max_value}. Lower the value or raise the limit.",
            value=value,
            max_value=max_value,
        )


class StreamlitJSNumberBoundsError(LocalizableStreamlitException):
    """A number that browsers cannot count to."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class StreamlitInvalidNumberFormatError(LocalizableStreamlitException):
    """A format for numbers that formats none."""

    def __init__(self, format: str) -> None:
        super().__init__(
            "`format` is {format}, but has to be like '%d' or '%0.2f', or a name such as 'percent' or 'compact'.",
            format=repr(format),
        )


class StreamlitBadTimeStringError(LocalizableStreamlitException):
    """A duration that cannot be read."""

    def __init__(self, time_string: str) -> None:
        super().__init__(
            "{time_string} is not a duration. Write it like '30s', '1.5 hours' or '1d2h3m', "
            "or give a number of seconds or a `timedelta`.",
            time_string=repr(time_string),
        )


class StreamlitDefaultNotInOptionsError(LocalizableStreamlitException):
    """What a widget should start with is none of its options."""

    def __init__(self, value: object) -> None:
        super().__init__(
            "The default {value} is not one of the options. Add it to `options`, or choose another default.",
            value=repr(value),
        )


class StreamlitSelectionCountExceedsMaxError(LocalizableStreamlitException):
    """More is selected than may be."""

    def __init__(self, current_selections_count: int, max_selections_count: int) -> None:
        super().__init__(
            "{current_selections_count} options are selected, but `max_selections` is {max_selections_count}. "
            "Select fewer in `default` or in `st.session_state`, or raise `max_selections`.",
            current_selections_count=current_selections_count,
            max_selections_count=max_selections_count,
        )


class StreamlitInvalidFormCallbackError(LocalizableStreamlitException):
    """A widget in a form has a callback of its own."""

    def __init__(self) -> None:
        super().__init__(
            "In a form only `st.form_submit_button` can have a callback, as nothing else runs the script. "
            "Move `on_change` or `on_click` to it."
        )


class StreamlitDataframeConversionError(StreamlitAPIException):
    """Data that cannot be shown as a table."""


class StreamlitPageNotFoundError(LocalizableStreamlitException):
    """There is no such page."""

    def __init__(
        self,
        page: str,
        main_script_directory: str | None = None,
        uses_pages_directory: bool = False,
    ) -> None:
        where = f", which is `{main_script_directory}`" if main_script_directory else ""
        hint = (
            "Give its path relative to the script's folder{where}: the script itself or a file in `pages/`."
            if uses_pages_directory
            else "Give a page that was passed to `st.navigation`, or its path relative to the script's folder{where}."
        )
        super().__init__("There is no page `{page}`. " + hint, page=page, where=where)


class StreamlitInvalidThemeError(LocalizableStreamlitException):
    """A theme is none."""


class StreamlitInvalidThemeSectionError(StreamlitInvalidThemeError):
    """A theme has a section that themes do not have."""

    def __init__(self, option_name: str, file_path_or_url: str = "config.toml") -> None:
        super().__init__(
            "`{option_name}` in {file_path_or_url} is not a section of a theme. Remove or rename it.",
            option_name=option_name,
            file_path_or_url=file_path_or_url,
        )


class StreamlitInvalidThemeOptionError(StreamlitInvalidThemeError):
    """A theme has an option that themes do not have."""


class StreamlitSecretNotFoundError(LocalizableStreamlitException, FileNotFoundError):
    """There is no such secret."""


class StreamlitAuthError(StreamlitAPIException):
    """Logging in is not set up as it has to be."""


class StreamlitMissingAuthlibError(StreamlitAuthError):
    """Logging in needs a package that is not installed."""

    def __init__(self) -> None:
        super().__init__("Logging in needs the package Authlib. Install it: `pip install Authlib`.")


class BidiComponentError(LocalizableStreamlitException):
    """A component was declared or called in a way that cannot work."""


class BidiComponentInvalidIdError(BidiComponentError):
    """A part of a component's name holds what separates the parts."""

    def __init__(self, part: str, delimiter: str) -> None:
        super().__init__(
            "The {part} of a component must not be empty or contain {delimiter}, which separates the parts of its "
            "name. Choose another one.",
            part=part,
            delimiter=repr(delimiter),
        )


class BidiComponentInvalidCallbackNameError(BidiComponentError):
    """A component's callback belongs to no state of it."""

    def __init__(self, callback_name: str) -> None:
        super().__init__(
            "`{callback_name}` is not the name of a callback. Name it `on_<state>_change`, where `<state>` is a "
            "state or trigger of the component.",
            callback_name=callback_name,
        )


class BidiComponentInvalidDefaultKeyError(BidiComponentError):
    """A component has a default for a state that has no callback."""

    def __init__(self, state_key: str, available_keys: Iterable[str]) -> None:
        keys = list(available_keys)
        super().__init__(
            "`default` has the key {state_key}, but the component's states are {available_keys}. A state is "
            "declared by its callback, `on_<state>_change`.",
            state_key=repr(state_key),
            available_keys=_listed(keys) if keys else "none",
        )


class BidiComponentUnserializableDataError(BidiComponentError):
    """Data for a component can be written neither as JSON nor as Arrow."""

    def __init__(self) -> None:
        super().__init__(
            "`data` has to be something that JSON or Arrow can hold: tables, bytes, text, numbers, lists and "
            "dictionaries of these."
        )


class StreamlitComponentRegistryError(Error):
    """A component cannot be registered."""


class StreamlitAPIWarning(StreamlitAPIException, Warning):
    """A call that works but should be written in another way."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)


class NoSessionContext(Error):
    """Something that only a run has was asked for outside of one."""


class StreamlitMaxRetriesError(Error):
    """Something was tried as often as allowed and never worked."""


class FragmentStorageKeyError(Error, KeyError):
    """A session has no such fragment."""


class FragmentHandledException(MillstreamError):
    """An exception of a fragment that the page shows already."""
