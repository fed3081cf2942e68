"""What caching raises: each error names the function, the place and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millstream.errors import StreamlitAPIException

if TYPE_CHECKING:
    from collections.abc import Iterable


class CachingError(StreamlitAPIException):
    """The root of the errors of this package; apps catch them as `StreamlitAPIException`."""


class CacheStoreWarning(RuntimeWarning):
    """A store cannot keep or read what it should; results are computed instead."""


class CacheOptionError(CachingError, ValueError):
    """A decorator was given an option that it cannot use.

    Parameters
    ----------
    option
        The name of the parameter.
    expected
        What would have been accepted.
    got
        What arrived.
    """

    def __init__(self, option: str, expected: str, got: object) -> None:
        super().__init__(f"Invalid `{option}`: expected {expected}, got {got!r}.")
        self.option = option


class UnhashableParamError(CachingError):
    """An argument of a cached function cannot be part of its key.

    Parameters
    ----------
    decorator
        The decorator as the user wrote it, for the advice.
    function_name
        The function that was called.
    argument
        The parameter that received the value.
    path
        Where inside the argument the value was found, such as ``['a'][0].lock``.
    value_type
        The qualified name of the type that cannot be hashed.
    reason
        Why it cannot.
    """

    def __init__(
        self,
        decorator: str,
        function_name: str,
        argument: str,
        path: str,
        value_type: str,
        reason: str,
    ) -> None:
        where = f"`{argument}{path}`" if path else f"`{argument}`"
        super().__init__(
            f"Cannot hash argument {where} (of type `{value_type}`) in `{function_name}`: "
            f"{reason}\n\n"
            "To leave the argument out of the key, put an underscore before its name:\n\n"
            f"```\n@st.{decorator}\ndef {function_name}(_{argument}, ...):\n    ...\n```\n\n"
            f'or name it: `@st.{decorator}(ignore=["{argument}"])`. To say what identifies the '
            f'value, give `hash_funcs={{"{value_type}": ...}}` or define '
            "`__millstream_key__` on its class."
        )
        self.argument = argument
        self.path = path
        self.value_type = value_type


class UnhashableTypeError(CachingError):
    """`st.cache` met an input or an output that it cannot hash.

    Parameters
    ----------
    function_name
        The function that was called.
    part
        What was hashed: an argument, a captured value or the output.
    value_type
        The qualified name of the type that cannot be hashed.
    reason
        Why it cannot.
    """

    def __init__(self, function_name: str, part: str, value_type: str, reason: str) -> None:
        super().__init__(
            f"Cannot hash {part} (of type `{value_type}`) of `{function_name}`: {reason}\n\n"
            f'Say how: `@st.cache(hash_funcs={{"{value_type}": lambda value: ...}})`, where '
            "`id` identifies the object itself and `lambda _: None` leaves it out."
        )
        self.value_type = value_type


class UnserializableReturnValueError(CachingError):
    """`st.cache_data` cannot keep a private copy of what the function returned.

    Parameters
    ----------
    function_name
        The function that returned it.
    value_type
        The qualified name of the type of the value.
    reason
        What refused to be copied.
    """

    def __init__(self, function_name: str, value_type: str, reason: str) -> None:
        super().__init__(
            f"Cannot keep the value that `{function_name}` returned (of type `{value_type}`): "
            f"{reason}\n\n"
            "`st.cache_data` gives every caller a copy of its own, so the value must survive "
            "pickling. For a connection, a model or another object to be shared, use "
            "`st.cache_resource` instead."
        )
        self.value_type = value_type


class CachedDrawingError(CachingError):
    """A cached function drew what cannot be replayed.

    Parameters
    ----------
    function_name
        The cached function.
    reason
        What it drew, and what to do instead.
    """

    def __init__(self, function_name: str, reason: str) -> None:
        super().__init__(f"`{function_name}` is cached, and {reason}")


class UnknownArgumentError(CachingError, TypeError):
    """``ignore=`` names parameters that the function does not have.

    Parameters
    ----------
    function_name
        The decorated function.
    unknown
        The names that are not parameters.
    known
        The parameters.
    """

    def __init__(self, function_name: str, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(
            f"`ignore` names {', '.join(sorted(unknown))}, but `{function_name}` takes "
            f"{', '.join(known) or 'no arguments'}."
        )
