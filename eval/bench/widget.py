"""`python -m eval.bench.widget`: how light the widget and the landing page are, and how soon a citation is on screen.

Serves the index on this machine and opens it in Debian's Chromium, through Playwright (the group `dev`). The questions are
the examples of the landing page. Each is asked twice a round, in turns: in the widget, from the Enter key to the frame in
which the first citation is drawn; and bare, from the same page, from fetch() to the last byte of `/v1/ask`. The ratio is
what the widget, its stream and the browser's drawing add; both have the same network and the same service.
"""

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Annotated, Any
from urllib.request import Request, urlopen

import typer
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from service.app import WIDGET, create_app
from service.settings import Settings, read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_ERR = Console(stderr=True)
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

_IN_WIDGET = """async (question) => {
  const chat = document.querySelector("policy-chat");
  const root = chat.shadowRoot;
  // Until a selector finds something, a second at most: what the widget fetches by the way is not to be in the way.
  const until = async (selector) => {
    for (const begun = performance.now(); !root.querySelector(selector) && performance.now() - begun < 1000; )
      await new Promise(requestAnimationFrame);
  };
  chat.clear();
  await until(".welcome .question");
  const field = root.querySelector("#question");
  field.value = question;
  const drawn = new Promise((resolve) => {
    const seen = () => {
      if (!root.querySelector(".turn .chip")) return;
      watch.disconnect();
      // After the frame: a task that follows the callbacks before it.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    const watch = new MutationObserver(seen);
    watch.observe(root, { childList: true, subtree: true });
  });
  const begun = performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  const spent = (await drawn) - begun;
  await until(".turn[data-state=done] .next .question");
  return spent;
}"""
_BARE = """async (question) => {
  const begun = performance.now();
  const headers = { "content-type": "application/json" };
  await (await fetch("/v1/ask", { method: "POST", headers, body: JSON.stringify({ question }) })).json();
  return performance.now() - begun;
}"""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a visit cost: requests, and bytes as they went over the wire with their headers."""

    requests: int
    size_bytes: int


def widget_bytes(address: str) -> int:
    """Return the size of the files of the widget together, each compressed as the service sends it."""
    names = ["widget.js", *(f"widget/{path.name}" for path in sorted((WIDGET / "static" / "chat").iterdir()))]
    found = 0
    for name in names:
        with urlopen(Request(address + name, headers={"accept-encoding": "gzip"})) as response:
            found += len(response.read())
    return found


def visit(page: Page, address: str) -> Traffic:
    """Open a page, wait until it is quiet, and return what that cost."""
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.locator("policy-chat .head").wait_for()
    session.detach()
    return Traffic(len(sizes), int(sum(sizes)))


def timings(page: Page, questions: list[str], rounds: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds in the widget and bare, each question in turn; the first round only warms up."""
    found: dict[str, list[float]] = {_IN_WIDGET: [], _BARE: []}
    for at in range(rounds + 1):
        for number, question in enumerate(questions):
            order = [_IN_WIDGET, _BARE] if (at + number) % 2 else [_BARE, _IN_WIDGET]
            for script in order:
                spent = page.evaluate(script, question)
                if at:
                    found[script].append(spent)
    return found[_IN_WIDGET], found[_BARE]


def measure(
    rounds: Annotated[int, typer.Option("--rounds", help="how often each question is timed")] = 5,
) -> None:
    """Measure the weight of the widget and of the landing page, and the time to the first citation."""
    table = Table("what", "figure", box=None)
    with _serving(read_settings()) as address, _chromium() as browser:
        table.add_row("widget, compressed", f"{widget_bytes(address) / 1000:.1f} kB")
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
        for name in ("first visit of /", "next visit of /"):
            cost = visit(page, address)
            table.add_row(name, f"{cost.requests} requests, {cost.size_bytes / 1000:.1f} kB")
        questions = page.eval_on_selector_all("a[data-question]", "all => all.map((each) => each.dataset.question)")
        with _ERR.status(f"{len(questions)} questions …"):
            shown, bare = timings(page, questions, rounds)
    for name, times in (("Enter to first citation", shown), ("bare /v1/ask", bare)):
        table.add_row(
            name, f"{median(times):.0f} ms, {sorted(times)[int(len(times) * 0.95)]:.0f} ms at the 95th percentile"
        )
    table.add_row("ratio of the medians", f"{median(shown) / median(bare):.2f}")
    _OUT.print(table)


@contextmanager
def _serving(settings: Settings) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise typer.Exit(1)
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options: dict[str, Any] = {"executable_path": shutil.which("chromium"), "args": _FLAGS}
        browser = playwright.chromium.launch(**options)
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    typer.run(measure)
