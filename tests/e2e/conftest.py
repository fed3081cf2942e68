"""A server in a process of its own, Chromium, and a page that knows how apps look."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "reports" / "screenshots"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 20
DELAY_SECONDS = 0.4
"""How long the slow functions of the examples take here."""

expect.set_options(timeout=10_000)


# --- the server ------------------------------------------------------------------------------------


@dataclass
class Server:
    """An app that is served."""

    process: subprocess.Popen[bytes]
    script: Path
    port: int
    base: str = ""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/{self.base}"

    def is_up(self) -> bool:
        """Ask whether it answers."""
        try:
            with urlopen(f"{self.url}_stcore/health", timeout=1) as answer:
                return bool(answer.read() == b"ok")
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """End it, at once if it does not end by itself."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(script: Path, *flags: str, port: int | None = None, base: str = "") -> Server:
    """Start a server, and wait until it answers; `base` is the path of the app, with a slash at its end."""
    port = port or free_port()
    command = [sys.executable, "-m", "millstream", "run", str(script)]
    options = [
        "--server.headless=true",
        f"--server.port={port}",
        f"--server.baseUrlPath={base}",
        *flags,
    ]
    process = subprocess.Popen(
        [*command, *options],
        cwd=script.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "DELAY_SECONDS": str(DELAY_SECONDS)},
    )
    server = Server(process, script, port, base)
    pause = threading.Event()
    for _ in range(START_SECONDS * 20):
        if server.is_up():
            return server
        if process.poll() is not None:
            break
        pause.wait(0.05)
    server.stop()
    raise AssertionError(f"the server of {script.name} did not answer")


@pytest.fixture(scope="session")
def example() -> Iterator[Callable[[str], Server]]:
    """Serve an example; its server is shared by the tests."""
    servers: dict[str, Server] = {}

    def serve(name: str) -> Server:
        if name not in servers:
            servers[name] = start(ROOT / "examples" / f"{name}.py")
        return servers[name]

    yield serve
    for server in servers.values():
        server.stop()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Serve a script that is written in the test."""
    servers: list[Server] = []

    def serve(source: str, *flags: str, port: int | None = None, base: str = "") -> Server:
        script = tmp_path / "app.py"
        script.write_text(source, encoding="utf-8")
        servers.append(start(script, *flags, port=port, base=base))
        return servers[-1]

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Serve scripts by their names in one folder, the first of them as the app, to all tests of a module."""
    servers: list[Server] = []

    def serve(**sources: str) -> Server:
        folder = tmp_path_factory.mktemp("shared")
        files = [folder / f"{name}.py" for name in sources]
        for file, source in zip(files, sources.values(), strict=True):
            file.write_text(source, encoding="utf-8")
        servers.append(start(files[0]))
        return servers[-1]

    yield serve
    for server in servers:
        server.stop()


# --- the browser -----------------------------------------------------------------------------------


@dataclass
class AppPage:
    """A tab with an app in it.

    `problems` are what the browser complained about, save for texts that contain one of `expected`; `requests` are what
    it asked for.
    """

    page: Page
    expected: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._problem(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._problem(message.text)

    def _problem(self, text: str) -> None:
        if not any(part in text for part in self.expected):
            self.problems.append(text)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def open(self, url: str) -> AppPage:
        self.page.goto(url)
        self.wait_for_idle()
        return self

    def wait_for_idle(self) -> None:
        """Wait until no run goes on."""
        state = self.page.locator('[data-testid=stApp][data-test-script-state="notRunning"]')
        expect(state).to_be_attached()

    def find(self, test_id: str) -> Locator:
        return self.page.locator(f'[data-testid="{test_id}"]')

    def expect_heading(self, text: str) -> None:
        expect(self.find("stHeading").filter(has_text=text)).to_be_visible()

    def expect_text(self, text: str) -> None:
        expect(self.page.get_by_text(text, exact=True)).to_be_visible()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def evaluate(self, script: str) -> Any:
        return self.page.evaluate(script)

    def foreign_requests(self) -> list[str]:
        """List the requests that went to another host than the page's own."""
        own = urlsplit(self.page.url).netloc
        asked = [urlsplit(url) for url in self.requests]
        return [each.geturl() for each in asked if each.netloc not in ("", own)]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(
    chromium: Browser,
    request: pytest.FixtureRequest,
    serve: Callable[..., Server],  # so that the tabs are closed before their servers end
) -> Iterator[Callable[..., AppPage]]:
    """Open an app as a user of its own, or in another tab of a user; no tab may complain."""
    del serve
    contexts: list[BrowserContext] = []
    tabs: list[AppPage] = []

    def visit(url: str, *, beside: AppPage | None = None, **options: Any) -> AppPage:
        if beside is None:
            contexts.append(chromium.new_context(**options))
        context = contexts[-1] if beside is None else beside.page.context
        tabs.append(AppPage(context.new_page()))
        return tabs[-1].open(url)

    yield visit
    if request.node.stash.get(FAILED, False):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for number, tab in enumerate(tabs, 1):
            tab.page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png")
    problems = [problem for tab in tabs for problem in tab.problems]
    for context in contexts:
        context.close()
    assert problems == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remember whether the test itself failed, for the fixtures that end after it."""
    del call
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
