"""Real processes that share a cache, the log of what they compute, and a gate that holds them up."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching.stores.disk import DiskStore
from millstream.testing.manual import ManualExecutor, ManualTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORKER = Path(__file__).parent / "worker.py"
KEY = bytes(range(32))
PATIENCE_SECONDS = 30.0


class Log:
    """What processes compute, a line for each computation."""

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        self._text = ""

    def _read(self, patience_seconds: float) -> bool:
        ready, _, _ = select.select([self._reader], [], [], patience_seconds)
        if ready:
            self._text += os.read(self._reader, 65_536).decode()
        return bool(ready)

    def next(self) -> tuple[int, str]:
        """Wait for the next computation; give its process and what it is."""
        while "\n" not in self._text:
            assert self._read(PATIENCE_SECONDS), "nobody computes anything"
        line, _, self._text = self._text.partition("\n")
        process, _, what = line.partition(" ")
        return int(process), what

    def rest(self) -> list[str]:
        """Give what has been computed since, without waiting."""
        while self._read(0.0):
            pass
        lines, self._text = self._text.splitlines(), ""
        return [line.partition(" ")[2] or line for line in lines]

    def take(self, count: int) -> str:
        """Wait for so many characters."""
        while len(self._text) < count:
            assert self._read(PATIENCE_SECONDS), "nobody does anything"
        taken, self._text = self._text[:count], self._text[count:]
        return taken

    def close(self) -> None:
        os.close(self._reader)
        os.close(self.writer)


class Gate:
    """While it is shut, computations wait."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")

    def shut(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def open(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        self._file.close()


class Process:
    """A process that does what it is told."""

    def __init__(self, id: int, orders: Path, answers: Path) -> None:
        self.id = id
        self._orders = orders.open("w")
        self._answers = answers.open()

    def tell(self, name: str, *arguments: Any, **options: Any) -> None:
        """Tell it to do something, without waiting."""
        self._orders.write(json.dumps([name, arguments, options]) + "\n")
        self._orders.flush()

    def answer(self) -> Any:
        """Wait for what came of it."""
        line = self._answers.readline()
        assert line, "the process has ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Tell it to do something and wait for what comes of it."""
        self.tell(name, *arguments, **options)
        return self.answer()

    def kill(self) -> None:
        """End it as a machine that fails does."""
        os.kill(self.id, signal.SIGKILL)
        self._answers.read()
        self._answers.close()
        self._orders.close()


class Crew:
    """Processes that share a folder: as many as a test asks for, and the same for the next test."""

    def __init__(self, folder: Path) -> None:
        self.log = Log()
        self.gate = Gate(folder / "gate")
        self.processes: list[Process] = []
        self._folder = folder
        self._numbers = itertools.count()
        self._source = subprocess.Popen(
            [sys.executable, str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[self.log.writer],
            env={**os.environ, "LOG": str(self.log.writer), "GATE": str(self.gate.path)},
        )

    def start(self) -> Process:
        """Give one more process."""
        number = next(self._numbers)
        orders, answers = (self._folder / f"{name} {number}" for name in ("orders", "answers"))
        for path in (orders, answers):
            os.mkfifo(path)
        assert self._source.stdin is not None
        assert self._source.stdout is not None
        self._source.stdin.write(json.dumps([str(orders), str(answers)]) + "\n")
        self._source.stdin.flush()
        self.processes.append(Process(int(self._source.stdout.readline()), orders, answers))
        return self.processes[-1]

    def begin(self, count: int, folder: Path, **options: Any) -> list[Process]:
        """Give so many processes that have nothing in memory."""
        while len(self.processes) < count:
            self.start()
        crew = self.processes[:count]
        for process in crew:
            process.tell("begin", str(folder), **options)
        for process in crew:
            process.answer()
        return crew

    def kill(self, process: Process) -> None:
        """End a process for good."""
        self.processes.remove(process)
        process.kill()

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        self._source.kill()
        self._source.communicate()
        self.log.close()
        self.gate.close()


@pytest.fixture(scope="session")
def all_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    crew = Crew(tmp_path_factory.mktemp("crew"))
    yield crew
    crew.end()


@pytest.fixture
def crew(all_processes: Crew) -> Iterator[Crew]:
    """The processes, with the gate open and nothing in the log."""
    all_processes.gate.open()
    yield all_processes
    all_processes.gate.open()
    all_processes.log.rest()


@pytest.fixture
def open_store() -> Callable[..., DiskStore]:
    """Open the store of a folder in the process of the test."""

    def open_store(folder: Path, time: ManualTime | None = None, **options: Any) -> DiskStore:
        return DiskStore(
            folder,
            signing_key=KEY,
            clock=time or ManualTime(1.0),
            executor=ManualExecutor(),
            boot="this one",
            **options,
        )

    return open_store
