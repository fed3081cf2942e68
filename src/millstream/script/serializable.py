"""The check that what a script keeps in its session state could be written down."""

from __future__ import annotations

import pickle

from millstream.errors import StreamlitAPIException
from millstream.state import SessionValues


class UnserializableSessionStateError(StreamlitAPIException):
    """A value in the session state cannot be pickled, and the app has been told that each must be."""


def check(values: SessionValues) -> None:
    """Pickle what a script keeps in its session state.

    Parameters
    ----------
    values
        The state of the session.

    Raises
    ------
    UnserializableSessionStateError
        If a value cannot be pickled.
    """
    for key, value in values.own.items():
        try:
            pickle.dumps(value)
        except Exception as error:  # whatever the value's own code raises
            raise UnserializableSessionStateError(
                f"`st.session_state[{key!r}]` is a `{type(value).__qualname__}`, which cannot be pickled, and the option "
                "`runner.enforceSerializableSessionState` is on. Keep what it is made from instead, or keep it with "
                "`st.cache_resource`."
            ) from error
