"""Fragments: functions whose part of the page is drawn again without the rest of the script.

A fragment keeps its function with the arguments and its block. When it is run by itself, the block is emptied and drawn
anew; so is what it had drawn into blocks outside, each of which has an annex of its own for that.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from millstream.protocol.elements import Annex, Slot
from millstream.script import context
from millstream.script.context import Run
from millstream.tree import Draft


class Fragment:
    """One call of a fragment's function, until the script calls it again."""

    __slots__ = (
        "_annexes",
        "_inside",
        "block",
        "call",
        "every_seconds",
        "id",
        "key",
        "name",
        "page",
        "parallel",
        "parent",
        "root",
    )

    def __init__(
        self,
        id: str,
        name: str,
        key: str,
        call: Callable[[], object],
        block: Draft,
        *,
        root: Draft,
        parent: str = "",
        page: str = "",
        every_seconds: float | None = None,
        parallel: bool = False,
    ) -> None:
        self.id = id
        self.name = name
        self.key = key
        self.call = call
        self.block = block
        self.root = root  # the page that the block stands in
        self.parent = parent
        self.page = page  # the one that calls it
        self.every_seconds = every_seconds
        self.parallel = parallel
        self._annexes: dict[int, Draft] = {}
        self._inside = {addr(block)}

    def restart(self) -> None:
        """Have nothing drawn yet; what was stays on the page until the run has ended."""
        self._inside = {addr(self.block)}
        for block in self._blocks():
            block.complete = False
            block.have([])
            self._inside.add(addr(block))

    def finish(self) -> None:
        """Have what was not drawn again disappear."""
        for block in self._blocks():
            block.complete = True
            block.touch()

    def _blocks(self) -> Iterable[Draft]:
        return (self.block, *self._annexes.values())

    def target(self, block: Draft) -> Draft:
        """Give the block to draw into instead of one that stands outside."""
        place: Draft | None = block
        while place is not None:
            if addr(place) in self._inside:
                return block
            place = place.parent
        if block.children is None or type(block.element) is Slot:
            return block
        annex = self._annexes.get(addr(block))
        if annex is None:
            annex = Draft(Annex(), children=[])
            block.append(annex)
            self._annexes[addr(block)] = annex
            self._inside.add(addr(annex))
        return annex


addr = id


class Fragments:
    """The fragments of a session."""

    def __init__(self) -> None:
        self._all: dict[str, Fragment] = {}

    def get(self, id: str) -> Fragment | None:
        """Find a fragment."""
        return self._all.get(id)

    def named(self, key: str) -> tuple[str, ...]:
        """Give the ids of the fragments with a key: there are several where a script calls one more than once."""
        return tuple([each.id for each in self._all.values() if each.key == key])

    def timed(self) -> dict[str, float]:
        """Give the fragments that run by themselves, and how many seconds apart."""
        return {
            each.id: each.every_seconds
            for each in self._all.values()
            if each.every_seconds is not None
        }

    def add(self, fragment: Fragment) -> None:
        """Remember a fragment that was called."""
        self._all[fragment.id] = fragment

    def below(self, ids: Iterable[str]) -> set[str]:
        """Give some fragments with all that stand in them."""
        found = set(ids)
        for each in self._all.values():  # parents come before what stands in them
            if each.parent in found:
                found.add(each.id)
        return found

    def outermost(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Leave out those that stand in another one of them."""
        wanted = dict.fromkeys(ids)
        return tuple([id for id in wanted if wanted.keys().isdisjoint(self._around(id))])

    def _around(self, id: str) -> list[str]:
        found = []
        fragment = self._all.get(id)
        while fragment is not None and fragment.parent:
            found.append(fragment.parent)
            fragment = self._all.get(fragment.parent)
        return found

    def keep(self, drawn: Iterable[str], of: Iterable[str] | None) -> None:
        """Forget the fragments that a complete run has not called; `of` are those that were run, None is the script."""
        lost = set(self._all) if of is None else self.below(of).difference(of)
        for id in lost.difference(drawn):
            del self._all[id]


def enter(
    run: Run,
    name: str,
    key: str,
    call: Callable[[], object],
    block: Draft,
    every_seconds: float | None,
    *,
    parallel: bool = False,
) -> Fragment:
    """Make the fragment of a call, and remember it."""
    around = context.fragment.get()
    parent = around.id if around is not None else ""
    number = run.counts.get((parent, name), 0)
    run.counts[parent, name] = number + 1
    fragment = Fragment(
        f"{parent}/{name}~{number}", name, key, call, block,
        root=run.root, parent=parent, page=context.page.get(), every_seconds=every_seconds,
        parallel=parallel,
    )  # fmt: skip
    run.drawn[fragment.id] = fragment
    run.fragments.add(fragment)
    return fragment


def draw(run: Run, fragment: Fragment) -> object:
    """Call a fragment's function: what it draws goes into its block, also what it does wrong."""
    with _inside(run, fragment):
        result = fragment.call()
    return _awaited(run, fragment, result) if isinstance(result, Coroutine) else result


async def _awaited(run: Run, fragment: Fragment, result: Coroutine[Any, Any, object]) -> object:
    with _inside(run, fragment):
        return await result


@contextmanager
def _inside(run: Run, fragment: Fragment) -> Iterator[None]:
    place = context.place.set(fragment.block)
    page = context.page.set(fragment.page)
    inside = context.fragment.set(fragment)
    try:
        yield
    except Exception as error:
        if run.where_failed is None or run.where_failed[0] is not error:
            run.where_failed = (error, fragment.block)
        raise
    finally:
        context.fragment.reset(inside)
        context.page.reset(page)
        context.place.reset(place)
