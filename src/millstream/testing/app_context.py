"""What the browser of an app under test says about itself."""

from __future__ import annotations

from typing import Any

from millstream.protocol.messages import Client
from millstream.testing.elements.widget import AppTestError

_KINDS: dict[str, type] = {
    "is_embedded": bool,
    "locale": str,
    "theme": str,
    "timezone": str,
    "timezone_offset": int,
    "url": str,
}
_FIELDS = {"is_embedded": "embedded"}


class AppTestContext(dict[str, Any]):
    """What `st.context` gives to the script; it may be set before and between runs.

    Examples
    --------
    >>> context = AppTestContext(locale="de-AT", is_embedded=True)
    >>> client = context.client("", "page=2")
    >>> client.locale, client.embedded, client.query
    ('de-AT', True, 'page=2')
    """

    def client(self, path: str, query: str) -> Client:
        """Give what a browser says that has an address of the app open.

        Parameters
        ----------
        path, query
            The address.

        Raises
        ------
        AppTestError
            If something is set that a browser does not say, or of another type or value.
        """
        for name, value in self.items():
            _check(name, value)
        said = {_FIELDS.get(name, name): value for name, value in self.items()}
        url = said.pop("url", "http://localhost:8501").removesuffix("/")
        if "timezone_offset" in said:
            said.setdefault("timezone", "UTC")
        return Client(url=f"{url}/{path}".removesuffix("/"), path=path, query=query, **said)


def _check(name: str, value: object) -> None:
    kind = _KINDS.get(name)
    if kind is None:
        raise AppTestError(f"AppTest.context has no {name!r}; it may have {', '.join(_KINDS)}.")
    if type(value) is not kind:
        raise AppTestError(
            f"AppTest.context[{name!r}] has to be of type {kind.__name__}, not {type(value).__name__}: {value!r}"
        )
    if name == "theme" and value not in ("light", "dark"):
        raise AppTestError(f"AppTest.context['theme'] has to be 'light' or 'dark', not {value!r}.")
