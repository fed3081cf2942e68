"""What sessions can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How pages look and behave, what of a session survives, and how long it waits for its browser to come back."""

    theme: Mapping[str, str] = field(default_factory=dict)
    run_on_save: bool = True
    toolbar: Literal["", "developer", "viewer", "minimal"] = ""
    hide_top_bar: bool = False
    disable_data_export: bool = False
    fast_reruns: bool = True
    disconnected_seconds: float = 120
    disconnected_megabytes: int = 512
    survive: Literal["", "reload", "restart"] = ""
    survive_keys: tuple[str, ...] = ()
    store: str = ""
    stored_seconds: float = 7 * 24 * 3600
