"""`streamlit.runtime.scriptrunner`: how a run ends early, and which run the calling code belongs to."""

from __future__ import annotations

import contextvars
import threading

from millstream.script import context, threads
from millstream.script.context import Run
from millstream.script.control import RerunException, StopException

__all__ = ["RerunException", "StopException", "add_script_run_ctx", "get_script_run_ctx"]


def get_script_run_ctx(suppress_warning: bool = False) -> Run | None:
    """Give the run that the calling code belongs to, or None; its `session_id` tells sessions apart."""
    del suppress_warning  # Millstream has none
    return context.current.get()


def add_script_run_ctx(
    thread: threading.Thread | None = None, ctx: Run | None = None
) -> threading.Thread:
    """Have a thread belong to a run; threads that a run starts do so by themselves.

    Parameters
    ----------
    thread
        A thread that has not started yet, or None for the one that calls.
    ctx
        The run, by default the caller's.

    Returns
    -------
    threading.Thread
        The thread.
    """
    run = context.current.get() if ctx is None else ctx
    if thread is None or thread is threading.current_thread():
        if run is not None:
            context.current.set(run)
        return threading.current_thread()
    if run is not None and thread.ident is None:
        around = contextvars.copy_context()
        if run is not context.current.get():
            around = contextvars.Context()
            around.run(context.current.set, run)
        threads.belong(thread, run, around)
    return thread
