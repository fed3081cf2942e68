"""The command `millstream`."""

from millstream.cli.main import main

__all__ = ["main"]
