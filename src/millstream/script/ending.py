"""The end of a session: what its script wants done then."""

from __future__ import annotations

import contextvars
import inspect

from millstream.script import context
from millstream.script.context import Run
from millstream.script.control import ScriptControl
from millstream.script.event_loop import event_loop
from millstream.script.tracebacks import print_to_terminal


def finish(run: Run) -> None:
    """Call the functions that wait for the end of a session, in the calling thread; each to its end, and once.

    Parameters
    ----------
    run
        Gives them the state of the session. What they draw, nobody sees.
    """
    contextvars.Context().run(_finish, run)


def _finish(run: Run) -> None:
    context.current.set(run)
    context.is_protected.set(True)
    for function in run.hooks.take_ends():
        try:
            result = function()
            if inspect.isawaitable(result):
                event_loop.run(result)
        except ScriptControl:
            continue
        except BaseException as error:  # whatever it raises, also SystemExit, the others are called
            print_to_terminal(error)
