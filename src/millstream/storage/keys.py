"""One secret for each installation, and the keys that are derived from it.

The secret is, in this order: the one given by an option, the environment variable
``MILLSTREAM_SECRET``, or the content of a private file that is made on first use. It never lies in
the folder of a cache: who can write there must not be able to sign what is read from there.
"""

from __future__ import annotations

import os
import secrets
import threading
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from blake3 import blake3

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVIRONMENT_VARIABLE: Final = "MILLSTREAM_SECRET"
_CONTEXT: Final = "millstream 2026-01 key "
_SECRET_BYTES: Final = 32


def derive(secret: bytes, purpose: str) -> bytes:
    """Return the key for one purpose.

    Keys of different purposes tell nothing about each other or about the secret.

    Parameters
    ----------
    secret
        The secret of the installation; any length.
    purpose
        What the key is for, such as ``"hashing"``.

    Returns
    -------
    bytes
        32 bytes.

    Examples
    --------
    >>> derive(b"secret", "hashing") == derive(b"secret", "hashing")
    True
    >>> derive(b"secret", "hashing") == derive(b"secret", "signing")
    False
    """
    return blake3(secret, derive_key_context=_CONTEXT + purpose).digest()


def secret_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the place of the private file.

    Parameters
    ----------
    environ
        The environment variables.
    """
    configured = environ.get("XDG_CONFIG_HOME", "")
    # The specification of these folders ignores relative paths.
    base = Path(configured) if os.path.isabs(configured) else Path.home() / ".config"
    return base / "millstream" / "secret.key"


def load_secret(
    option: str | bytes | None = None, *, environ: Mapping[str, str] = os.environ
) -> bytes:
    """Return the secret of this installation; make it if there is none.

    Parameters
    ----------
    option
        The secret as an option gives it.
    environ
        The environment variables.
    """
    chosen = option or environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return chosen.encode() if isinstance(chosen, str) else chosen
    path: Path | None = None
    try:
        path = secret_file(environ)
        return _read(path) or _create(path)
    except (OSError, RuntimeError) as error:
        # `Path.home` raises RuntimeError where a user has no home folder.
        warnings.warn(
            f"The secret could not be kept in {path or 'a home folder'} ({error}), so it lives in "
            "memory: caches on disk and signed values end with this process. Let the file be "
            f"written, or give every process the same {ENVIRONMENT_VARIABLE}.",
            RuntimeWarning,
            stacklevel=2,
        )
        return secrets.token_bytes(_SECRET_BYTES)


def _read(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:
        if os.name == "posix" and os.fstat(descriptor).st_mode & 0o077:
            raise PermissionError(f"others can read it; `chmod 600 {path}` if nobody has")
        content = file.read().strip()
    if len(content) < _SECRET_BYTES:
        raise PermissionError("it is too short to be a secret; remove it")
    return content


def _create(path: Path) -> bytes:
    """Write a new secret, unless another process was first; nobody ever sees half a file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = secrets.token_hex(_SECRET_BYTES).encode()
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        # Unlike a rename, a link never replaces the file of a process that was first.
        os.link(draft, path)
    except FileExistsError:
        content = _read(path) or content
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)
    return content


class KeyRing:
    """The keys of one process; the secret is loaded when the first key is asked for.

    Parameters
    ----------
    environ
        The environment variables.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._secret: bytes | None = None
        self._keys: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def use(self, secret: str | bytes | None) -> None:
        """Take the secret of an option; without one, that of the environment or the file.

        Parameters
        ----------
        secret
            The secret, or ``None``.
        """
        with self._lock:
            self._secret = load_secret(secret, environ=self._environ) if secret else None
            self._keys.clear()

    def key(self, purpose: str) -> bytes:
        """Return the key for one purpose.

        Parameters
        ----------
        purpose
            What the key is for.
        """
        with self._lock:
            found = self._keys.get(purpose)
            if found is None:
                if self._secret is None:
                    self._secret = load_secret(environ=self._environ)
                found = self._keys[purpose] = derive(self._secret, purpose)
            return found


key_ring: Final = KeyRing()
"""The keys of this process."""


def hashing_key() -> bytes:
    """Return the key under which values and functions are hashed."""
    return key_ring.key("hashing")


def signing_key() -> bytes:
    """Return the key of the signatures that are checked before anything is decoded."""
    return key_ring.key("signing")
