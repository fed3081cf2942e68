"""The commands: thin, each says what it does and hands over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from millstream.cli.cache import cache
from millstream.cli.flags import ConfiguredCommand, settings_of
from millstream.errors import MillstreamError
from millstream.version import __version__

_NO_ADDRESSES = (
    "Millstream keeps no e-mail addresses and needs no activation; there is nothing to do."
)


class _Program(click.Group):
    """All commands; whoever mistypes one is told in one line, without the usage of the command."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the arguments before the command."""
        with _one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Read the arguments of the command, and do it."""
        with _one_line():
            return super().invoke(ctx)


@contextmanager
def _one_line() -> Iterator[None]:
    """Leave the usage out of messages, but for who has typed no command at all."""
    try:
        yield
    except click.UsageError as error:
        if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
            raise
        message = " ".join(error.format_message().split())
        raise click.UsageError(message if message.endswith(("?", ".")) else message + ".") from None


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--log_level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    help="The old way to write --logger.level.",
)
@click.version_option(__version__, prog_name="Millstream", message="%(prog)s, version %(version)s")
@click.pass_context
def main(context: click.Context, log_level: str | None) -> None:
    """Turn a Python script into a web app."""
    context.obj = log_level


def _serve(script: str, args: tuple[str, ...], flags: Mapping[str, object], level: Any) -> None:
    from millstream.config import process
    from millstream.server.serve import serve

    settings = settings_of(flags, level, script)
    process.use(settings)
    try:
        serve(script, args, settings)
    except MillstreamError as error:
        raise click.ClickException(str(error)) from None


@main.command(cls=ConfiguredCommand, context_settings={"allow_interspersed_args": True})
@click.argument("script", default="streamlit_app.py")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def run(level: Any, script: str, args: tuple[str, ...], flags: Mapping[str, object]) -> None:
    """Serve SCRIPT (a path or a web address) as an app; ARGS are its sys.argv.

    Write `--` before arguments that look like options.
    """
    from millstream.cli.target import TargetError, local_script

    try:
        path = local_script(script)
    except TargetError as error:
        raise click.ClickException(str(error)) from None
    _serve(path, args, flags, level)


@main.command(cls=ConfiguredCommand)
@click.pass_obj
def hello(level: Any, flags: Mapping[str, object]) -> None:
    """Serve the demonstration."""
    _serve(str(Path(__file__).parents[1] / "hello" / "app.py"), (), flags, level)


@main.command()
@click.argument("directory", default=".", type=click.Path(file_okay=False, path_type=Path))
def init(directory: Path) -> None:
    """Write a starter project to DIRECTORY."""
    from millstream.cli.starter import StarterError, write_starter

    try:
        written = write_starter(directory)
    except StarterError as error:
        raise click.ClickException(str(error)) from None
    for path in written:
        click.echo(f"Wrote {path}")
    click.echo(f"\nStart the app:\n\n  millstream run {directory / 'streamlit_app.py'}")


@main.group()
def config() -> None:
    """Look at the configuration."""


@config.command(cls=ConfiguredCommand)
@click.pass_obj
def show(level: Any, flags: Mapping[str, object]) -> None:
    """Print every option with its value and where that comes from, in the form of config.toml."""
    from millstream.cli.show import configuration

    click.echo(configuration(settings_of(flags, level)), nl=False)


@main.command()
@click.argument("command", required=False)
def docs(command: str | None) -> None:
    """Show the manual: what there is, or what COMMAND (such as `slider`) does."""
    from millstream.cli.manual import ManualError, contents, page_of

    try:
        text = contents() if command is None else page_of(command)
    except ManualError as error:
        raise click.ClickException(str(error)) from None
    click.echo_via_pager(text)


@main.command()
@click.argument("scripts", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def check(context: click.Context, scripts: tuple[Path, ...], as_json: bool) -> None:
    """Look for mistakes in SCRIPTS (files or folders) without running them; the status is 1 where there are any."""
    from millstream.cli.check import check_paths, report

    findings = check_paths(scripts)
    click.echo(report(findings, as_json=as_json))
    context.exit(1 if findings else 0)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete commands and options: `eval "$(millstream completion bash)"`."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "millstream", "_MILLSTREAM_COMPLETE").source())


main.add_command(cache)


@main.group(invoke_without_command=True)
@click.pass_context
def activate(context: click.Context) -> None:
    """Do nothing: there is nothing to activate."""
    if context.invoked_subcommand is None:
        click.echo(_NO_ADDRESSES)


@activate.command()
def reset() -> None:
    """Do nothing: there is no address to forget."""
    click.echo(_NO_ADDRESSES)


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
