"""The runtime of an app, while it is made: the server answers already, and browsers wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket

from millstream.server.executor import Executor

if TYPE_CHECKING:
    from millstream.server.runtime import Runtime


class DeferredRuntime:
    """Makes a runtime on a thread, and has what needs it wait.

    Parameters
    ----------
    make
        Makes it.
    executor
        Has the thread.
    failed
        Called if it cannot be made; the error itself is raised where the server ends.
    """

    def __init__(
        self, make: Callable[[], Runtime], executor: Executor, failed: Callable[[], None]
    ) -> None:
        self._make = make
        self._executor = executor
        self._failed = failed

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Make the runtime while the block is entered already; end it after the block."""
        self._starting = asyncio.create_task(self._start())
        self._starting.add_done_callback(lambda done: done.exception() and self._failed())
        yield
        runtime = await self._starting
        await runtime.close()

    async def _start(self) -> Runtime:
        runtime = await self._executor.result_of(self._make)
        runtime.start()
        return runtime

    async def _ready(self) -> Runtime:
        return await asyncio.shield(self._starting)

    async def stream(self, websocket: WebSocket) -> None:
        """Serve a browser's websocket."""
        runtime = await self._ready()
        await runtime.stream.serve(websocket)

    async def probe(self) -> bool:
        """Run the script once for nobody; say whether it is well."""
        runtime = await self._ready()
        return await runtime.host.probe()
