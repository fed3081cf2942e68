"""The root of the errors that Millstream raises."""

from __future__ import annotations


class MillstreamError(Exception):
    """Everything that Millstream raises on purpose derives from this."""
