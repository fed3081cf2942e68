"""The options `server.*` and `browser.*`."""

from __future__ import annotations

from millstream.config.kinds import (
    BOOLEAN,
    NUMBER,
    TABLE,
    TEXT,
    TEXTS,
    at_least,
    checked,
    choice,
    whole,
)
from millstream.config.option import Option

_MEGABYTE = 1024 * 1024
_NO_METRICS = "There is no endpoint for metrics."
_NO_AGENTS = "There is no interface for programs, so nothing of it can be switched on."


def _bytes(megabytes: float) -> int:
    return int(megabytes * _MEGABYTE)


def _size(given: object) -> int | None:
    from millstream.caching.policy import parse_size

    return parse_size(int(given) if isinstance(given, str) and given.isdigit() else given)  # type: ignore[arg-type]


_LISTENING = (
    Option(
        "server.address",
        TEXT,
        None,
        "The address to listen on; without it, all.",
        field="server.address",
    ),
    Option(
        "server.port",
        whole(0, 65535),
        8501,
        "The port to listen on; without it, the first free one from 8501.",
        field="server.port",
    ),
    Option(
        "server.headless",
        BOOLEAN,
        None,
        "Whether no browser is opened at the start; without it, none is where there is no display.",
        field="server.headless",
    ),
    Option(
        "server.baseUrlPath",
        TEXT,
        "",
        "The path below which the app lives.",
        field="server.base_url_path",
        convert=lambda path: path.strip("/"),
    ),
    Option(
        "server.sslCertFile",
        TEXT,
        None,
        "The certificate with which the app is served by HTTPS; needs `server.sslKeyFile`.",
        field="server.ssl_cert_file",
    ),
    Option(
        "server.sslKeyFile",
        TEXT,
        None,
        "The private key of the certificate.",
        field="server.ssl_key_file",
    ),
    Option(
        "browser.serverAddress",
        TEXT,
        "localhost",
        "The name of the server in addresses that are shown to users.",
        field="server.shown_address",
    ),
    Option(
        "browser.serverPort",
        whole(1, 65535),
        None,
        "The port in addresses that are shown to users, if it is not the one the server listens on.",
        field="server.shown_port",
    ),
    Option(
        "browser.gatherUsageStats",
        BOOLEAN,
        False,
        "Whether statistics of usage are sent to the vendor.",
        unused="None are ever gathered or sent.",
    ),
    Option(
        "server.showEmailPrompt",
        BOOLEAN,
        True,
        "Whether the first start asks for an e-mail address.",
        unused="Nobody is ever asked for one.",
    ),
)

_WATCHING = (
    Option(
        "server.fileWatcherType",
        choice("auto", "watchdog", "poll", "none"),
        "auto",
        "How saves are noticed; `watchdog` is the same as `auto`: the system tells.",
        field="server.file_watcher_type",
    ),
    Option(
        "server.folderWatchList",
        TEXTS,
        (),
        "Folders in which every save counts, beside the script and the modules it imports.",
        field="server.folder_watch_list",
    ),
    Option(
        "server.folderWatchBlacklist",
        TEXTS,
        (),
        "Folders in which no save counts.",
        field="server.folder_watch_blacklist",
    ),
    Option(
        "server.runOnSave",
        BOOLEAN,
        True,
        "Whether a save runs the script at once; otherwise the page asks, as Streamlit's does unless it is told not to.",
        field="session.run_on_save",
    ),
    Option(
        "server.allowRunOnSave",
        BOOLEAN,
        True,
        "Whether the page offers to run the script at each save.",
        unused="Saves run the script unless `server.runOnSave` says no, and then each asks.",
        hidden=True,
    ),
)

_SAFETY = (
    Option(
        "server.cookieSecret",
        TEXT,
        None,
        "The secret from which the keys of signatures are derived: the same for all processes that serve an app. "
        "Without it, the variable MILLSTREAM_SECRET or a private file has it.",
        field="server.cookie_secret",
        sensitive=True,
    ),
    Option(
        "server.enableCORS",
        BOOLEAN,
        True,
        "Whether requests and websockets from pages of other servers are refused.",
        field="server.enable_cors",
    ),
    Option(
        "server.corsAllowedOrigins",
        TEXTS,
        (),
        "Servers whose pages are let in nevertheless, such as https://example.com.",
        field="server.cors_allowed_origins",
    ),
    Option(
        "server.allowedHosts",
        TEXTS,
        (),
        "The names under which the server may be called; without them, any. Keeps other names from being pointed at it.",
        field="server.allowed_hosts",
    ),
    Option(
        "server.enableXsrfProtection",
        BOOLEAN,
        True,
        "Whether requests that change something need a token that only pages of this server know.",
        field="server.enable_xsrf_protection",
    ),
    Option(
        "server.xsrfCookieSameSite",
        choice("lax", "strict", "none"),
        "lax",
        "Whether browsers send the token's cookie along with requests from other pages.",
        field="server.xsrf_cookie_same_site",
    ),
    Option(
        "server.trustedUserHeaders",
        TABLE,
        {},
        "Headers of a proxy that become fields of `st.user`, by their names there.",
        unused="`st.user` is not there yet.",
        hidden=True,
    ),
)

_SIZES = (
    Option(
        "server.maxUploadSize",
        at_least(0),
        200,
        "The largest body of a request, in megabytes.",
        field="server.max_upload_bytes",
        convert=_bytes,
    ),
    Option(
        "server.maxMessageSize",
        at_least(1),
        200,
        "The largest message to a browser, in megabytes.",
        field="server.max_message_bytes",
        convert=_bytes,
    ),
    Option(
        "server.maxWidgetStateSize",
        at_least(0.01),
        25,
        "The largest message of a browser, in megabytes.",
        field="server.max_widget_state_bytes",
        convert=_bytes,
        hidden=True,
    ),
    Option(
        "server.maxCacheDataSize",
        checked("SIZE", 'a size such as "500MB" or "2 GiB"', _size),
        None,
        "How much memory cached values may take together; without it, half of what the process may use.",
        field="caching.max_bytes",
    ),
)

_CONNECTING = (
    Option(
        "server.enableWebsocketCompression",
        BOOLEAN,
        False,
        "Whether messages between server and browsers are compressed.",
        field="server.enable_websocket_compression",
    ),
    Option(
        "server.websocketPingInterval",
        at_least(1),
        None,
        "Seconds between two signs of life on a websocket; without it, 20.",
        field="server.websocket_ping_seconds",
    ),
    Option(
        "server.disconnectedSessionTTL",
        at_least(0),
        120,
        "Seconds that a session waits for its browser to come back.",
        field="session.disconnected_seconds",
    ),
    Option(
        "server.enableStaticServing",
        BOOLEAN,
        False,
        "Whether the folder `static` beside the script is served below `app/static/`.",
        field="server.enable_static_serving",
    ),
    Option(
        "server.scriptHealthCheckEnabled",
        BOOLEAN,
        False,
        "Whether `_stcore/script-health-check` runs the script and answers whether it raised nothing.",
        field="server.script_health_check",
        hidden=True,
    ),
    Option(
        "server.customComponentBaseUrlPath",
        TEXT,
        "",
        "The path below which components are found.",
        unused="Components are served below `server.baseUrlPath`, like everything else.",
        hidden=True,
    ),
    Option(
        "server.enableExpensiveMemoryStats",
        BOOLEAN,
        False,
        "Whether metrics tell the true size of what is in memory.",
        unused=_NO_METRICS,
    ),
    Option(
        "server.unsafeMetricsUserAttributes",
        TEXTS,
        (),
        "Which fields of `st.user` metrics are told by.",
        unused=_NO_METRICS,
        hidden=True,
    ),
)

_AGENTS = tuple(
    Option(f"server.{name}", kind, default, help, unused=_NO_AGENTS)
    for name, kind, default, help in (
        ("enableAgentApi", BOOLEAN, False, "Whether programs may use the app over HTTP."),
        ("agentWaitTimeout", NUMBER, 30, "Seconds that a program's request waits for a run."),
        ("agentSessionTTL", NUMBER, 900, "Seconds that a program's session is kept."),
        ("agentMaxSessions", NUMBER, 100, "How many sessions programs may have."),
        ("agentPreviewRows", NUMBER, 100, "How many rows of a table programs are told."),
    )
)

OPTIONS = (*_LISTENING, *_WATCHING, *_SAFETY, *_SIZES, *_CONNECTING, *_AGENTS)
