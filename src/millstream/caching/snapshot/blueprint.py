"""Copies of plain containers and records by loops that run in C: faster than reading a pickle.

A blueprint is made from a value that pickle has read. It keeps every list, dictionary and set as
a template without the containers inside, and records (instances of plain classes, such as most
dataclasses) as one column for each attribute. Opening copies all templates, makes all records,
puts the copies into each other, and sets the attributes column by column. What was one object is
one object in the copy, and cycles are no special case.

A value that holds anything else is refused, and read from its pickle each time: what pickle does
with a record must be no more than to make it and to set its attributes.
"""

from __future__ import annotations

import enum
import sys
from collections import deque
from itertools import groupby, repeat
from operator import itemgetter, setitem
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from millstream.caching.snapshot.plain import ATOMS, is_constant, measure
from millstream.caching.snapshot.records import (
    Layout,
    Reader,
    UnfitError,
    check_layout,
    check_row_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from millstream.caching.api import Snapshot

_COPIED: Final[dict[type, Callable[[Any], Any]]] = {
    list: list.copy,
    dict: dict.copy,
    set: set.copy,
    bytearray: bytearray.copy,
}
_MANY: Final = 2
_LEAST_RUN: Final = 4
_MAKE: Any = object.__new__
_MAKE_ROW: Any = tuple.__new__
_SET: Any = object.__setattr__

# Where an object comes to lie: the group that it is copied with, and its number there. Groups
# are the types of containers, columns, layouts of records, types of rows, and all members.
_Place: TypeAlias = tuple[Any, int]
_Column: TypeAlias = "tuple[str, tuple[Any, ...] | int]"
_Link: TypeAlias = tuple[int, Any, int]
_Slices: TypeAlias = tuple[int, slice, slice]
_COLUMNS: Final = "columns"
_MEMBERS: Final = "members"


class Blueprint:
    """How copies of one value are made.

    Parameters
    ----------
    value
        A value that belongs to the blueprint from now on.
    freeze_references
        Makes the snapshot of a tuple of classes and members of enumerations.

    Raises
    ------
    UnfitError
        Where only pickle can copy the value.
    """

    __slots__ = (
        "_children", "_keys", "_owners", "_records", "_references", "_root", "_rows",
        "_runs", "_templates", "__weakref__", "size_bytes",
    )  # fmt: skip

    def __init__(self, value: Any, freeze_references: Callable[[Any], Snapshot]) -> None:
        survey = _Survey(value)
        number = survey.numbers()
        self._root = number(survey.root)
        self._templates = [(_COPIED[kind], group) for kind, group in survey.templates.items()]
        self._templates.append((list.copy, survey.linked))
        self._records = [
            (layout, count, survey.columns_of(layout, number))
            for layout, count in survey.counts.items()
        ]
        self._rows = list(survey.rows.values())
        links = [(number(owner), key, number(child)) for owner, key, child in survey.links]
        self._runs, links = _join(links, range(number((dict, 0)), number((set, 0))))
        self._owners = _picker([owner for owner, _, _ in links])
        self._keys = [key for _, key, _ in links]
        self._children = _picker([child for _, _, child in links])
        kinds = [*(layout.kind for layout in survey.counts), *survey.rows]
        found = (*kinds, *survey.members)
        self._references = freeze_references(found) if found else None
        self.size_bytes = survey.size_bytes

    def open(self) -> Any:
        """Return a new value that shares nothing that can be changed.

        Raises
        ------
        UnfitError
            Where the calling session's class, or a changed one, is not as plain.
        """
        found = iter(() if self._references is None else self._references.open())
        pool: list[Any] = []
        for copy, templates in self._templates:
            pool += map(copy, templates)
        made: list[list[Any]] = []
        for (layout, count, _), kind in zip(self._records, found, strict=False):
            check_layout(layout._replace(kind=kind))
            made.append(list(map(_MAKE, repeat(kind, count))))
            pool += made[-1]
        for rows, kind in zip(self._rows, found, strict=False):
            check_row_type(kind)
            pool += map(_MAKE_ROW, repeat(kind), rows)
        pool += found
        for owner, places, children in self._runs:
            pool[owner][places] = pool[children]
        _run(map(setitem, self._owners(pool), self._keys, self._children(pool)))
        for (_, _, columns), objects in zip(self._records, made, strict=True):
            for name, column in columns:
                values: Any = pool[column] if type(column) is int else column
                _run(map(_SET, objects, repeat(name), values))
        return pool[self._root]


class _Survey:
    """A pass over a value that takes its containers and records apart."""

    def __init__(self, value: Any) -> None:
        self.templates: dict[type, list[Any]] = {kind: [] for kind in _COPIED}
        self.linked: list[list[Any]] = []
        self.records: dict[Layout, list[list[Any]]] = {}
        self.counts: dict[Layout, int] = {}
        self.rows: dict[type, list[tuple[Any, ...]]] = {}
        self.members: list[enum.Enum] = []
        self.links: list[tuple[_Place, Any, _Place]] = []
        self.size_bytes = 0
        self._places: dict[int, _Place] = {}
        self._linked: dict[int, int] = {}
        # What is taken from its owner is kept, so that no identity is used twice.
        self._kept: list[Any] = []
        self._atoms: set[int] = set()
        self._reader = Reader()
        self._open: deque[tuple[Any, _Place]] = deque()
        self.root = self._place(value)
        while self._open:
            self._take(*self._open.popleft())
        containers = [self.links, *self.templates.values(), *self.records.values()]
        for each in containers:
            self.size_bytes += sum(sys.getsizeof(held) for held in each)

    def numbers(self) -> Callable[[_Place], int]:
        """Return the function from a place to its number among all copies."""
        starts: dict[Any, int] = {}
        total = 0
        sizes: list[tuple[Any, int]] = [
            (kind, len(group)) for kind, group in self.templates.items()
        ]
        sizes += [(_COLUMNS, len(self.linked)), *self.counts.items()]
        sizes += [(kind, len(group)) for kind, group in self.rows.items()]
        sizes.append((_MEMBERS, len(self.members)))
        for group, size in sizes:
            starts[group] = total
            total += size
        return lambda place: starts[place[0]] + place[1]

    def columns_of(self, layout: Layout, number: Callable[[_Place], int]) -> list[_Column]:
        """Return the names of a layout with the values, or with the number of their list."""
        return [
            (
                name,
                number((_COLUMNS, self._linked[id(column)]))
                if id(column) in self._linked
                else tuple(column),
            )
            for name, column in zip(layout.names, self.records[layout], strict=True)
        ]

    def _place(self, value: Any) -> _Place:
        place = self._places.get(id(value))
        if place is not None:
            return place
        self._kept.append(value)
        kind = type(value)
        if kind in _COPIED:
            place = _append(kind, self.templates[kind], value)
            self._open.append((value, place))
        elif isinstance(value, enum.Enum):
            place = _append(_MEMBERS, self.members, value)
        elif issubclass(kind, tuple):
            check_row_type(kind)
            self._hold(value)
            place = _append(kind, self.rows.setdefault(kind, []), tuple(value))
        else:
            place = self._record(value)
        self._places[id(value)] = place
        return place

    def _record(self, value: Any) -> _Place:
        layout, values = self._reader.read(value)
        if layout not in self.records:
            check_layout(layout)
            self.records[layout] = [[] for _ in layout.names]
            self.counts[layout] = 0
        place = (layout, self.counts[layout])
        self.counts[layout] += 1
        columns = self.records[layout]
        for column, held in zip(columns, values, strict=True):
            column.append(held)
        for column, held in zip(columns, values, strict=True):
            if not self._is_held(held):
                self._open.append((column, place))
        return place

    def _take(self, value: Any, place: _Place) -> None:
        """Take out what a container holds and is no constant, or what one place of a column does."""
        kind, index = place
        if isinstance(kind, Layout):
            if id(value) not in self._linked:
                self._linked[id(value)] = len(self.linked)
                self.linked.append(value)
            self._link((_COLUMNS, self._linked[id(value)]), value, index)
        elif kind is list:
            self._take_from(place, value, range(len(value)))
        elif kind is dict:
            self._hold(value)
            self._take_from(place, value, list(value))
        elif kind is set:
            self._hold(value)

    def _take_from(self, place: _Place, value: Any, keys: Iterable[Any]) -> None:
        for key in keys:
            if not self._is_held(value[key]):
                self._link(place, value, key)

    def _link(self, place: _Place, value: Any, key: Any) -> None:
        self.links.append((place, key, self._place(value[key])))
        value[key] = None

    def _is_held(self, value: Any) -> bool:
        """Whether a value is a constant; its memory is then counted, once."""
        is_atom = type(value) in ATOMS
        if not is_atom and not is_constant(value):
            return False
        if id(value) not in self._atoms:
            self._atoms.add(id(value))
            self.size_bytes += sys.getsizeof(value, 64) if is_atom else measure(value)
        return True

    def _hold(self, values: Iterable[Any]) -> None:
        """Refuse keys and members that are no constants."""
        if not all(map(self._is_held, values)):
            raise UnfitError


def _append(group: Any, members: list[Any], value: Any) -> _Place:
    members.append(value)
    return group, len(members) - 1


def _join(links: list[_Link], dictionaries: range) -> tuple[list[_Slices], list[_Link]]:
    """Return the links of lists to many copies that follow each other, as slices, and the others.

    Parameters
    ----------
    links
        The numbers of owner and child, with the key or index.
    dictionaries
        The numbers of dictionaries, whose keys have no order.
    """
    runs: list[_Slices] = []
    others = [link for link in links if link[0] in dictionaries]
    of_lists = sorted(link for link in links if link[0] not in dictionaries)
    # In a run, the number of the child grows with the index.
    for _, run in groupby(of_lists, key=lambda link: (link[0], link[2] - link[1])):
        members = list(run)
        (owner, first, child), length = members[0], len(members)
        if length >= _LEAST_RUN and members[-1][1] - first == length - 1:
            runs.append((owner, slice(first, first + length), slice(child, child + length)))
        else:
            others += members
    return runs, others


def _picker(numbers: list[int]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """Return the function that picks the objects with these numbers."""
    if len(numbers) < _MANY:
        return lambda pool: tuple(pool[number] for number in numbers)
    picked: Callable[[list[Any]], tuple[Any, ...]] = itemgetter(*numbers)
    return picked


def _run(calls: Iterable[Any]) -> None:
    """Make calls and drop what they return."""
    deque(calls, maxlen=0)
