"""APIs over HTTP, through httpx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from millstream.connections.base import BaseConnection
from millstream.connections.masking import mask_log, masked_errors
from millstream.connections.packages import package
from millstream.connections.results import TTL, cached
from millstream.connections.retries import Retries
from millstream.errors import StreamlitAPIException

if TYPE_CHECKING:
    import httpx

_NEED: Final = "A connection to an API over HTTP"
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_PASSING: Final = frozenset({408, 425, 429, 502, 503, 504})
"""The statuses of a server that is busy, restarts or stands behind one that does."""


class HTTPConnection(BaseConnection["httpx.Client"]):
    """A connection to an API: `st.connection("weather", type="http", url="https://api.example.com/v2")`.

    Its parameters are the `url` that all paths begin with; `token`, sent as `Authorization: Bearer`; and those of
    `httpx.Client`, such as `headers`, `params`, `auth` (a list of user and password) and `timeout`. Connections are
    kept open between requests. What the client sends by itself goes to no other host.

    Examples
    --------
    >>> import httpx
    >>> answers = httpx.MockTransport(lambda request: httpx.Response(200, json={"degrees": 21}))
    >>> weather = HTTPConnection("weather", url="https://api.example.com/v2", transport=answers)
    >>> weather.get_json("now", params={"place": "Ulm"})
    {'degrees': 21}
    """

    retries: ClassVar[Retries] = Retries()
    """How requests that change nothing are tried again when the server is away for a moment."""

    def _connect(self, **kwargs: Any) -> httpx.Client:
        parameters = self._joined_parameters(kwargs)
        url = parameters.pop("url", None) or parameters.pop("base_url", None)
        if url is None:
            raise StreamlitAPIException(
                f'The connection "{self._connection_name}" has no `url`. Write `url = "https://api.example.com"` into '
                f"`[connections.{self._connection_name}]` of the secrets, or give it to `st.connection`."
            )
        self._url = f"{url}"
        mask_log("httpx")  # it logs addresses, which may hold a key
        headers = dict(parameters.pop("headers", {}))
        if (token := parameters.pop("token", None)) is not None:
            headers["Authorization"] = f"Bearer {token}"
        if isinstance(auth := parameters.get("auth"), list):  # TOML has no tuples
            parameters["auth"] = tuple(auth)
        return cast("httpx.Client", _httpx().Client(base_url=url, headers=headers, **parameters))

    def _release_instance(self, instance: httpx.Client) -> None:
        instance.close()

    @property
    def client(self) -> httpx.Client:
        """The client of httpx."""
        return self._instance

    def request(self, method: str, path: str = "", **kwargs: Any) -> httpx.Response:
        """Send a request; it is not cached, and its status is not looked at.

        One that changes nothing ("GET", "HEAD", "OPTIONS") is sent again where the server is away for a moment, but
        not before the time that the answer says in `Retry-After`.

        Parameters
        ----------
        method
            Such as "POST".
        path
            Added to the address of the connection; nothing is the address itself.
        **kwargs
            What else the `request` of httpx takes: `json`, `data`, `params`, `headers`, `timeout`.

        Returns
        -------
        httpx.Response
            The answer.

        Raises
        ------
        StreamlitAPIException
            If the path leads to another host.

        Examples
        --------
        >>> import httpx
        >>> created = httpx.MockTransport(lambda request: httpx.Response(201))
        >>> shop = HTTPConnection("shop", url="https://api.example.com", transport=created)
        >>> shop.request("POST", "orders", json={"tea": 3}).status_code
        201
        """
        with masked_errors():
            return self._sent(method.upper(), path, kwargs)

    def get_json(
        self,
        path: str = "",
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        ttl: TTL = None,
        show_spinner: bool | str = "Running `http.get_json(...)`.",
    ) -> Any:
        """Get what the API says, or give what it said before.

        Parameters
        ----------
        path
            Added to the address of the connection; nothing is the address itself.
        params
            What stands behind the "?" of the address.
        headers
            Headers of this request alone.
        ttl
            How long the answer is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        show_spinner
            Whether the page shows that the API is asked, or what it says meanwhile.

        Returns
        -------
        The dictionaries, lists, texts and numbers of the JSON; a copy for every caller.

        Raises
        ------
        httpx.HTTPStatusError
            If the status is not one of success; such an answer is not kept.
        """
        arguments = {"path": path, "params": params, "headers": headers}
        return cached(self, "_read_json", ttl=ttl, show_spinner=show_spinner, arguments=arguments)

    def get_bytes(
        self,
        path: str = "",
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        ttl: TTL = None,
        show_spinner: bool | str = "Running `http.get_bytes(...)`.",
    ) -> bytes:
        """Get the content of an answer, or give what it was before; the parameters are those of `get_json`.

        Parameters
        ----------
        path, params, headers
            What is asked for.
        ttl
            How long the answer is kept; None is for ever.
        show_spinner
            Whether the page shows that the API is asked, or what it says meanwhile.
        """
        arguments = {"path": path, "params": params, "headers": headers}
        found = cached(self, "_read_bytes", ttl=ttl, show_spinner=show_spinner, arguments=arguments)
        return cast("bytes", found)

    def is_healthy(self) -> bool:
        """Whether the server answers now, and with something else than an error of its own."""
        try:
            return self._instance.get(self._url).status_code < 500
        except Exception:  # that of httpx, which is only imported when it is used
            return False

    def _read_json(self, **asked: Any) -> Any:
        return self._read(**asked).json()

    def _read_bytes(self, **asked: Any) -> bytes:
        return self._read(**asked).content

    def _read(self, path: str, **kwargs: Any) -> httpx.Response:
        return self._sent("GET", path, kwargs).raise_for_status()

    def _sent(self, method: str, path: str, kwargs: dict[str, Any]) -> httpx.Response:
        """Send a request, where it is harmless again after a failure that may pass; give the last answer."""
        if method not in _HARMLESS:
            return self._sent_once(method, path, kwargs)

        def send() -> httpx.Response:
            answer = self._sent_once(method, path, kwargs)
            # A server that says when to come back is asked again by nobody but the app.
            if answer.status_code in _PASSING and "retry-after" not in answer.headers:
                raise _BusyError(answer)
            return answer

        passing = (_BusyError, _httpx().TransportError)
        try:
            return self.retries.call(send, lambda error: isinstance(error, passing))
        except _BusyError as busy:
            return busy.answer

    def _sent_once(self, method: str, path: str, kwargs: dict[str, Any]) -> httpx.Response:
        client = self._instance
        target = path or self._url
        if _origin(client.build_request(method, target).url) != _origin(client.base_url):
            raise StreamlitAPIException(
                f'{path!r} leads to another host than the connection "{self._connection_name}", which would be sent '
                "its secrets. Write a path, or open another connection."
            )
        return client.request(method, target, **kwargs)


class _BusyError(Exception):
    """An answer whose status may be another one in a moment."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(f"status {answer.status_code}")
        self.answer = answer


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _httpx() -> Any:
    return package("httpx", distribution="httpx", extra="http", need=_NEED)
