"""Secrets: passwords and keys that a script reads and nobody commits."""

from millstream.secret_store.options import SecretOptions
from millstream.secret_store.section import SecretSection
from millstream.secret_store.store import Secrets, secrets
from millstream.secret_store.vault import SecretProvider

__all__ = ["SecretOptions", "SecretProvider", "SecretSection", "Secrets", "secrets"]
