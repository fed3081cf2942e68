"""Snowflake with the rights of who looks at the app, where Snowflake's containers run it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from millstream.connections.masking import hide
from millstream.connections.snowflake import BaseSnowflakeConnection, connector
from millstream.errors import NoSessionContext, StreamlitAPIException
from millstream.script import context
from millstream.script.context import Run

_USER_TOKEN: Final = "sf-context-current-user-token"
_REQUIRED: Final = {"account": "SNOWFLAKE_ACCOUNT", "host": "SNOWFLAKE_HOST"}
_OPTIONAL: Final = {
    "database": "SNOWFLAKE_DATABASE",
    "schema": "SNOWFLAKE_SCHEMA",
    "port": "SNOWFLAKE_PORT",
    "protocol": "SNOWFLAKE_PROTOCOL",
}


class SnowflakeCallersRightsConnection(BaseSnowflakeConnection):
    """A connection to Snowflake as the user of the session: `st.connection("snowflake-callers-rights")`.

    It works where Snowflake's container services run the app. The session that asked for it is the only one that may
    use it, and what its queries read is kept for that session alone.
    """

    token_file: ClassVar[Path] = Path("/snowflake/session/token")
    """Where the container finds the token of the service."""

    def _connect(self, **kwargs: Any) -> Any:
        run = _run()
        self._session_id = run.session_id
        user_token = {name.lower(): value for name, value in run.peer.headers}.get(_USER_TOKEN)
        if user_token is None or not self.token_file.is_file():
            raise StreamlitAPIException(
                "A connection with the rights of the caller needs the tokens that Snowflake's container services give "
                "to an app whose callers' rights are enabled, and there are none. Elsewhere use "
                '`st.connection("snowflake")`.'
            )
        token = f"{self.token_file.read_text(encoding='utf-8').strip()}.{user_token}"
        hide(self._connection_name, {"token": token, "user_token": user_token})
        parameters = {
            **_place(),
            "client_session_keep_alive": True,
            **self._joined_parameters(kwargs),
        }
        return connector().connect(**{**parameters, "token": token, "authenticator": "oauth"})

    @property
    def _instance(self) -> Any:
        """The underlying connection, for the session that it belongs to."""
        if _run().session_id != self._session_id:
            raise StreamlitAPIException(
                "A connection with the rights of the caller was used by another session than the one that asked for "
                'it. Call `st.connection("snowflake-callers-rights")` in the script, and keep what it gives in no '
                "module, global variable or `st.cache_resource`."
            )
        return super()._instance

    @classmethod
    def _check_caller(cls) -> None:
        """Raise while a module is imported: what it holds belongs to all sessions."""
        _run()
        frame = sys._getframe(1)
        while frame is not None:
            spec = frame.f_globals.get("__spec__")
            if frame.f_code.co_name == "<module>" and getattr(spec, "_initializing", False):
                raise StreamlitAPIException(
                    "A connection with the rights of the caller was asked for while the module "
                    f"`{frame.f_globals.get('__name__')}` is imported, which happens once for all users. Call "
                    "`st.connection` in the script, or in a function of the module."
                )
            frame = frame.f_back  # type: ignore[assignment]

    @classmethod
    def scope(cls) -> Literal["session"]:
        """Say who shares it: the reruns of one session."""
        return "session"


def _run() -> Run:
    run = context.current.get()
    if run is None:
        raise NoSessionContext(
            "A connection with the rights of the caller was used outside of a session, so there is no caller. Use it "
            "in a script that `millstream run` serves."
        )
    return run


def _place() -> dict[str, str]:
    missing = [variable for variable in _REQUIRED.values() if not os.environ.get(variable)]
    if missing:
        raise StreamlitAPIException(
            f"A connection with the rights of the caller needs the environment variables {' and '.join(missing)}, "
            "which Snowflake's container services set."
        )
    variables = {**_REQUIRED, **_OPTIONAL}
    return {name: os.environ[key] for name, key in variables.items() if os.environ.get(key)}
