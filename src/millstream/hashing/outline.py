"""The digests of a value's parts by path, to tell which part of two values differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from blake3 import blake3

from millstream.hashing import canonical
from millstream.hashing.digest import Walk
from millstream.hashing.errors import UnhashableError
from millstream.hashing.writer import Writer, key_label

_DEEPEST: Final = 4
_MOST_PATHS: Final = 256


class OutlineWalk(Walk):
    """A pass that also notes the digests of parts, to a bounded depth and number."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: dict[str, bytes] = {}
        self._path: list[str] = []
        self._is_noting = True

    def writer(self, header: bytes) -> Writer:
        """Return a writer that notes the parts of its value, unless that is too much.

        Parameters
        ----------
        header
            What the encoding begins with.
        """
        if self._is_noting and len(self._path) < _DEEPEST and len(self.found) < _MOST_PATHS:
            return NotingWriter(self, header)
        return Writer(self, header)

    def note(self, labelled: Iterable[tuple[str, Any]]) -> None:
        """Note the digests of the parts of the value that is being hashed.

        Parameters
        ----------
        labelled
            The parts with the steps that lead to them.
        """
        for label, value in islice(labelled, _MOST_PATHS - len(self.found)):
            self._path.append(label)
            path = "".join(self._path)
            try:
                token = self.token(value)
            except UnhashableError as error:
                error.prepend(label)
                raise
            finally:
                self._path.pop()
            if len(self.found) < _MOST_PATHS:
                self.found[path] = finish(token, self.key)

    def quietly(self, is_quiet: bool) -> None:
        """Note nothing while parts that were noted are written.

        Parameters
        ----------
        is_quiet
            Whether to note nothing from now on.
        """
        self._is_noting = not is_quiet


class NotingWriter(Writer):
    """Writes what every writer writes, after it has noted the parts."""

    __slots__ = ()
    walk: OutlineWalk

    def child(self, label: str, value: Any) -> None:
        """Note and write a value inside this one.

        Parameters
        ----------
        label
            The step that leads to it.
        value
            The value.
        """
        if label:
            self.walk.note([(label, value)])
        self.walk.quietly(bool(label))
        super().child(label, value)
        self.walk.quietly(False)

    def note(self, labelled: Iterable[tuple[str, Any]]) -> None:
        """Note parts of the value that are written otherwise.

        Parameters
        ----------
        labelled
            The parts with the steps that lead to them.
        """
        self.walk.note(labelled)

    def attributes(self, values: Mapping[str, Any]) -> None:
        """Note and write named attributes.

        Parameters
        ----------
        values
            The attributes by name.
        """
        self.walk.note((f".{name}", value) for name, value in values.items())
        self.walk.quietly(True)
        super().attributes(values)
        self.walk.quietly(False)

    def items(self, values: Sequence[Any]) -> None:
        """Note and write a sequence of values.

        Parameters
        ----------
        values
            The values.
        """
        self.walk.note((f"[{index}]", value) for index, value in enumerate(values))
        self.walk.quietly(True)
        super().items(values)
        self.walk.quietly(False)

    def entries(self, mapping: Mapping[Any, Any]) -> None:
        """Note and write the entries of a mapping.

        Parameters
        ----------
        mapping
            The mapping.
        """
        self.walk.note((key_label(key), value) for key, value in mapping.items())
        self.walk.quietly(True)
        super().entries(mapping)
        self.walk.quietly(False)


def finish(token: bytes, key: bytes) -> bytes:
    """Return the digest of a value from its token.

    Parameters
    ----------
    token
        How the value would stand in its owner's encoding.
    key
        The key of the hash.
    """
    # The token of a node is its digest already.
    if token[:1] == canonical.NODE:
        return token[1:]
    return blake3(token, key=key).digest()
