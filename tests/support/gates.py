"""What holds threads up where a schedule says so."""

from __future__ import annotations

import threading

PATIENCE = 10


class Stop(BaseException):
    """As scripts stop."""


class Gate:
    """A point in a function or generator: who arrives waits until the test lets it go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def arrive(self) -> None:
        self.reached.set()
        assert self.opened.wait(PATIENCE)

    def await_arrival(self) -> None:
        assert self.reached.wait(PATIENCE)
