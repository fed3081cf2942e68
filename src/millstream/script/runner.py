"""Run a script, or some of its fragments, once, in the calling thread, and say how it ended."""

from __future__ import annotations

import contextvars
import gc
import inspect
from collections.abc import Callable
from functools import partial

from millstream.script import context, fragment, threads
from millstream.script.context import Run, Tenants
from millstream.script.control import (
    Interrupted,
    NotCompiled,
    RerunException,
    ScriptControl,
    StopException,
    SwitchPage,
)
from millstream.script.event_loop import event_loop
from millstream.script.fragment import Fragment
from millstream.script.identity import carried
from millstream.script.outcome import Outcome
from millstream.script.serializable import check
from millstream.script.tracebacks import (
    compile_error_element,
    print_to_terminal,
    uncaught_element,
)
from millstream.script.visit import run_script
from millstream.state import Callback
from millstream.tree import Draft

__all__ = ["Outcome", "begin_part", "execute", "join"]


def execute(run: Run, write: Callable[..., object]) -> Outcome:
    """Call the callbacks of a run, then its script or its fragments.

    Parameters
    ----------
    run
        What to run, and where it draws.
    write
        Called with each bare expression of the script.

    Returns
    -------
    Outcome
        How it ended. An exception of the script's is drawn where it was raised, and the run is finished.
    """
    threads.install()
    return contextvars.Context().run(_execute, run, write)


def _execute(run: Run, write: Callable[..., object]) -> Outcome:
    context.current.set(run)
    run.before(run)
    callbacks = run.state.begin(run.changes)
    outcome = _callbacks(run, callbacks)
    if outcome is None:
        outcome = _script(run, write) if run.scope is None else _fragments(run, run.scope)
        if outcome is Outcome.RERUN and run.again is None:
            run.interrupt()  # what its parts draw would not be seen
        outcome = run.parts.finish(outcome)
    if outcome in (Outcome.FINISHED, Outcome.CUT) and run.script.options.enforce_serializable_state:
        _guarded(run, partial(check, run.state), run.main)
    run.close()
    ran = None if run.scope is None else [each.id for each in run.scope]
    if outcome.complete:
        run.fragments.keep(run.drawn, ran)
        run.let_pass()
    run.state.end(
        complete=outcome.complete,
        fragments=None if ran is None else run.fragments.below(ran),
        is_cut=outcome.is_cut,
    )
    run.after(run)
    if run.script.options.collect_garbage:
        gc.collect()
    return outcome


# --- callbacks -------------------------------------------------------------------------------------


def _callbacks(run: Run, callbacks: list[Callback]) -> Outcome | None:
    """Call each callback, to its end; give how the run has ended if that is all there is to do.

    One that asks for some fragments only has them run instead of what the interaction would; where another callback
    does not, the whole script is run.
    """
    if not callbacks:
        return None
    run.stage = "callbacks"
    protected = context.is_protected.set(True)
    wishes = [_wish(run, callback) for callback in callbacks]
    context.is_protected.reset(protected)
    run.stage = "script"
    if run.visit.target is not None:
        return Outcome.RERUN
    fragments = [wish for wish in wishes if isinstance(wish, tuple)]
    if len(fragments) == len(wishes):
        run.again = tuple(dict.fromkeys(id for ids in fragments for id in ids))
        return Outcome.RERUN
    if run.scope is not None and (fragments or None in wishes):
        return Outcome.RERUN
    return None


def _wish(run: Run, callback: Callback) -> tuple[str, ...] | bool | None:
    """Call a callback; give the fragments that it wants to be run, None for the script, True for what was to run."""
    wish: list[tuple[str, ...] | None] = []

    def call() -> None:
        try:
            result = callback()
            if inspect.isawaitable(result):
                event_loop.run(result)
        except SwitchPage as switch:
            run.visit.target = (switch.path, switch.query)
        except RerunException as rerun:
            wish.append(rerun.fragments)

    _guarded(run, call, run.main)
    return wish[0] if wish else True


# --- the script and its fragments ------------------------------------------------------------------


def _script(run: Run, write: Callable[..., object]) -> Outcome:
    if run.tenants.count:  # threads of an earlier run go on with the globals that they know
        run.namespace, run.visit.namespace = carried(run.namespace), carried(run.visit.namespace)
        run.tenants = Tenants()
    return _guarded(run, partial(run_script, run, write), run.main)


def _fragments(run: Run, scope: tuple[Fragment, ...]) -> Outcome:
    run.counts.clear()
    run.parts.open()
    beside = [each for each in scope if each.parallel] if len(scope) > 1 else []
    for each in beside:
        run.parts.begin(partial(_beside, run, each), run.spawn)
    in_order = [each for each in scope if each not in beside]
    is_cut = False
    for number, each in enumerate(in_order, start=1):
        outcome = _redraw(run, each)
        if outcome is Outcome.RERUN and run.again is not None:
            run.ask(tuple([left.id for left in in_order[number:]]))
        if not outcome.complete:
            return outcome
        is_cut |= outcome.is_cut
    return Outcome.CUT if is_cut else Outcome.FINISHED


def join(run: Run, each: Fragment) -> bool:
    """Draw one more fragment beside those that a run draws, on another thread; or say that this run cannot."""

    def work() -> Outcome:
        with run.lock:
            run.scope = (*(run.scope or ()), each)
        return _beside(run, each)

    return run.spawn is not None and run.parts.join(work, run.spawn)


def _beside(run: Run, each: Fragment) -> Outcome:
    outcome = _redraw(run, each)
    if outcome is Outcome.RERUN and run.again is None:
        run.interrupt()
    return outcome


def _redraw(run: Run, each: Fragment) -> Outcome:
    with run.lock:
        each.restart()
    outcome = _guarded(run, partial(_draw, run, each), each.block)
    if outcome.complete:
        with run.lock:
            each.finish()
    return outcome


def _draw(run: Run, each: Fragment) -> None:
    result = fragment.draw(run, each)
    if inspect.isawaitable(result):
        event_loop.run(result)


def begin_part(run: Run, each: Fragment) -> None:
    """Draw a parallel fragment while the script goes on."""

    def draw() -> None:
        try:
            _draw(run, each)
        except StopException:
            run.stop()
            raise

    def work() -> Outcome:
        outcome = _guarded(run, draw, each.block)
        if outcome is Outcome.RERUN:
            run.interrupt()
        return outcome

    run.parts.begin(work, run.spawn)


def _guarded(run: Run, work: Callable[[], object], place: Draft) -> Outcome:
    try:
        work()
    except SwitchPage as switch:
        run.visit.target = (switch.path, switch.query)
        return Outcome.RERUN
    except RerunException as rerun:
        run.ask(rerun.fragments)
        return Outcome.RERUN
    except NotCompiled as stopped:
        print_to_terminal(stopped.error.with_traceback(None))
        details = run.script.options.show_error_details
        with run.lock:
            place.append(Draft(compile_error_element(stopped.error, details)))
        return Outcome.COMPILE_ERROR
    except Interrupted:
        return Outcome.INTERRUPTED
    except ScriptControl:
        return Outcome.CUT
    except (
        BaseException
    ) as error:  # whatever a script raises, also SystemExit, is shown and ends only its run
        print_to_terminal(error)
        if run.where_failed is not None and run.where_failed[0] is error:
            place = run.where_failed[1]
        with run.lock:
            place.append(Draft(uncaught_element(error, run.script.options.show_error_details)))
        run.where_failed = None
        return Outcome.CUT
    return Outcome.FINISHED
