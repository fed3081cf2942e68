"""All options: composed from those of the packages, and read from where operators write them."""

from millstream.config.options import FLAGS, Flag, Options, read_options

__all__ = ["FLAGS", "Flag", "Options", "read_options"]
