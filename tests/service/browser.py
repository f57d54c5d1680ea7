"""What browser tests share: where Chromium is, how it is started, a service that runs beside the test, and axe."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
IN_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed here and could not be"),
]
DESKTOP, PHONE = (1280, 900), (390, 844)
SHOTS = Path(__file__).parent.parent.parent / "build" / "screenshots"  # git ignores build/
_AXE = files("axe_playwright_python").joinpath("axe.min.js")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application on a free port of this machine; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def violations(page: Page) -> list[Any]:
    """Return what axe finds wrong in a page, with the elements in question."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", _RULES)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
