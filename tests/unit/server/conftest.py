"""An application in the event loop of the test, without a port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.testclient import TestClient

from millstream.config.server import ServerOptions
from millstream.script.media import Media
from millstream.script.source import Script
from millstream.server.app import make_app
from millstream.server.executor import Executor
from millstream.server.host import Host
from millstream.server.websocket import Stream
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
        stream = Stream(self.host, options).serve
        self.client = TestClient(
            make_app(path, self.media, options, stream=stream, probe=self.host.probe)
        )

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


@pytest.fixture
def certificate_files(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Give what makes a certificate for this machine alone, and its key, and gives the names of their files."""
    number = count()

    def make(passphrase: bytes = b"") -> tuple[str, str]:
        cert, key = (str(tmp_path / f"{part}{next(number)}.pem") for part in ("cert", "key"))
        write_certificate(Path(cert), Path(key), passphrase)
        return cert, key

    return make


def write_certificate(cert: Path, key: Path, passphrase: bytes = b"") -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    lock: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    cert.write_bytes(signed.public_bytes(pem))
    key.write_bytes(private.private_bytes(pem, serialization.PrivateFormat.PKCS8, lock))
