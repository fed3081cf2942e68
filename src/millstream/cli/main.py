"""The commands: thin, each says what it does and hands over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from millstream.config import FLAGS, read_options
from millstream.config.options import OptionError, Options
from millstream.version import __version__


def _with_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of the configuration as `--section.name`."""
    for flag in reversed(list(FLAGS.values())):
        metavar = "|".join(flag.choices) or flag.type.__name__
        command = click.option(
            f"--{flag.name}", flag.name.replace(".", "__"), metavar=metavar, help=flag.help
        )(command)
    return command


def _options(given: dict[str, Any]) -> Options:
    named = {name.replace("__", "."): text for name, text in given.items() if text is not None}
    try:
        return read_options(named)
    except OptionError as error:
        raise click.UsageError(str(error)) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Millstream", message="%(prog)s, version %(version)s")
def main() -> None:
    """Turn a Python script into a web app."""


@main.command(context_settings={"allow_interspersed_args": True})
@click.argument("script", default="streamlit_app.py")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@_with_flags
def run(script: str, args: tuple[str, ...], **given: Any) -> None:
    """Serve SCRIPT (a path or a web address) as an app; ARGS are its sys.argv.

    Write `--` before arguments that look like options.
    """
    from millstream.cli.target import TargetError, local_script
    from millstream.server.serve import ServeError, serve

    try:
        serve(local_script(script), args, _options(given))
    except (TargetError, ServeError) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@_with_flags
def hello(**given: Any) -> None:
    """Serve the demonstration."""
    from millstream.server.serve import ServeError, serve

    script = Path(__file__).parents[1] / "hello" / "app.py"
    try:
        serve(str(script), (), _options(given))
    except ServeError as error:
        raise click.ClickException(str(error)) from None


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(f"Millstream, version {__version__}")


@main.command("help")
@click.pass_context
def help_(context: click.Context) -> None:
    """Print this."""
    assert context.parent is not None
    click.echo(context.parent.get_help())
