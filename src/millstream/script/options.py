"""How scripts are run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """The options `runner.*` that scripts and the code that runs them look at."""

    magic_enabled: bool = True
    display_root_docstring: bool = False
