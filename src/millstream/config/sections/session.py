"""The options `session.*`, which Streamlit does not have."""

from __future__ import annotations

from millstream.config.kinds import TEXT, TEXTS, at_least, choice, whole
from millstream.config.option import Option

OPTIONS = (
    Option(
        "session.survive",
        choice("none", "reload", "restart"),
        "none",
        "What sessions survive beside a lost connection: a reload of the page, or also a restart of the server.",
        field="session.survive",
        convert=lambda what: "" if what == "none" else what,
    ),
    Option(
        "session.surviveKeys",
        TEXTS,
        (),
        "Which keys of `st.session_state` survive; without them, all.",
        field="session.survive_keys",
    ),
    Option(
        "session.store",
        TEXT,
        "",
        "Where sessions are written down that survive a restart.",
        field="session.store",
    ),
    Option(
        "session.storedSeconds",
        at_least(0),
        604800,
        "Seconds that a session is kept there after its page is gone.",
        field="session.stored_seconds",
    ),
    Option(
        "session.disconnectedMegabytes",
        whole(0),
        512,
        "Megabytes that the sessions which wait for their browsers may take together.",
        field="session.disconnected_megabytes",
    ),
)
