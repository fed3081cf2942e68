"""What the server can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WatcherType = Literal["auto", "watchdog", "poll", "none"]


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Where the server listens, and what it lets in."""

    address: str | None = None
    port: int | None = None
    headless: bool = False
    base_url_path: str = ""
    file_watcher_type: WatcherType = "auto"
    enable_cors: bool = True
    cors_allowed_origins: tuple[str, ...] = ()
    max_message_bytes: int = 8 * 1024 * 1024
