"""How scripts are run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ErrorDetails = Literal["full", "stacktrace", "type", "none"]


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """How scripts are compiled and run, and what the code that they call looks at."""

    magic_enabled: bool = True
    magic_in_functions: bool | None = None  # None: in scripts that import streamlit
    display_root_docstring: bool = False
    persist_state: Literal["", "page", "session"] = ""
    display_last_expression: bool = False
    show_error_details: ErrorDetails = "full"
    show_sidebar_navigation: bool = True
    collect_garbage: bool = False
    enforce_serializable_state: bool = False
    parallel_max_workers: int | None = None
    connection_ttl_seconds: float | None = None
    warn_of_direct_execution: bool = True
