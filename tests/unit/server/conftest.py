"""An application in the event loop of the test, without a port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

from millstream.config.server import ServerOptions
from millstream.script.media import Media
from millstream.script.source import Script
from millstream.server.app import make_app
from millstream.server.executor import Executor
from millstream.server.host import Host
from millstream.session.lifetime import Lifetimes
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.ui.write import magic

COUNTER = """
import millstream as st
st.session_state.setdefault("n", 0)
if st.button("more", key="more"):
    st.session_state.n += 1
st.text(f"n = {st.session_state.n}")
"""


class App:
    """What a test needs of a server."""

    def __init__(
        self,
        options: ServerOptions,
        disconnected_seconds: float = 60,
        *,
        path: str = "app.py",
        source: str = COUNTER,
    ) -> None:
        self.media = Media(options.base_url_path.strip("/"))
        self.manager = SessionManager(Script(path, source), self.media, SessionOptions())
        self.emptied = 0
        self.host = Host(
            self.manager,
            Executor(),
            write=magic,
            empty_caches=self._empty,
            lifetimes=Lifetimes(disconnected_seconds, quota_bytes=10**9),
        )
        self.client = TestClient(make_app(self.host, self.media, options))

    def _empty(self) -> None:
        self.emptied += 1


@pytest.fixture
def serve() -> Iterator[Callable[..., App]]:
    """Serve an app with options of the server."""
    with ExitStack() as stack:

        def serve(path: str = "app.py", source: str = COUNTER, **options: Any) -> App:
            made = App(ServerOptions(**options), path=path, source=source)
            stack.enter_context(made.client)
            return made

        yield serve


@pytest.fixture
def app() -> Iterator[App]:
    made = App(ServerOptions(cors_allowed_origins=("https://friend.example",)))
    with made.client:
        yield made
