"""The query of a page's address, as a mapping: pure, and the same in every session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlencode

from millstream.errors import StreamlitAPIException, StreamlitQueryParamDictValueError

EMBEDDING = frozenset({"embed", "embed_options"})
"""What a page that shows the app in a frame says to the browser: scripts neither see nor set it."""

_MOST_FIELDS = 1000
"""How many parameters a query may have; of one with more, nothing is read."""


class QueryParams(MutableMapping[str, str]):
    """The parameters of a query: each name has one value or several, and gives the last.

    Parameters
    ----------
    query
        The query as it stands in the address, without the question mark. Until something is set it stays written
        exactly so.

    Examples
    --------
    >>> params = QueryParams("tag=a&tag=b&page=2")
    >>> params["tag"], params.get_all("tag"), params["page"]
    ('b', ['a', 'b'], '2')
    >>> params["page"] = 3
    >>> params.query
    'tag=a&tag=b&page=3'
    """

    __slots__ = ("_bound", "_query", "_values")

    def __init__(self, query: str = "") -> None:
        self._query: str | None = query
        self._bound: set[str] = set()
        self._values: dict[str, list[str]] = {}
        for name, value in _fields(query):
            self._values.setdefault(name, []).append(value)

    @property
    def query(self) -> str:
        """What stands in the address, without the question mark."""
        if self._query is None:
            self._query = urlencode(self._values, doseq=True)
        return self._query

    def __getitem__(self, name: str) -> str:
        """Give the last value of a parameter."""
        values = None if _is_hidden(name) else self._values.get(name)
        if values is None:
            _refuse_missing(name)
        return values[-1] if values else ""

    def __setitem__(self, name: str, value: Any) -> None:
        """Set a parameter to a value, or to several that are iterated."""
        self._set({name: value})

    def __delitem__(self, name: str) -> None:
        """Take a parameter out of the address."""
        if _is_hidden(name) or name not in self._values:
            _refuse_missing(name)
        self._refuse_bound([name])
        self._query = None
        del self._values[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is a parameter."""
        return name in self._values and not _is_hidden(str(name))

    def __iter__(self) -> Iterator[str]:
        """Go through the names, in the order of the address."""
        return iter([name for name in self._values if not _is_hidden(name)])

    def __len__(self) -> int:
        """Count the names."""
        return sum(not _is_hidden(name) for name in self._values)

    def __repr__(self) -> str:
        """Show the values as a dictionary."""
        return repr({name: self.get_all(name) for name in self})

    def get_all(self, name: str) -> list[str]:
        """Give all values of a parameter, none if it is not there."""
        return [] if _is_hidden(name) else list(self._values.get(name, ()))

    def update(  # type: ignore[override]  # values of any kind become text, where a mapping's are text
        self, params: Iterable[tuple[str, Any]] | Mapping[str, Any] = (), /, **kwds: Any
    ) -> None:
        """Set several parameters at once: all of them, or none if one cannot be set."""
        self._set({**_several(params), **kwds})

    def from_dict(self, params: Iterable[tuple[str, Any]] | Mapping[str, Any]) -> None:
        """Set these parameters, and take all others out."""
        self._set(_several(params), replaces=True)

    def clear(self) -> None:
        """Take all parameters out."""
        self._set({}, replaces=True)

    def to_dict(self) -> dict[str, str]:
        """Give the last value of each parameter, as a dictionary."""
        return dict(self.items())

    def turned(self, query: str, kept: Iterable[str]) -> QueryParams:
        """Give the parameters of another page: its own, and of these the `kept` ones and what embeds the app."""
        turned = QueryParams(query)
        for name, values in self._values.items():
            if (name in kept or _is_hidden(name)) and name not in turned._values:
                turned._values[name] = list(values)
                turned._query = None
        return turned

    def bind(self, name: str, values: Sequence[str]) -> None:
        """Let a widget have a parameter: it takes these values, or is taken out, and only the widget changes it."""
        self._bound.add(name)
        if values == self._values.get(name, []):
            return
        self._query = None
        if values:
            self._values[name] = list(values)
        else:
            del self._values[name]

    def unbind(self) -> None:
        """Forget which parameters widgets have: those that are drawn say so again."""
        self._bound.clear()

    def _refuse_bound(self, names: Iterable[str]) -> None:
        bound = [repr(name) for name in names if name in self._bound]
        if bound:
            raise StreamlitAPIException(
                f"The query parameter {', '.join(bound)} belongs to the widget with that key, which says `bind='query-params'`."
                " Set `st.session_state` before the widget is drawn, or in a callback."
            )

    def _set(self, params: Mapping[str, Any], *, replaces: bool = False) -> None:
        written = {_settable(name): _texts(name, value) for name, value in params.items()}
        self._refuse_bound(self._bound & self._values.keys() if replaces else written)
        kept = {
            name: values
            for name, values in self._values.items()
            if not replaces or _is_hidden(name)
        }
        self._values = {**kept, **written}
        self._query = None


def _fields(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _is_hidden(name: str) -> bool:
    return name.lower() in EMBEDDING


def _several(params: Iterable[tuple[str, Any]] | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(params, QueryParamsProxy):
        params = params.own
    if isinstance(params, QueryParams):
        return {name: params.get_all(name) for name in params}
    return dict(params)


def _settable(name: str) -> str:
    if not isinstance(name, str):
        raise StreamlitAPIException(
            f"The name of a query parameter is text, but {name!r} is of type {type(name).__name__}. Write {str(name)!r}."
        )
    if _is_hidden(name):
        raise StreamlitAPIException(
            f"The query parameter `{name}` belongs to the page that embeds the app; a script cannot set it. "
            "Use another name."
        )
    return name


def _texts(name: str, value: Any) -> list[str]:
    if isinstance(value, Mapping):
        raise StreamlitQueryParamDictValueError(name)
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [str(value)]
    return [str(each) for each in value]


def _refuse_missing(name: str) -> NoReturn:
    raise KeyError(
        f"The address has no query parameter {name!r}. Ask for it with `st.query_params.get({name!r})`, or set it first."
    )


class QueryParamsProxy(MutableMapping[str, str]):
    """The query parameters of the page that the calling script draws, also as attributes.

    Parameters
    ----------
    params
        Gives the parameters.

    Examples
    --------
    >>> params = QueryParamsProxy(lambda own=QueryParams("page=2"): own)
    >>> params.page, "tag" in params, params.get("tag", "none")
    ('2', False, 'none')
    >>> params.tag = ["a", "b"]
    >>> params.get_all("tag")
    ['a', 'b']
    """

    __slots__ = ("_params",)
    _params: Callable[[], QueryParams]

    def __init__(self, params: Callable[[], QueryParams]) -> None:
        object.__setattr__(self, "_params", params)

    @property
    def own(self) -> QueryParams:
        """The parameters themselves."""
        return self._params()

    def __getitem__(self, key: str) -> str:
        """Give the last value of a parameter."""
        return self._params()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        """Set a parameter to a value, or to several that are iterated."""
        self._params()[key] = value

    def __delitem__(self, key: str) -> None:
        """Take a parameter out of the address."""
        del self._params()[key]

    def __getattr__(self, key: str) -> str:
        """Give the last value of a parameter."""
        try:
            return self._params()[key]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __setattr__(self, key: str, value: Any) -> None:
        """Set a parameter."""
        self._params()[key] = value

    def __delattr__(self, key: str) -> None:
        """Take a parameter out of the address."""
        try:
            del self._params()[key]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __contains__(self, key: object) -> bool:
        """Whether there is a parameter."""
        return key in self._params()

    def __iter__(self) -> Iterator[str]:
        """Go through the names, in the order of the address."""
        return iter(self._params())

    def __len__(self) -> int:
        """Count the names."""
        return len(self._params())

    def __repr__(self) -> str:
        """Show the values as a dictionary."""
        return repr(self._params())

    def get_all(self, key: str) -> list[str]:
        """Give all values of a parameter, as they stand in the address; none if it is not there.

        Parameters
        ----------
        key
            The name of the parameter.
        """
        return self._params().get_all(key)

    def update(  # type: ignore[override]  # values of any kind become text, where a mapping's are text
        self, params: Iterable[tuple[str, Any]] | Mapping[str, Any] = (), /, **kwds: Any
    ) -> None:
        """Set several parameters at once.

        Parameters
        ----------
        params
            A dictionary, pairs, or other query parameters: values are text, or iterables for names with several values.
        **kwds
            More parameters.

        Raises
        ------
        StreamlitAPIException
            If one cannot be set; then none is.
        """
        self._params().update(params, **kwds)

    def from_dict(self, params: Iterable[tuple[str, Any]] | Mapping[str, Any]) -> None:
        """Set parameters, and take all others out.

        Parameters
        ----------
        params
            As for `update`.
        """
        self._params().from_dict(params)

    def clear(self) -> None:
        """Take all parameters out of the address; those that embed the app in another page stay."""
        self._params().clear()

    def to_dict(self) -> dict[str, str]:
        """Give the last value of each parameter, as a dictionary."""
        return self._params().to_dict()
