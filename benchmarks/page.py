"""What is measured in the browser: clicks inside the page, and first visits with an empty cache."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

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

CLICKS = """async ([count, pause]) => {
  const app = document.querySelector("[data-testid=stApp]");
  const button = document.querySelector("[data-testid=stButton] button");
  const counter = () => [...document.querySelectorAll("[data-testid=stText]")]
    .find((each) => each.textContent.startsWith("n = "));
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const times = [];
  for (let i = 0; i < count; i++) {
    while (app.dataset.testScriptState !== "notRunning") await wait(2);
    await wait(pause);
    const before = counter().textContent;
    const changed = new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error("the text did not change")), 20000);
      const observer = new MutationObserver(() => {
        if (counter()?.textContent === before) return;
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


@dataclass(frozen=True)
class Visit:
    """A first visit with an empty cache."""

    seconds: float
    transferred_bytes: int
    requests: int


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
        page.wait_for_selector(_TEXT, timeout=60_000)
        page.wait_for_timeout(500)
        times: list[float] = page.evaluate(CLICKS, [count + warm_up, 15])
        return times[warm_up:]
    finally:
        context.close()


def first_visit(browser: Browser, url: str) -> Visit:
    """Open an app for the first time, until its text is there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        sizes: list[int] = []
        requests: list[str] = []
        network.on(
            "Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"]))
        )
        network.on("Network.requestWillBeSent", lambda event: requests.append(event["requestId"]))
        network.on("Network.webSocketCreated", lambda event: requests.append(event["requestId"]))
        network.on(
            "Network.webSocketFrameReceived",
            lambda event: sizes.append(len(event["response"]["payloadData"])),
        )
        start = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.wait_for_selector(f"{_TEXT}:has-text('n = ')", timeout=60_000)
        seconds = time.perf_counter() - start
        page.wait_for_timeout(1_000)
        return Visit(seconds, sum(sizes), len(set(requests)))
    finally:
        context.close()


def hold_sessions(browser: Browser, url: str, count: int) -> list[object]:
    """Open so many pages, and give them so that they stay open."""
    context = browser.new_context()
    pages: list[object] = []
    for _ in range(count):
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector(_IDLE, timeout=60_000)
        page.wait_for_timeout(100)
        pages.append(page)
    return [context, *pages]
