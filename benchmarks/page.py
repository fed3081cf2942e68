"""What is measured in the browser: clicks inside the page, and first visits with an empty cache."""

from __future__ import annotations

import base64
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
_TEXT = "[data-testid=stText]"
_FINAL_TEXT = f"{_TEXT}:has-text('n = ')"
_BINARY = 2  # the opcode of a websocket frame that holds bytes

# The observer holds on to the text's node: to search the page at each mutation would be part of the time.
CLICKS = """async ([count, pause]) => {
  const app = document.querySelector("[data-testid=stApp]");
  const button = document.querySelector("[data-testid=stButton] button");
  const find = () => [...document.querySelectorAll("[data-testid=stText]")]
    .find((each) => each.textContent.startsWith("n = "));
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const times = [];
  let text = find();
  for (let i = 0; i < count; i++) {
    while (app.dataset.testScriptState !== "notRunning") await wait(2);
    await wait(pause);
    if (!text.isConnected) text = find();
    const before = text.textContent;
    const changed = new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error("the text did not change")), 20000);
      const observer = new MutationObserver(() => {
        if (!text.isConnected) text = find() ?? text;
        if (text.textContent === before) return;
        const now = performance.now();
        observer.disconnect();
        clearTimeout(timer);
        done(now);
      });
      observer.observe(app, { subtree: true, childList: true, characterData: true });
    });
    const start = performance.now();
    button.click();
    times.push((await changed) - start);
  }
  return times;
}"""

_NOTE_SAVED_TEXT = """(expected) => {
  globalThis.savedMilliseconds = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error("the text did not change")), 20000);
    const observer = new MutationObserver(() => {
      const texts = [...document.querySelectorAll("[data-testid=stText]")];
      if (!texts.some((each) => each.textContent === expected)) return;
      const now = performance.timeOrigin + performance.now();
      observer.disconnect();
      clearTimeout(timer);
      done(now);
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  });
}"""

# The clock of a page starts with its navigation.
_FIRST_TEXT = "first text: "
_REST_MILLISECONDS = 1_000
_NOTE_FIRST_TEXT = """(() => {
  const observer = new MutationObserver(() => {
    const texts = [...document.querySelectorAll("[data-testid=stText]")];
    if (!texts.some((each) => each.textContent.startsWith("n = "))) return;
    console.debug(`first text: ${performance.now()}`);
    observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
})();"""


@dataclass(frozen=True)
class Visit:
    """A first visit with an empty cache; `driven_seconds` is the time that the program saw that drives the browser."""

    seconds: float
    driven_seconds: float
    transferred_bytes: int
    requests: int


class Traffic:
    """What a page has fetched, counted from the events of the browser's network domain."""

    def __init__(self) -> None:
        self.transferred_bytes = 0
        self.requests: set[str] = set()

    def listen(self, network: Any) -> None:
        """Count from now on."""
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", self.requested)
        network.on("Network.loadingFinished", self.finished)
        network.on("Network.webSocketCreated", self.opened)
        network.on("Network.webSocketHandshakeResponseReceived", self.shook_hands)
        network.on("Network.webSocketFrameReceived", self.received)

    def requested(self, event: dict[str, Any]) -> None:
        """Count a request, unless its address holds the answer."""
        if event["request"]["url"].startswith("http"):
            self.requests.add(event["requestId"])

    def finished(self, event: dict[str, Any]) -> None:
        """Add an answer with its headers, as it was encoded."""
        if event["requestId"] in self.requests:
            self.transferred_bytes += int(event["encodedDataLength"])

    def opened(self, event: dict[str, Any]) -> None:
        """Count a websocket as a request."""
        self.requests.add(event["requestId"])

    def shook_hands(self, event: dict[str, Any]) -> None:
        """Add the headers that opened a websocket."""
        self.transferred_bytes += len(event["response"].get("headersText", ""))

    def received(self, event: dict[str, Any]) -> None:
        """Add a message that came through a websocket, before compression."""
        frame = event["response"]
        data = frame["payloadData"]
        is_binary = frame["opcode"] == _BINARY
        self.transferred_bytes += len(base64.b64decode(data) if is_binary else data.encode())


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium."""
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        raise RuntimeError("Chromium is needed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def click_milliseconds(browser: Browser, url: str, count: int, warm_up: int) -> list[float]:
    """Click a button so many times; give the time from each click to the changed text."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector(_IDLE, timeout=60_000)
        page.wait_for_selector(_FINAL_TEXT, timeout=60_000)
        page.wait_for_timeout(500)
        times: list[float] = page.evaluate(CLICKS, [count + warm_up, 15])
        return times[warm_up:]
    finally:
        context.close()


def save_milliseconds(browser: Browser, url: str, script: Path, count: int) -> list[float]:
    """Save a script with another text so many times; give the time from each save to that text on the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    source = script.read_text()
    times = []
    try:
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector(_FINAL_TEXT, timeout=60_000)
        for number in range(count):
            page.wait_for_timeout(1_000)  # a person's pause; some watchers look once a second
            page.wait_for_selector(_IDLE, timeout=60_000)
            page.evaluate(_NOTE_SAVED_TEXT, f"n = 0, saved {number}")
            script.write_text(
                source.replace('st.session_state.n}"', f'st.session_state.n}}, saved {number}"')
            )
            started = time.time() * 1000
            times.append(page.evaluate("savedMilliseconds") - started)
        return times
    finally:
        context.close()


def first_visit(browser: Browser, url: str) -> Visit:
    """Open an app for the first time, until its text is there; count what it fetches until a second later.

    Nothing is done to the page meanwhile, and a new window has come to rest before.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_NOTE_FIRST_TEXT)
        traffic = Traffic()
        traffic.listen(context.new_cdp_session(page))
        page.wait_for_timeout(_REST_MILLISECONDS)
        started = time.perf_counter()
        with page.expect_console_message(_is_first_text, timeout=60_000) as noted:
            page.goto(url, wait_until="commit")
        driven_seconds = time.perf_counter() - started
        page.wait_for_timeout(_REST_MILLISECONDS)
        seconds = float(noted.value.text.removeprefix(_FIRST_TEXT)) / 1000
        return Visit(seconds, driven_seconds, traffic.transferred_bytes, len(traffic.requests))
    finally:
        context.close()


def _is_first_text(message: ConsoleMessage) -> bool:
    return message.text.startswith(_FIRST_TEXT)


@contextmanager
def open_sessions(browser: Browser, url: str, count: int) -> Iterator[None]:
    """Hold so many pages open, each with a session of its own that is idle."""
    context = browser.new_context()
    try:
        for _ in range(count):
            page = context.new_page()
            page.goto(url)
            page.wait_for_selector(_IDLE, timeout=60_000)
        context.pages[-1].wait_for_timeout(500)
        yield
    finally:
        context.close()
