"""The options `secrets.*`."""

from __future__ import annotations

from millstream.config.kinds import TEXTS
from millstream.config.option import Option

OPTIONS = (
    Option(
        "secrets.files",
        TEXTS,
        None,
        "Files and folders that secrets are read from, the last one counting most; without it, `secrets.toml` in the "
        "folders `.streamlit` and `.millstream` of the home folder, of the current one and of the script's.",
        field="secrets.files",
    ),
)
