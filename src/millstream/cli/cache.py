"""`millstream cache`: look at the results that are kept on disk, and let go of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from millstream.cli.flags import ConfiguredCommand, settings_of
from millstream.config import OPTIONS

if TYPE_CHECKING:
    from millstream.cli.cached_results import CachedResults

_NEEDED = ("cache.dir", "cache.maxDiskSize", "server.cookieSecret")


class CacheCommand(ConfiguredCommand):
    """A command that takes those options that say where results are and how they are signed."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Leave out the options of everything else."""
        needless = {name.replace(".", "__") for name in OPTIONS if not name.startswith(_NEEDED)}
        return [each for each in super().get_params(ctx) if each.name not in needless]


def _opened(level: Any, flags: Mapping[str, object]) -> CachedResults:
    from millstream.cli.cached_results import CachedResults
    from millstream.storage.keys import key_ring

    options = settings_of(flags, level).options
    key_ring.use(options.server.cookie_secret)
    return CachedResults(options.store)


def _age(_: click.Context, __: click.Parameter, given: str | None) -> float | None:
    from millstream.caching.errors import CacheOptionError
    from millstream.caching.policy import parse_ttl

    if given is None:
        return None
    try:
        return parse_ttl(f"{given}s" if given.isdigit() else given)
    except CacheOptionError:
        raise click.BadParameter(
            f'expected a time such as "90m", "7d" or a number of seconds, got {given!r}'
        ) from None


_by_function = click.option(
    "--function",
    "-f",
    "functions",
    multiple=True,
    metavar="NAME",
    help="A function: `load`, `pages.sales.load` or a pattern such as `*load*`; may be repeated.",
)
_by_tag = click.option(
    "--tag", "-t", "tags", multiple=True, metavar="TAG", help="A tag; may be repeated."
)
_by_age = click.option(
    "--older-than",
    "older_than_seconds",
    metavar="TIME",
    callback=_age,
    help="The least age, such as `90m` or `7d`.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _told(answer: Any, text: Callable[[], str], *, as_json: bool) -> None:
    click.echo(json.dumps(answer, indent=2) if as_json else text())


@click.group()
def cache() -> None:
    """Look at the results of cached functions on disk, and let go of them."""


@cache.command(cls=CacheCommand)
@_by_function
@_as_json
@click.pass_obj
def stats(
    level: Any, functions: tuple[str, ...], as_json: bool, flags: Mapping[str, object]
) -> None:
    """Count what each function keeps, and its bytes on disk."""
    results = _opened(level, flags)
    found = results.stats(functions)
    _told(found, lambda: results.stats_table(found), as_json=as_json)


@cache.command(cls=CacheCommand)
@_by_function
@_by_tag
@_by_age
@_as_json
@click.pass_obj
def ls(
    level: Any,
    functions: tuple[str, ...],
    tags: tuple[str, ...],
    older_than_seconds: float | None,
    as_json: bool,
    flags: Mapping[str, object],
) -> None:
    """List results with their age, cost, size and tags."""
    results = _opened(level, flags)
    found = results.listed(functions, tags, older_than_seconds)
    _told(found, lambda: results.listed_table(found), as_json=as_json)


@cache.command(cls=CacheCommand)
@_by_function
@_by_tag
@_as_json
@click.pass_obj
def clear(
    level: Any,
    functions: tuple[str, ...],
    tags: tuple[str, ...],
    as_json: bool,
    flags: Mapping[str, object],
) -> None:
    """Forget all results, or those of functions and tags.

    Apps that run notice, and compute anew what they are asked for.
    """
    results = _opened(level, flags)
    gone = results.clear(functions, tags)
    _told(gone, lambda: results.gone_text("Cleared", gone), as_json=as_json)


@cache.command(cls=CacheCommand)
@_by_function
@_by_tag
@_by_age
@_as_json
@click.pass_obj
def prune(
    level: Any,
    functions: tuple[str, ...],
    tags: tuple[str, ...],
    older_than_seconds: float | None,
    as_json: bool,
    flags: Mapping[str, object],
) -> None:
    """Remove what is past its time, or older than asked for.

    Without a function or a tag, what killed processes left behind goes, too, and the least
    worthy results where all together are more than `cache.maxDiskSize`.
    """
    results = _opened(level, flags)
    gone = results.prune(functions, tags, older_than_seconds)
    _told(gone, lambda: results.gone_text("Removed", gone), as_json=as_json)


@cache.command(cls=CacheCommand)
@_by_function
@_as_json
@click.pass_context
def verify(
    context: click.Context,
    functions: tuple[str, ...],
    as_json: bool,
    flags: Mapping[str, object],
) -> None:
    """Check every result in full against its signature.

    The status is 1 where one is damaged.
    """
    results = _opened(context.obj, flags)
    found = results.verify(functions)
    _told(found, lambda: results.verify_text(found), as_json=as_json)
    context.exit(1 if found["damaged"] else 0)
