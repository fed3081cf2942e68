"""Run a script once, in the calling thread, and say how it ended."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from enum import Enum
from functools import partial

from millstream.script import context
from millstream.script.context import Run
from millstream.script.control import Interrupted, RerunException, ScriptControl
from millstream.script.main_module import refill
from millstream.script.source import MAGIC
from millstream.script.tracebacks import (
    exception_element,
    print_to_terminal,
    syntax_error_element,
)
from millstream.state import Callback
from millstream.tree import Draft


class Outcome(Enum):
    """How a run ended. What a run has not drawn disappears after the first two only."""

    FINISHED = "finished"
    COMPILE_ERROR = "compile_error"
    RERUN = "rerun"
    INTERRUPTED = "interrupted"

    @property
    def complete(self) -> bool:
        """Whether the page is what this run has drawn."""
        return self in (Outcome.FINISHED, Outcome.COMPILE_ERROR)


def execute(run: Run, write: Callable[..., object]) -> Outcome:
    """Call the callbacks of a run, then its script.

    Parameters
    ----------
    run
        What to run, and where it draws.
    write
        Called with each bare expression of the script.

    Returns
    -------
    Outcome
        How it ended. An exception of the script's is drawn at the end of the page, and the run is finished.
    """
    return contextvars.Context().run(_execute, run, write)


def _execute(run: Run, write: Callable[..., object]) -> Outcome:
    context.current.set(run)
    callbacks = run.state.begin(run.changes)
    outcome = _guarded(run, partial(_call, callbacks))
    if outcome is Outcome.FINISHED:
        outcome = _script(run, write)
    run.state.end(complete=outcome.complete)
    return outcome


def _call(callbacks: list[Callback]) -> None:
    for callback in callbacks:
        callback()


def _script(run: Run, write: Callable[..., object]) -> Outcome:
    try:
        code = run.script.code()
    except SyntaxError as error:
        run.main.append(Draft(syntax_error_element(error)))
        return Outcome.COMPILE_ERROR
    except OSError as error:
        run.main.append(Draft(exception_element(error)))
        return Outcome.COMPILE_ERROR
    refill(run.namespace, run.script.path)
    run.namespace.update(run.script.names)
    run.namespace[MAGIC] = write
    return _guarded(run, partial(exec, code, run.namespace))


def _guarded(run: Run, work: Callable[[], None]) -> Outcome:
    try:
        work()
    except RerunException:
        return Outcome.RERUN
    except Interrupted:
        return Outcome.INTERRUPTED
    except ScriptControl:
        return Outcome.FINISHED
    except (
        BaseException
    ) as error:  # whatever a script raises, also SystemExit, is shown and ends only its run
        print_to_terminal(error)
        with run.lock:
            run.main.append(Draft(exception_element(error)))
    return Outcome.FINISHED
