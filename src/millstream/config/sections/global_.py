"""The options `global.*`."""

from __future__ import annotations

from millstream.config.kinds import BOOLEAN, at_least, whole
from millstream.config.option import Option

_DEVELOPERS = "It is a switch for Streamlit's own developers."

OPTIONS = (
    Option(
        "global.disableWidgetStateDuplicationWarning",
        BOOLEAN,
        False,
        "Whether nothing is said when a widget gets a default and its value from `st.session_state` too.",
        unused="The value in `st.session_state` counts, and nothing is said.",
    ),
    Option(
        "global.showWarningOnDirectExecution",
        BOOLEAN,
        True,
        "Whether a script that is started with plain `python` says how to start it as an app.",
        field="script.warn_of_direct_execution",
    ),
    Option(
        "global.developmentMode",
        BOOLEAN,
        False,
        "Marks a checkout of the framework.",
        unused=_DEVELOPERS,
        hidden=True,
    ),
    Option(
        "global.e2eTest",
        BOOLEAN,
        False,
        "Marks runs of the framework's browser tests.",
        unused=_DEVELOPERS,
        hidden=True,
    ),
    Option(
        "global.unitTest",
        BOOLEAN,
        False,
        "Marks runs of the framework's unit tests.",
        unused=_DEVELOPERS,
        hidden=True,
    ),
    Option(
        "global.appTest",
        BOOLEAN,
        False,
        "Marks runs of `AppTest`.",
        unused="An app runs in `AppTest` as it does in a browser, so nothing asks.",
        hidden=True,
    ),
    Option(
        "global.suppressDeprecationWarnings",
        BOOLEAN,
        False,
        "Whether nothing is said of parameters that are going to disappear.",
        unused="Millstream says so in Python's own warnings, which `-W ignore` silences, never in the app.",
        hidden=True,
    ),
    Option(
        "global.minCachedMessageSize",
        at_least(0),
        10000.0,
        "The smallest message, in bytes, that browsers keep.",
        unused="Only what changed is sent, and large payloads are kept by the browser under the hash of their content.",
        hidden=True,
    ),
    Option(
        "global.maxCachedMessageAge",
        whole(0),
        2,
        "How many runs browsers keep a message for.",
        unused="Only what changed is sent, and large payloads are kept by the browser under the hash of their content.",
        hidden=True,
    ),
)
