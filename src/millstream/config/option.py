"""An option: its name, what it expects, which field of the options it fills, or why it fills none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from millstream.config.kinds import Kind
from millstream.errors import StreamlitAPIException


class OptionError(StreamlitAPIException):
    """An option has a value that it cannot have."""


class UnknownOptionError(OptionError, RuntimeError):
    """There is no such option."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Parameters
    ----------
    name
        As users write it, such as `server.port`.
    kind
        What it expects.
    default
        What scripts are told where nobody gave a value; None where it is worked out, or is nothing.
    help
        What it does: a sentence.
    field
        The field of `Options` that it fills, such as `server.port`.
    convert
        Makes the field's value of the option's.
    unused
        Why it is accepted and changes nothing; then it has no field.
    scriptable
        Whether `st.set_option` may change it while the app runs.
    hidden
        Whether `millstream config show` leaves it out.
    sensitive
        Whether its value is shown nowhere.
    """

    name: str
    kind: Kind
    default: Any
    help: str
    field: str = ""
    convert: Callable[[Any], Any] = lambda value: value
    unused: str = ""
    scriptable: bool = False
    hidden: bool = False
    sensitive: bool = False

    @property
    def section(self) -> str:
        """The part of the name before the last dot."""
        return self.name.rpartition(".")[0]

    @property
    def flag(self) -> str:
        """How it is written on a command line."""
        return f"--{self.name}"

    def variable(self, product: str = "MILLSTREAM") -> str:
        """Name the environment variable.

        Parameters
        ----------
        product
            What the name starts with.

        Examples
        --------
        >>> from millstream.config import OPTIONS
        >>> OPTIONS["server.baseUrlPath"].variable()
        'MILLSTREAM_SERVER_BASE_URL_PATH'
        """
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", self.name)
        return f"{product}_{words.replace('.', '_').upper()}"

    def parse(self, given: object, subject: str) -> Any:
        """Make the value of what was written; None is no value.

        Parameters
        ----------
        given
            What was written.
        subject
            What has the value, for the message: the option and its file, or the name of a variable or flag.

        Raises
        ------
        OptionError
            If the option cannot have this value.
        """
        if given is None:
            return None
        try:
            return self.kind.parse(given)
        except (ValueError, TypeError, KeyError, AttributeError, StreamlitAPIException):
            shown = "a text that is not shown" if self.sensitive else repr(given)
        raise OptionError(f"{subject} is {shown}, but has to be {self.kind.words}.")


def nearest(name: str, names: Iterable[str]) -> str:
    """Suggest the name that is most like one that does not exist; nothing where none is.

    Parameters
    ----------
    name
        What was written.
    names
        What there is.
    """
    from difflib import get_close_matches  # mistakes alone need it

    known = list(names)
    by_folded = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), by_folded, n=1, cutoff=0.75)
    if not found:
        last = name.rpartition(".")[2].lower()
        found = [folded for folded in by_folded if folded.rpartition(".")[2] == last][:1]
    return f" Did you mean {by_folded[found[0]]}?" if found else ""
