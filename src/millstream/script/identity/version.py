"""What is run at the moment: the code of a file, in some globals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from millstream.script.identity.rewriting import Source


class Version:
    """The code of a file and the globals that it is run in, and how often each statement was reached."""

    __slots__ = ("_counts", "globals", "module", "sources", "stamp")

    def __init__(self) -> None:
        self.globals: dict[str, Any] = {}
        self.module = ""
        self.sources: Mapping[str, Source] = {}
        self.stamp = object()  # another one whenever the code or the globals are others
        self._counts: Counter[int] = Counter()

    def begin(self, namespace: dict[str, Any], sources: Mapping[str, Source]) -> None:
        """Take up a run.

        Parameters
        ----------
        namespace
            The globals.
        sources
            The sources of the class statements of the code, by name: another mapping is another code.
        """
        self._counts.clear()
        if sources is not self.sources or namespace is not self.globals:
            self.globals, self.sources, self.stamp = namespace, sources, object()
        self.module = namespace["__name__"]

    def count(self, statement: object) -> int:
        """Count one more time that a statement is run; in a loop it makes one object each time."""
        number = self._counts[id(statement)]
        self._counts[id(statement)] = number + 1
        return number
