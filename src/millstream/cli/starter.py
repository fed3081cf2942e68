"""The starter project that `millstream init` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from millstream.errors import MillstreamError

APP: Final = '''\
import millstream as st

st.title("My app")


@st.cache_data
def squares(count: int) -> list[int]:
    """Computed once for each count, however often the app reruns."""
    return [number * number for number in range(count)]


count = st.slider("How many numbers?", 1, 20, 5)
st.line_chart(squares(count))
'''

_FILES: Final = {
    "streamlit_app.py": APP,
    "requirements.txt": "millstream\n",
    ".gitignore": "__pycache__/\n.venv/\n.millstream/secrets.toml\n.streamlit/secrets.toml\n",
    ".millstream/config.toml": "# `millstream config show` prints everything that can be written here.\n",
}


class StarterError(MillstreamError):
    """The starter project cannot be written."""


def write_starter(folder: Path) -> list[Path]:
    """Write the starter project; files that are there stay as they are.

    Parameters
    ----------
    folder
        Where to write it; made if need be.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    StarterError
        If there is an app already, or the folder cannot be written.
    """
    if (folder / "streamlit_app.py").exists():
        raise StarterError(
            f"{folder / 'streamlit_app.py'} is there already. Choose another folder."
        )
    written = []
    try:
        for name, content in _FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(content, encoding="utf-8")
                written.append(path)
    except OSError as error:
        raise StarterError(f"{error.filename} cannot be written: {error.strerror}.") from None
    return written
