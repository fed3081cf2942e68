"""The hint to somebody who has started an app with plain `python`: nothing that it draws is seen."""

from __future__ import annotations

import logging
import sys
from types import FrameType

from millstream.config.settings import process

_log = logging.getLogger("millstream")


def hint(frame: FrameType | None = None) -> None:
    """Say how to start the app, if it is the program's own script that draws.

    Parameters
    ----------
    frame
        Where it draws; by default where this was called.
    """
    frame = frame or sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("millstream"):
        frame = frame.f_back
    script = frame.f_globals.get("__file__")
    if frame.f_globals.get("__name__") != "__main__" or not isinstance(script, str):
        return  # a notebook, a test, or a program that uses parts of Millstream
    if process.current().options.script.warn_of_direct_execution:
        _log.warning(
            "%s is an app, and nobody sees what it draws now. Start it with: millstream run %s",
            script,
            script,
        )
