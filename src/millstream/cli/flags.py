"""The options of the configuration as flags of a command, made only for commands that have them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from millstream.config import OPTIONS, Settings, load
from millstream.config.logs import configure_logging
from millstream.config.option import Option, nearest
from millstream.errors import StreamlitAPIException

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


_WRITTEN = "millstream.written"
"""What of a context's `meta` names the flags on the command line: there are hundreds, of which few are ever written."""


class _Value(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions only
    """A value that is read where all sources are, so that each message says the same."""

    def __init__(self, option: Option) -> None:
        self.name = option.kind.name
        self._option = option

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Leave the text as it is."""
        del param, ctx
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the values of an option that has few."""
        from click.shell_completion import CompletionItem

        del ctx, param
        known = self._option.kind.choices or (
            ("true", "false") if self._option.kind.name == "true|false" else ()
        )
        return [CompletionItem(value) for value in known if value.startswith(incomplete)]


class ConfiguredCommand(click.Command):
    """A command that takes every option as `--section.name`; its function gets those given as `flags`."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Give the parameters of the command and the options: all of them, or to read a command line, those on it."""
        written = ctx.meta.get(_WRITTEN)
        return [
            *super().get_params(ctx),
            *(
                _parameter(name)
                for name, option in OPTIONS.items()
                if written is None or option.flag in written
            ),
        ]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; of an option that does not exist say which one is like it."""
        if not ctx.resilient_parsing:  # which looks for completions among all
            ctx.meta[_WRITTEN] = {argument.partition("=")[0] for argument in args}
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            ctx.meta.pop(_WRITTEN, None)
            hint = nearest(error.option_name, [each.opts[0] for each in self.get_params(ctx)])
            raise click.UsageError(f"{error.option_name} is no option.{hint}", ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show all options."""
        ctx.meta.pop(_WRITTEN, None)
        super().format_options(ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        """Gather the options that were given."""
        given = {name: ctx.params.pop(_key(name), None) for name in OPTIONS}
        ctx.params["flags"] = {
            name: value for name, value in given.items() if value not in (None, ())
        }
        return super().invoke(ctx)


def _key(name: str) -> str:
    return name.replace(".", "__")


@cache
def _parameter(name: str) -> click.Option:
    option = OPTIONS[name]
    of_part = option.name.startswith(("theme.sidebar.", "theme.light.", "theme.dark."))
    return click.Option(
        [option.flag, _key(option.name)],
        type=_Value(option),
        metavar=option.kind.name,
        multiple=option.kind.many,
        hidden=option.hidden or of_part,
        help=f"{option.help} [{option.variable()}]",
    )


def settings_of(
    flags: Mapping[str, object], log_level: str | None = None, script: str | None = None
) -> Settings:
    """Read the settings of a command; a wrong one ends it with one line.

    Parameters
    ----------
    flags
        What was given on the command line.
    log_level
        The level of the log that was given in the old way.
    script
        The path of the script, whose folder may have options, too.
    """
    folders = (Path.cwd(), *([Path(script).parent] if script else ()))
    old = {"logger.level": log_level} if log_level else {}
    notes = _Notes()
    logger = logging.getLogger("millstream")
    logger.addHandler(notes)
    try:
        settings = load({**old, **flags}, projects=folders)
    except StreamlitAPIException as error:
        raise click.UsageError(str(error)) from None
    finally:
        logger.removeHandler(notes)
    configure_logging(settings.options.logs)
    notes.replay()
    return settings


class _Notes(logging.Handler):
    """Keeps what is logged until it is known how."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self._records.append(record)

    def replay(self) -> None:
        """Log what was kept."""
        for record in self._records:
            logging.getLogger(record.name).handle(record)
