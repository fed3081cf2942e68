"""The command line: `main` is what `millstream` calls."""

from millstream.cli.main import main

__all__ = ["main"]
