"""Threads and executors that scripts start take the run along, without any registration.

Python 3.11 gives a new thread an empty context. Here a thread that is started within a run gets a copy of the caller's, and so
does each piece of work that is submitted to an executor. A script's own thread is not the main one, so there
`asyncio.get_event_loop` would give no loop; within a run it does. Programs outside of a run are untouched.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import thread as pools
from functools import wraps
from typing import Any

from millstream.script import context
from millstream.script.context import Run
from millstream.script.control import ScriptControl

_start = threading.Thread.start
_submit = ThreadPoolExecutor.submit
_POLICY = asyncio.DefaultEventLoopPolicy
_get_event_loop = _POLICY.get_event_loop


def install() -> None:
    """Have threads and executors do so from now on; done once in a process."""
    if threading.Thread.start is _start:
        threading.Thread.start = _start_within  # type: ignore[method-assign]
        ThreadPoolExecutor.submit = _submit_within  # type: ignore[method-assign, assignment]
        _POLICY.get_event_loop = _get_event_loop_within  # type: ignore[method-assign, assignment]


def belong(thread: threading.Thread, run: Run, around: contextvars.Context) -> None:
    """Have a thread that has not started yet run as part of a run."""
    work = thread.run

    def belonging() -> None:
        del thread.run  # it holds the thread itself
        try:
            with contextlib.suppress(ScriptControl):  # the run has ended, and so does the thread
                around.run(work)
        finally:
            run.tenants.leave()

    run.tenants.enter()
    thread.run = belonging  # type: ignore[method-assign]


@wraps(_start)
def _start_within(self: threading.Thread) -> None:
    run = context.current.get()
    if run is None or _is_worker(self) or "run" in self.__dict__:
        _start(self)
        return
    belong(self, run, contextvars.copy_context())
    try:
        _start(self)
    except BaseException:
        run.tenants.leave()
        raise


def _is_worker(thread: threading.Thread) -> bool:
    """Whether it is a thread of an executor, which works for whoever submits something."""
    return getattr(thread, "_target", None) is pools._worker


@wraps(_submit)  # type: ignore[arg-type]
def _submit_within(
    self: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Future[Any]:
    run = context.current.get()
    if run is None:
        return _submit(self, fn, *args, **kwargs)
    tenants = run.tenants
    tenants.enter()
    try:
        future = _submit(self, contextvars.copy_context().run, fn, *args, **kwargs)
    except BaseException:
        tenants.leave()
        raise
    future.add_done_callback(lambda _: tenants.leave())
    return future


@wraps(_get_event_loop)
def _get_event_loop_within(
    self: asyncio.DefaultEventLoopPolicy,
) -> asyncio.AbstractEventLoop:
    try:
        return _get_event_loop(self)
    except RuntimeError:
        if context.current.get() is None:
            raise
    loop = self.new_event_loop()
    self.set_event_loop(loop)
    return loop
