"""The pages in a real browser, where one is installed."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed here and could not be"),
]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
QUESTION = "张掖市应急物资储备的目标是什么？"


@pytest.fixture(scope="module")
def address(answerer: Answerer) -> Iterator[str]:
    """The address of a running service over the tiny index."""
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(), answerer), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """A page in a new profile, which must stay free of errors on its console."""
    width, height = request.param
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=FLAGS, viewport={"width": width, "height": height}
        )
        opened = context.new_page()
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield opened
        context.close()
        assert errors == []


def ask(page: Page, address: str, question: str) -> None:
    page.goto(f"{address}/")
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector("#result[aria-busy=false] p")


def test_a_question_gets_its_answer_with_highlighted_citations(page: Page, address: str) -> None:
    ask(page, address, QUESTION)
    assert page.locator(".answer").inner_text().count("[1]") >= 1
    highlighted = page.locator(".citation").first.locator("mark").first.inner_text()
    assert highlighted
    assert highlighted in page.locator(".answer").inner_text()


def test_a_citation_leads_to_its_passage_marked_in_the_plan(page: Page, address: str, answerer: Answerer) -> None:
    ask(page, address, QUESTION)
    page.locator(".citation a").first.click()
    page.wait_for_selector("mark")
    start, end = (int(number) for number in page.url.rsplit("#", 1)[1].split("-"))
    marked = page.evaluate("[...document.querySelectorAll('#text mark')].map(each => each.textContent).join('')")
    assert marked == answerer.plans["zhangye"].text[start:end]
    top = page.locator("mark").first.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < 900, "the mark is scrolled into view"


def test_a_refusal_is_shown_without_citations(page: Page, address: str) -> None:
    ask(page, address, "兰州市应急物资储备的目标是什么？")
    assert "没有收录" in page.locator("#result").inner_text()
    assert page.locator(".citation").count() == 0


def test_no_page_is_wider_than_its_window(page: Page, address: str) -> None:
    for path in ("/", "/plans/zhangye"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_api_documentation_is_drawn_without_a_network(page: Page, address: str) -> None:
    page.goto(f"{address}/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() >= 7
