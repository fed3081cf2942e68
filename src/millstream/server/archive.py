"""Where sessions are written down that outlive the process of the server."""

from __future__ import annotations

from pathlib import Path

from millstream.session.keeper import key_filter
from millstream.session.options import SessionOptions
from millstream.state.persistence.archive import Archive
from millstream.state.persistence.sqlite import SQLiteStore, default_path
from millstream.storage.envelope import Sealer
from millstream.storage.keys import derive, signing_key


def open_archive(script: str, options: SessionOptions) -> Archive:
    """Open the store of an app's sessions.

    Parameters
    ----------
    script
        The path of the script.
    options
        Where the store is, and what of sessions survives.

    Raises
    ------
    SessionStoreError
        If it cannot be opened.
    """
    return Archive(
        SQLiteStore(Path(options.store) if options.store else default_path(script)),
        Sealer(derive(signing_key(), "sessions")),
        options.stored_seconds,
        key_filter(options.survive_keys),
    )
