"""Small programs whose functions are tracked: the state of `f`, and what two versions differ in."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from millstream.hashing import FunctionTracker, Hasher

if TYPE_CHECKING:
    from millstream.hashing import FunctionState

HASHER = Hasher(bytes(32))


def run(source: str, **values: Any) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__", **values}
    exec(compile(textwrap.dedent(source), "<script>", "exec", dont_inherit=True), namespace)
    return namespace


def state(source: str, track: Any = "all", **values: Any) -> FunctionState:
    return FunctionTracker(run(source, **values)["f"], hasher=HASHER, track=track).state()


def differing(before: str, after: str, **values: Any) -> set[str]:
    one, other = state(before, **values), state(after, **values)
    assert (one.digest == other.digest) == (one.parts == other.parts)
    names = one.parts.keys() | other.parts.keys()
    return {name for name in names if one.parts.get(name) != other.parts.get(name)}


SCRIPT = '''
import math
from math import floor
import numpy as np

LIMIT = 3
UNUSED = 1

class Base:
    scale = 1
    def size(self):
        return LIMIT

class Model(Base):
    """What it is."""
    rate = 0.5
    def __init__(self, x):
        self.x = x
    @property
    def double(self):
        return helper(self.x)
    @staticmethod
    def fixed():
        return 1
    @classmethod
    def make(cls):
        return cls(2)

def decorate(function):
    def wrapper(*args):
        return function(*args) + 1
    return wrapper

@decorate
def helper(x, y=2):
    """Help."""
    # A comment.
    return inner(x) + y

def inner(x):
    return [each + x for each in range(3)][0]

def unused():
    return 1

def f(a, b=1):
    """Do something."""
    if a:
        return helper(a) + Model.make().double
    return math.pi + floor(LIMIT) + np.pi
'''
