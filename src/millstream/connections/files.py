"""Files: in folders of this machine, in object stores and wherever else fsspec leads."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from millstream.connections.base import BaseConnection
from millstream.connections.packages import package
from millstream.connections.results import TTL, cached
from millstream.connections.retries import Retries
from millstream.errors import StreamlitAPIException

if TYPE_CHECKING:
    import pandas as pd
    from fsspec import AbstractFileSystem

_NEED: Final = "A connection to files"
_PACKED: Final = (".gz", ".bz2", ".xz", ".zip", ".zst")
_PASSING: Final = frozenset(
    {"ConnectionError", "TimeoutError", "ClientConnectionError", "HTTPClientError"}
)
"""Python's own, and what botocore and aiohttp derive theirs from, by name: both are seldom installed."""

_READERS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "csv": ("read_csv", {}),
    "tsv": ("read_csv", {"sep": "\t"}),
    "parquet": ("read_parquet", {}),
    "json": ("read_json", {}),
    "jsonl": ("read_json", {"lines": True}),
    "feather": ("read_feather", {}),
    "xlsx": ("read_excel", {}),
}
"""The function of pandas that reads a format, and how it is told about it."""


def is_transient(error: BaseException) -> bool:
    """Whether reading that failed may work a moment later: the network, not a missing file.

    Parameters
    ----------
    error
        An exception of a file system.

    Examples
    --------
    >>> is_transient(ConnectionResetError()), is_transient(FileNotFoundError())
    (True, False)
    """
    return any(kind.__name__ in _PASSING for kind in type(error).__mro__)


class FilesConnection(BaseConnection["AbstractFileSystem"]):
    r"""A connection to files: `st.connection("reports", type="files", url="s3://reports/daily")`.

    Its parameters are a `url`, the folder that its paths begin in (without it the working directory), and what the file
    system of the address takes, such as `key`, `secret` and `endpoint_url` for "s3://". Which addresses there are is up
    to fsspec and what is installed beside it: s3fs for "s3://", gcsfs for "gs://", adlfs for "abfs://", and many more.

    Examples
    --------
    >>> reports = FilesConnection("reports", url="memory://reports")
    >>> with reports.open("june.csv", "w") as file:
    ...     _ = file.write("what,number\ntea,3\n")
    >>> reports.ls()
    ['june.csv']
    >>> reports.read_table("june.csv")
      what  number
    0  tea       3
    """

    retries: ClassVar[Retries] = Retries()
    """How reading tries again when the network or the store is away for a moment."""

    def _connect(self, **kwargs: Any) -> AbstractFileSystem:
        core = package("fsspec.core", distribution="fsspec", extra="files", need=_NEED)
        parameters = self._joined_parameters(kwargs)
        url = f"{parameters.pop('url', '.')}"
        try:
            # An instance of its own: fsspec would give the one of before `reset`.
            store, root = core.url_to_fs(url, skip_instance_cache=True, **parameters)
        except ImportError as error:
            raise ModuleNotFoundError(
                f'The connection "{self._connection_name}" leads to {url!r}. {error}'
            ) from error
        except ValueError as error:
            raise StreamlitAPIException(
                f'The `url` of the connection "{self._connection_name}" is {url!r}, which fsspec does not know: '
                f'{error}. Write a folder, or an address such as "s3://bucket/folder".'
            ) from error
        self._root = root.rstrip("/") or root
        self._prefix = f"{root.rstrip('/')}/" if root else ""  # an object store has no first "/"
        return cast("AbstractFileSystem", store)

    @property
    def fs(self) -> AbstractFileSystem:
        """The file system of fsspec; its paths do not begin in the folder of the connection."""
        return self._instance

    def open(self, path: str, mode: str = "rb", **kwargs: Any) -> Any:
        """Open a file, for reading or writing; use it in a `with` block.

        Parameters
        ----------
        path
            The file, in the folder of the connection.
        mode
            As of the builtin `open`.
        **kwargs
            What else the `open` of the file system takes.

        Returns
        -------
        A file object.
        """
        return self._instance.open(self._place(path), mode, **kwargs)

    def ls(self, path: str = "") -> list[str]:
        """List the files and folders in a folder by name; those of folders end in "/".

        Parameters
        ----------
        path
            The folder, in that of the connection.
        """
        return self.retries.call(lambda: self._names(self._place(path)), is_transient)

    def read_bytes(
        self,
        path: str,
        *,
        ttl: TTL = None,
        show_spinner: bool | str = "Running `files.read_bytes(...)`.",
    ) -> bytes:
        """Read a file, or give what was read before.

        Parameters
        ----------
        path
            The file, in the folder of the connection.
        ttl
            How long the content is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        show_spinner
            Whether the page shows that the file is read, or what it says meanwhile.
        """
        arguments = {"place": self._place(path)}
        found = cached(self, "_load", ttl=ttl, show_spinner=show_spinner, arguments=arguments)
        return cast("bytes", found)

    def read_text(
        self,
        path: str,
        *,
        ttl: TTL = None,
        show_spinner: bool | str = "Running `files.read_text(...)`.",
        encoding: str = "utf-8",
    ) -> str:
        """Read a file of text, or give what was read before.

        Parameters
        ----------
        path
            The file, in the folder of the connection.
        ttl
            How long the content is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        show_spinner
            Whether the page shows that the file is read, or what it says meanwhile.
        encoding
            The encoding of the text.
        """
        return self.read_bytes(path, ttl=ttl, show_spinner=show_spinner).decode(encoding)

    def read_table(
        self,
        path: str,
        *,
        format: str | None = None,
        ttl: TTL = None,
        show_spinner: bool | str = "Running `files.read_table(...)`.",
        **kwargs: Any,
    ) -> pd.DataFrame:
        """Read a file as a table, or give the table that was read before.

        Parameters
        ----------
        path
            The file, in the folder of the connection.
        format
            "csv", "tsv", "parquet", "json", "jsonl", "feather" or "xlsx"; without it the end of the path says it, also
            before one such as ".gz".
        ttl
            How long the table is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        show_spinner
            Whether the page shows that the file is read, or what it says meanwhile.
        **kwargs
            What else the function of pandas takes that reads the format.

        Returns
        -------
        pandas.DataFrame
            The table; a copy for every caller.
        """
        arguments = {"place": self._place(path), "format": _format(path, format), **kwargs}
        found = cached(self, "_load_table", ttl=ttl, show_spinner=show_spinner, arguments=arguments)
        return cast("pd.DataFrame", found)

    def is_healthy(self) -> bool:
        """Whether the folder can be looked at now."""
        try:
            self._names(self._root)
        except FileNotFoundError:  # the store answers: an object store knows no empty folders
            return True
        except Exception:  # that of whatever library is behind fsspec
            return False
        return True

    def _place(self, path: str) -> str:
        """Give the full path; a way out of the folder is refused, as paths may come from users."""
        parts = [part for part in path.split("/") if part not in {"", "."}]
        if ".." in parts or "://" in path:
            raise StreamlitAPIException(
                f'{path!r} leads out of the folder of the connection "{self._connection_name}". Write a path inside '
                "of it, or open another connection."
            )
        self._instance  # noqa: B018  opens it, which says where the folder is
        return self._prefix + "/".join(parts) if parts else self._root

    def _names(self, place: str) -> list[str]:
        store = self._instance
        store.invalidate_cache()  # others write there too
        found = store.ls(place, detail=True)
        named = [(PurePosixPath(each["name"]).name, each["type"] == "directory") for each in found]
        return sorted(f"{name}/" if is_folder else name for name, is_folder in named)

    def _load(self, place: str) -> bytes:
        def load() -> bytes:
            store = self._instance
            store.invalidate_cache()
            return cast("bytes", store.cat_file(place))

        return self.retries.call(load, is_transient)

    def _load_table(self, place: str, format: str, **kwargs: Any) -> pd.DataFrame:
        pandas = package("pandas", distribution="pandas", extra="files", need="`read_table`")
        name, options = _READERS[format]

        def load() -> Any:
            store = self._instance
            store.invalidate_cache()
            with store.open(place, "rb", compression="infer") as file:
                return getattr(pandas, name)(file, **{**options, **kwargs})

        return cast("pd.DataFrame", self.retries.call(load, is_transient))


def _format(path: str, given: str | None) -> str:
    suffixes = [suffix for suffix in PurePosixPath(path).suffixes if suffix not in _PACKED]
    format = given or (suffixes[-1].removeprefix(".").lower() if suffixes else "")
    if format in _READERS:
        return format
    formats = ", ".join(f'"{each}"' for each in _READERS)
    raise StreamlitAPIException(
        f"{path!r} cannot be read as a table: its format is {format!r}, but has to be one of {formats}. Say it by "
        '`format="csv"`, or read it by `read_bytes` or `read_text`.'
    )
