"""Start an app from a program of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from millstream.config import Settings, load, process
from millstream.config.logs import configure_logging
from millstream.server.serve import serve


def load_config_options(flag_options: Mapping[str, Any]) -> None:
    """Read the configuration anew.

    Parameters
    ----------
    flag_options
        Options that count more than files and the environment, by names such as "server.port" or `server_port`; those
        that are None are left out.

    Examples
    --------
    >>> from millstream.web import bootstrap
    >>> bootstrap.load_config_options({"client_toolbarMode": "viewer", "server.port": None})
    >>> import millstream as st
    >>> st.get_option("client.toolbarMode")
    'viewer'
    >>> bootstrap.load_config_options({})
    """
    _load(flag_options, (Path.cwd(),))


def _load(flag_options: Mapping[str, Any], folders: tuple[Path, ...]) -> Settings:
    named = {name.replace("_", "."): value for name, value in flag_options.items()}
    given = {name: value for name, value in named.items() if value is not None}
    settings = load(given, projects=folders)
    configure_logging(settings.options.logs)
    process.use(settings)
    return settings


def run(
    main_script_path: str,
    is_hello: bool,
    args: Sequence[str],
    flag_options: Mapping[str, Any],
    *,
    stop_immediately_for_testing: bool = False,
) -> None:
    """Serve an app until Ctrl-C.

    Parameters
    ----------
    main_script_path
        The script.
    is_hello
        Whether to serve the demonstration instead.
    args
        What follows the script's name in its `sys.argv`.
    flag_options
        Options, as for `load_config_options`.
    stop_immediately_for_testing
        Whether to end as soon as the app could be used.
    """
    demonstration = Path(__file__).parents[1] / "hello" / "app.py"
    script = (demonstration if is_hello else Path(main_script_path)).resolve()
    settings = _load(flag_options, (Path.cwd(), script.parent))
    serve(str(script), tuple(args), settings, stop_at_once=stop_immediately_for_testing)
