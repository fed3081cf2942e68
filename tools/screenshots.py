"""Write the pictures of the README: the demonstration and each example, light and dark.

Needs Chromium and Playwright. The files are PNGs of 256 colours, so that they stay small.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
WIDTH = 1280
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MAX_BYTES = 150_000
START_ATTEMPTS = 200
IDLE = '[data-testid=stApp][data-test-script-state="notRunning"]'
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Shot:
    """A picture: its name, its script, its height, what is clicked before it is taken, and how long the page goes on."""

    name: str
    script: str
    height: int
    clicks: tuple[str, ...] = ()
    milliseconds: int = 600
    """Charts fade in."""


SHOTS = (
    Shot("hello", "src/millstream/hello/app.py", 800),
    Shot("run_counter", "examples/run_counter.py", 360, ("Run it again",) * 4),
    Shot("recolour", "examples/recolour.py", 560),
    Shot("cached_computation", "examples/cached_computation.py", 480, ("Run it again",)),
    Shot("shared_slider", "examples/shared_slider.py", 420),
    Shot("no_leak", "examples/no_leak.py", 560, ("Spoil it in place",)),
    Shot("squared", "examples/squared.py", 360),
    Shot("explorer", "examples/explorer.py", 800),
    Shot("tea_shop", "examples/tea_shop.py", 600, ("Order", "Read again")),
    Shot("weir_watch", "examples/weir_watch.py", 540, milliseconds=12_000),
)


def main() -> int:
    """Take the pictures that were named, or all; the exit status says whether all are small."""
    wanted = set(sys.argv[1:])
    IMAGES.mkdir(parents=True, exist_ok=True)
    heavy = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for shot in SHOTS:
            if wanted and shot.name not in wanted:
                continue
            with served(ROOT / shot.script) as url:
                heavy += [file for file in take(browser, shot, url) if not is_small(file)]
        browser.close()
    return 1 if heavy else 0


@contextmanager
def served(script: Path) -> Iterator[str]:
    """Serve a script; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "millstream", "run", str(script)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true", "--server.port", str(port)],
        env={**os.environ, "DELAY_SECONDS": "0.1"},
        stdout=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}/"
    try:
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    pause = threading.Event()
    for _ in range(START_ATTEMPTS):
        try:
            with urlopen(f"{url}_stcore/health"):
                return
        except (URLError, OSError):
            pause.wait(0.05)
    raise RuntimeError(f"nothing answers at {url}")


def take(browser: Browser, shot: Shot, url: str) -> Iterator[Path]:
    """Take a picture in each colour scheme."""
    for scheme in SCHEMES:
        page = browser.new_page(
            viewport=ViewportSize(width=WIDTH, height=shot.height), color_scheme=scheme
        )
        page.goto(url)
        page.wait_for_selector(IDLE)
        for name in shot.clicks:
            page.get_by_role("button", name=name, exact=True).click()
            page.wait_for_timeout(150)
        page.wait_for_load_state("networkidle")
        page.mouse.move(0, 0)
        page.wait_for_timeout(shot.milliseconds)
        page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
        file = IMAGES / f"{shot.name}-{scheme}.png"
        file.write_bytes(smaller(page.screenshot()))
        page.close()
        yield file


def smaller(png: bytes) -> bytes:
    """Bring a picture down to 256 colours, where Pillow is there to do it."""
    try:
        from PIL import Image
    except ImportError:
        return png
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return min(png, out.getvalue(), key=len)


def is_small(file: Path) -> bool:
    """Print the size of a picture, and say whether it may go into the repository."""
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {size} bytes")
    return size <= MAX_BYTES


if __name__ == "__main__":
    sys.exit(main())
