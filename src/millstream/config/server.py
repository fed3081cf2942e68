"""What the server can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

WatcherType = Literal["auto", "watchdog", "poll", "none"]

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Where the server listens, and what it lets in."""

    address: str | None = None
    port: int | None = None
    headless: bool | None = None
    base_url_path: str = ""
    ssl_cert_file: str | None = None
    ssl_key_file: str | None = None
    shown_address: str = "localhost"
    shown_port: int | None = None
    hide_welcome: bool = False
    file_watcher_type: WatcherType = "auto"
    folder_watch_list: tuple[str, ...] = ()
    folder_watch_blacklist: tuple[str, ...] = ()
    cookie_secret: str | None = field(default=None, repr=False)
    enable_cors: bool = True
    cors_allowed_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    embedding_origins: tuple[str, ...] = ()
    enable_xsrf_protection: bool = True
    xsrf_cookie_same_site: Literal["lax", "strict", "none"] = "lax"
    max_upload_bytes: int = 200 * _MEGABYTE
    max_message_bytes: int = 200 * _MEGABYTE
    max_widget_state_bytes: int = 25 * _MEGABYTE
    enable_websocket_compression: bool = False
    websocket_ping_seconds: float = 20
    enable_static_serving: bool = False
    script_health_check: bool = False
