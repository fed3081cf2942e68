"""What one rerun costs the server: an interaction's bytes come in, the answer's bytes go out; no browser, no socket.

    python -m benchmarks.runtime [--repeats N] [--json FILE] [--streamlit PYTHON]

Everything between the socket and the script takes part: the codec, the session, the run, the comparison of pages. With
the Python of an environment that has Streamlit, the widgets are also rerun in each side's `AppTest`, in turns.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.statistics import Summary, summarize
from millstream.protocol import codec
from millstream.protocol.elements import Widget
from millstream.protocol.messages import (
    PROTOCOL_VERSION,
    Change,
    Client,
    ClientMessage,
    Hello,
    Interact,
    Update,
)
from millstream.script.media import Media
from millstream.script.runner import execute
from millstream.script.source import Script
from millstream.session.events import Effect, Ended, Send, Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import Node, Reset
from millstream.ui.write import magic

_INPUTS = """
import millstream as st
written = [st.text_input(f"input {{i}}", key=f"k{{i}}") for i in range({count})]
st.text(f"n = {{sum(map(len, written))}}")
"""
_TEXTS = """
import millstream as st
for i in range({count}):
    st.text(f"line {{i}}")
st.text(f"n = {{len(st.text_input('input'))}}")
"""
_DEFINITION = """
def function_{n}(x: int, y: str = "a") -> int:
    return x

class Plain{n}:
    limit = {n}
    def __init__(self, x: int) -> None:
        self.x = x
    @property
    def twice(self) -> int:
        return 2 * self.x

@dataclass
class Record{n}:
    x: int
    names: list[str] = field(default_factory=list)
    def first(self) -> str:
        return self.names[0]

class Colour{n}(Enum):
    RED = 1
    BLUE = 2
"""
_DEFINITIONS = "from dataclasses import dataclass, field\nfrom enum import Enum\n" + "".join(
    _DEFINITION.format(n=n) for n in range(25)
)
SCRIPTS = {
    "a text input and a text": _INPUTS.format(count=1),
    "500 texts": _TEXTS.format(count=500),
    "1,000 keyed text inputs": _INPUTS.format(count=1_000),
    "10,000 keyed text inputs": _INPUTS.format(count=10_000),
    "100 definitions": _DEFINITIONS + _INPUTS.format(count=1),
}


@dataclass(frozen=True)
class Answer:
    """What one message of a browser has led to."""

    messages: tuple[bytes, ...]
    seconds: float
    script_seconds: float


class Tab:
    """A browser's side of a session that runs in this thread."""

    def __init__(self, text: str) -> None:
        self._session = Session(Script("app.py", text), Media(), SessionOptions(), "benchmark")
        self._seq = 0
        page = self._send(Hello(PROTOCOL_VERSION, Client())).messages[-1]
        self._input = next(_widgets(codec.decode_server(page)))

    def interact(self) -> Answer:
        """Write one more letter into the first input."""
        self._seq += 1
        return self._send(Interact(self._seq, (Change(self._input, "x" * self._seq),)))

    def _send(self, message: ClientMessage) -> Answer:
        data = codec.encode(message)
        script_seconds = 0.0
        sent: list[bytes] = []
        started = time.perf_counter()
        effects: list[Effect] = self._session.handle(codec.decode_client(data))
        while effects:
            match effects.pop(0):
                case Send(answer):
                    sent.append(codec.encode(answer))
                case Start(run):
                    run_started = time.perf_counter()
                    outcome = execute(run, magic)
                    script_seconds += time.perf_counter() - run_started
                    effects += self._session.handle(Ended(run, outcome))
        return Answer(tuple(sent), time.perf_counter() - started, script_seconds)


def _widgets(message: Any) -> Iterator[str]:
    """Go through the ids of the widgets of a page's first message."""
    assert isinstance(message, Update)
    waiting: list[Node[Any]] = [op.root for op in message.ops if isinstance(op, Reset)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node.element, Widget):
            yield node.element.id
        waiting += node.children


@dataclass(frozen=True)
class Rerun:
    """What reruns of one script cost, in milliseconds, and the bytes that the last one sent."""

    total: Summary
    script: Summary
    sent_bytes: int


def measure(text: str, repeats: int) -> Rerun:
    """Interact so many times, after a few times that do not count."""
    tab = Tab(text)
    for _ in range(3):
        tab.interact()
    answers = [tab.interact() for _ in range(repeats)]
    return Rerun(
        summarize([[each.seconds * 1000 for each in answers]]),
        summarize([[each.script_seconds * 1000 for each in answers]]),
        sum(map(len, answers[-1].messages)),
    )


def plainly(text: str, repeats: int) -> Summary:
    """Run a script as Python does, which makes every class anew; in milliseconds."""
    code = compile(text, "plain.py", "exec")
    milliseconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        exec(code, {"__name__": "__main__"})
        milliseconds.append((time.perf_counter() - started) * 1000)
    return summarize([milliseconds])


def beside(streamlit: str, count: int) -> tuple[Summary, Summary]:
    """Rerun a script with so many text inputs in both packages' `AppTest`, twice in turns; in milliseconds."""
    sides = [(sys.executable, "millstream"), (streamlit, "streamlit")]
    rounds: list[list[list[float]]] = [[], []]
    for _ in range(2):
        for found, (python, package) in zip(rounds, sides, strict=True):
            command = [
                python,
                str(Path(__file__).with_name("app_test.py")),
                package,
                str(count),
                "5",
            ]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found.append(json.loads(printed))
    return summarize(rounds[0]), summarize(rounds[1])


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runtime", description=__doc__)
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file for all numbers")
    parser.add_argument("--streamlit", metavar="PYTHON", help="of an environment with Streamlit")
    options = parser.parse_args()
    results = {name: measure(text, options.repeats) for name, text in SCRIPTS.items()}
    print("| one rerun on the server | median | quartiles | p95 | of it the script | sent |")
    print("|---|---|---|---|---|---|")
    for name, found in results.items():
        total = found.total
        print(
            f"| {name} | {total.median:.2f} ms | {total.lower_quartile:.2f} to {total.upper_quartile:.2f} ms "
            f"| {total.p95:.2f} ms | {found.script.median:.2f} ms | {found.sent_bytes:,} bytes |"
        )
    plain = plainly(_DEFINITIONS, options.repeats)
    print(f"\nThe 100 definitions alone, run by Python: {plain.median:.2f} ms")
    peers = (
        {count: beside(options.streamlit, count) for count in (100, 1_000)}
        if options.streamlit
        else {}
    )
    if peers:
        print("\n| one rerun in AppTest | Millstream | Streamlit | ratio |\n|---|---|---|---|")
    for count, (ours, theirs) in peers.items():
        ratio = theirs.median / ours.median
        print(
            f"| {count:,} keyed text inputs | {ours.median:.1f} ms | {theirs.median:.1f} ms | {ratio:.0f} |"
        )
    if options.json:
        content: dict[str, Any] = {name: asdict(found) for name, found in results.items()}
        content["100 definitions, run by Python"] = asdict(plain)
        content["AppTest"] = {
            count: [asdict(side) for side in sides] for count, sides in peers.items()
        }
        options.json.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
