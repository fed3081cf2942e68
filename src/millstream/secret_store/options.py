"""What the secret store can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretOptions:
    """Where secrets are read from: files and folders, later ones winning; None is the usual places."""

    files: tuple[str, ...] | None = None
