"""The server answers while what runs the app is still made."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from millstream.server.deferred import DeferredRuntime
from millstream.server.executor import Executor


class StubRuntime:
    """A runtime that writes down what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.host = self.stream = self

    def start(self) -> None:
        self.asked.append("start")

    async def serve(self, websocket: object) -> None:
        self.asked.append(websocket)

    async def probe(self) -> bool:
        self.asked.append("probe")
        return True

    async def close(self) -> None:
        self.asked.append("close")


def test_browsers_and_probes_wait_for_the_runtime_and_the_server_does_not() -> None:
    made, may_be_made = StubRuntime(), threading.Event()

    def make() -> Any:
        assert may_be_made.wait(10)
        return made

    async def scenario() -> None:
        runtime = DeferredRuntime(make, Executor(), failed=pytest.fail)
        async with runtime.running():
            browser = asyncio.create_task(runtime.stream("browser"))  # type: ignore[arg-type]
            probe = asyncio.create_task(runtime.probe())
            await asyncio.sleep(0)
            assert made.asked == []
            may_be_made.set()
            await browser
            assert await probe
        assert made.asked == ["start", "browser", "probe", "close"]

    asyncio.run(scenario())


def test_a_browser_that_leaves_early_leaves_the_runtime_to_the_others() -> None:
    made, may_be_made = StubRuntime(), threading.Event()

    def make() -> Any:
        assert may_be_made.wait(10)
        return made

    async def scenario() -> None:
        runtime = DeferredRuntime(make, Executor(), failed=pytest.fail)
        async with runtime.running():
            browser = asyncio.create_task(runtime.stream("early"))  # type: ignore[arg-type]
            await asyncio.sleep(0)
            browser.cancel()
            may_be_made.set()
            assert await runtime.probe()
        assert made.asked == ["start", "probe", "close"]

    asyncio.run(scenario())


def test_a_runtime_that_cannot_be_made_ends_the_server_with_its_error() -> None:
    async def scenario() -> None:
        stopped = asyncio.Event()

        def make() -> Any:
            raise LookupError("no runtime")

        runtime = DeferredRuntime(make, Executor(), failed=stopped.set)
        async with runtime.running():
            await stopped.wait()
            with pytest.raises(LookupError, match="no runtime"):
                await runtime.probe()

    with pytest.raises(LookupError, match="no runtime"):
        asyncio.run(scenario())
