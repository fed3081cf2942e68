"""All options: composed from those of the packages, and read from where operators write them."""

from millstream.config.option import Option, OptionError
from millstream.config.options import Options, compose
from millstream.config.settings import Settings, get_option, load, process, set_option
from millstream.config.table import OPTIONS
from millstream.secret_store import secrets

__all__ = [
    "OPTIONS",
    "Option",
    "OptionError",
    "Options",
    "Settings",
    "compose",
    "get_option",
    "load",
    "process",
    "secrets",
    "set_option",
]
