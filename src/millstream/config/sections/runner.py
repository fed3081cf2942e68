"""The options `runner.*` and `magic.*`."""

from __future__ import annotations

from millstream.config.kinds import BOOLEAN, at_least, choice, whole
from millstream.config.option import Option

OPTIONS = (
    Option(
        "runner.magicEnabled",
        BOOLEAN,
        True,
        "Whether bare expressions of a script are written to its page.",
        field="script.magic_enabled",
    ),
    Option(
        "runner.postScriptGC",
        BOOLEAN,
        False,
        "Whether Python's garbage is collected after each run. Off, as a collection takes longer than most reruns, and "
        "what a run leaves is mostly freed at once.",
        field="script.collect_garbage",
        hidden=True,
    ),
    Option(
        "runner.fastReruns",
        BOOLEAN,
        True,
        "Whether an interaction interrupts the run that goes on; otherwise the next run starts after its end.",
        field="session.fast_reruns",
    ),
    Option(
        "runner.enforceSerializableSessionState",
        BOOLEAN,
        False,
        "Whether a value in `st.session_state` that cannot be pickled is an error.",
        field="script.enforce_serializable_state",
    ),
    Option(
        "runner.persistState",
        choice("none", "page", "session"),
        "none",
        "How long the values of widgets that have a key, and no `persist_state` of their own, are kept while no run draws "
        "them: until the page is left, or as long as the session.",
        field="script.persist_state",
        convert=lambda what: "" if what == "none" else what,
    ),
    Option(
        "runner.enumCoercion",
        choice("off", "nameOnly", "nameAndValue"),
        "nameOnly",
        "How members of an enum class are recognised after a rerun has defined the class anew.",
        unused="Options are recognised by the text that the page shows, so members of a new class are found by themselves.",
    ),
    Option(
        "runner.parallelMaxWorkers",
        whole(1),
        None,
        "How many fragments of one run may run at the same time.",
        field="script.parallel_max_workers",
    ),
    Option(
        "runner.cacheBackgroundRefreshMaxWorkers",
        whole(1),
        4,
        "How many threads compute cached values anew in the background.",
        field="caching.refresh_workers",
        hidden=True,
    ),
    Option(
        "runner.cacheBackgroundRefreshTTLMultiplier",
        at_least(1),
        None,
        "For how many of its ttls a value is handed out while it is computed anew in the background; without it, until "
        "the new one is there.",
        field="caching.refresh_ttl_multiplier",
    ),
    Option(
        "runner.connectionDefaultTTL",
        at_least(0),
        None,
        "Seconds after which `st.connection` opens a connection anew where its `ttl` is not given.",
        field="script.connection_ttl_seconds",
    ),
    Option(
        "runner.cacheHashSeed",
        whole(0),
        0,
        "Which part of large arrays and tables is hashed.",
        unused="All of it is hashed, so there is nothing to choose.",
    ),
    Option(
        "magic.displayInFunctions",
        BOOLEAN,
        None,
        "Whether bare expressions in functions are written, too; without it, in scripts that import `streamlit`.",
        field="script.magic_in_functions",
    ),
    Option(
        "magic.displayRootDocString",
        BOOLEAN,
        False,
        "Whether the docstring of a script is written to its page.",
        field="script.display_root_docstring",
        hidden=True,
    ),
    Option(
        "magic.displayLastExprIfNoSemicolon",
        BOOLEAN,
        False,
        "Whether the last expression of a script is written to its page even if it is a call, unless a semicolon follows.",
        field="script.display_last_expression",
        hidden=True,
    ),
)
