"""Which cached functions run again after an edit: the exact list, not only the results."""

from __future__ import annotations

import importlib
import linecache
import sys
from typing import TYPE_CHECKING

import pytest

from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData
from millstream.caching.events import Computed, Event
from millstream.caching.registry import Registry
from millstream.testing.manual import ManualExecutor, ManualTime

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = '''
import functools

RATE = 3

def helper(x):
    """Multiply."""
    return x * RATE

def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args) + 0
    return wrapper

class Model:
    scale = 2

    def apply(self, x):
        return x * self.scale

@cache_data
def rated():
    return helper(1)

@cache_data
def modelled():
    return Model().apply(2)

@cache_data
def constant():
    """Return five."""
    return 5

@cache_data
@logged
def decorated():
    return 7

@cache_data
def total():
    return rated() + constant()

@cache_data(track="code")
def code_only():
    return helper(2)

@cache_data(track="body")
def body_only():
    return helper(2)

rated(); modelled(); constant(); decorated(); total(); code_only(); body_only()
'''

EDITS = {
    "nothing": ("", "", []),
    "a comment": ("def helper(x):", "def helper(x):  # twice", []),
    "a docstring": ('"""Multiply."""', '"""Multiply by the rate."""', []),
    "a docstring of a cached function": ('"""Return five."""', '"""Five."""', []),
    "the layout": ("    return x * RATE", "\n\n    return (\n        x * RATE\n    )", []),
    "a helper": ("return x * RATE", "return x * RATE + 1", ["rated", "total", "code_only"]),
    "a global": ("RATE = 3", "RATE = 4", ["rated", "total"]),
    "the type of a global": ("RATE = 3", "RATE = 3.0", ["rated", "total"]),
    "a constant": ("return 5", "return 6", ["constant", "total"]),
    "a method": ("return x * self.scale", "return x + self.scale", ["modelled"]),
    "a class attribute": ("scale = 2", "scale = 3", ["modelled"]),
    "a decorator": ("function(*args) + 0", "function(*args) + 1", ["decorated"]),
    "a decorated body": ("return 7", "return 8", ["decorated"]),
    "an unrelated function": ("RATE = 3", "RATE = 3\ndef other(): pass", []),
}


class Page:
    """A script that is run again and again in one process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "page_script.py"
        time = ManualTime()
        self.registry = Registry(
            clock=time, timer=time, executor=ManualExecutor(), budget=Budget(10**9)
        )
        self._ran: list[str] = []
        self.registry.observers.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, Computed):
            self._ran.append(event.function.rpartition(".")[2])

    def run(self, source: str) -> list[str]:
        """Run the script and return the functions that were computed, sorted."""
        self._path.write_text(source)
        linecache.checkcache()
        namespace = {
            "__name__": "page_script",
            "__file__": str(self._path),
            "cache_data": CacheData(self.registry),
        }
        exec(compile(source, str(self._path), "exec"), namespace)
        ran, self._ran[:] = sorted(self._ran), []
        return ran


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def test_the_first_run_computes_everything_and_the_second_nothing(page: Page) -> None:
    everything = ["body_only", "code_only", "constant", "decorated", "modelled", "rated", "total"]
    assert page.run(SCRIPT) == everything
    assert page.run(SCRIPT) == []


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_computes_what_it_reaches_and_its_undoing_nothing(page: Page, edit: str) -> None:
    old, new, expected = EDITS[edit]
    assert old in SCRIPT
    page.run(SCRIPT)
    assert page.run(SCRIPT.replace(old, new)) == sorted(expected)
    assert page.run(SCRIPT) == []


COUNTING = """
SEEN = []

@cache_data
def load(x):
    SEEN.append(x)
    return x

load(1); load(1); load(2); load(1)
untracked = load.explain(1).untracked
"""


def test_a_value_that_the_call_changes_leaves_the_key(page: Page) -> None:
    assert page.run(COUNTING) == ["load", "load"]
    assert page.run(COUNTING) == []


def test_a_changed_module_of_the_project_is_a_miss(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    module = tmp_path / "project_helpers_of_this_test.py"
    script = """
import project_helpers_of_this_test as helpers

@cache_data
def load():
    return helpers.answer()

@cache_data
def other():
    return 1

load(); other()
"""

    def write(source: str) -> None:
        module.write_text(source)
        sys.modules.pop(module.stem, None)
        importlib.invalidate_caches()
        sys.dont_write_bytecode = True

    write("def answer():\n    return 1\n")
    assert page.run(script) == ["load", "other"]
    write("def answer():\n    # the same\n    return 1\n")
    assert page.run(script) == []
    write("def answer():\n    return 2\n")
    assert page.run(script) == ["load"]


def test_a_module_that_the_function_imports_itself_is_computed_with_once(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "project_late_module_of_this_test.py").write_text("answer = 1\n")
    script = """
import sys

@cache_data
def load():
    import project_late_module_of_this_test as late
    return late.answer

results = [load(), load()]
late = sys.modules["project_late_module_of_this_test"]
late.answer = 2
results += [load(), load()]
late.answer = 1
assert results == [1, 1, 2, 2], results
"""
    assert page.run(script) == ["load", "load"]
    assert page.run(script) == []
    sys.modules.pop("project_late_module_of_this_test")


def test_a_changed_file_that_it_depends_on_is_a_miss(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data.txt"
    script = f"""
from pathlib import Path

@cache_data(depends_on=[{str(data)!r}])
def load():
    return Path({str(data)!r}).read_text()

load()
"""
    data.write_text("one")
    assert page.run(script) == ["load"]
    assert page.run(script) == []
    data.write_text("three")
    assert page.run(script) == ["load"]


def test_an_edit_during_a_call_keeps_its_result_out(page: Page) -> None:
    script = """
def helper():
    return OLD

def edit():
    global helper
    def helper():
        return NEW

@cache_data
def load(_step):
    value = helper()
    _step()
    return value

OLD, NEW = 1, 2
results = [load(edit), load(int), load(int)]
assert results == [1, 2, 2], results
"""
    assert page.run(script) == ["load", "load"]


def test_what_another_thread_changes_during_a_call_stays_in_the_key(page: Page) -> None:
    script = """
import threading

LIMIT = 1

def change():
    global LIMIT
    LIMIT += 1

def meanwhile():
    thread = threading.Thread(target=change)
    thread.start()
    thread.join()

@cache_data
def load(_step):
    value = LIMIT
    _step()
    return value

results = [load(meanwhile), load(int), load(int)]
change()
results.append(load(int))
assert results == [1, 2, 2, 3], results
assert load.explain(int).untracked == {}
"""
    assert page.run(script) == ["load", "load", "load"]
