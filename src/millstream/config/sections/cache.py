"""The options `cache.*`."""

from __future__ import annotations

from millstream.config.kinds import BOOLEAN, TEXT, checked, choice
from millstream.config.option import Option


def _size(given: object) -> int | None:
    from millstream.caching.policy import parse_size

    return parse_size(int(given) if isinstance(given, str) and given.isdigit() else given)  # type: ignore[arg-type]


OPTIONS = (
    Option(
        "cache.store",
        choice("memory", "disk"),
        "memory",
        'Where the results of all functions under `st.cache_data` are kept. Those with `persist="disk"` are kept on '
        "disk in any case.",
        field="store.store",
    ),
    Option(
        "cache.dir",
        TEXT,
        None,
        "The folder of the results on disk; without it, one in the user's folder for caches.",
        field="store.folder",
    ),
    Option(
        "cache.maxDiskSize",
        checked("SIZE", 'a size such as "500MB" or "2 GiB"', _size),
        None,
        "How much disk results may take together; without it, a quarter of the file system.",
        field="store.max_size_bytes",
    ),
    Option(
        "cache.sync",
        BOOLEAN,
        False,
        "Whether a result has reached the disk before it counts as stored. Without it a loss of power may cost the "
        "youngest ones; they are then computed anew.",
        field="store.sync",
    ),
    Option(
        "cache.allowPickle",
        BOOLEAN,
        True,
        "Whether results that have no other form are pickled. Pickles are signed, and only one's own are read.",
        field="store.allow_pickle",
    ),
)
