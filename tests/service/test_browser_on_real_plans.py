"""The service as it is installed, real model and real plans, as a person meets it in a browser."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.conftest import REAL_CORPUS
from tests.service.browser import IN_BROWSER
from tests.service.serving import served

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def address(real_answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service over the plans that come with the software."""
    settings = Settings(corpus=REAL_CORPUS, index=tmp_path_factory.mktemp("real") / "index")
    with served(create_app(settings, real_answerer)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The landing page, which must stay free of errors on its console."""
    errors: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.set_default_timeout(60_000)
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.goto(address)
    yield opened
    context.close()
    assert errors == []


def test_every_example_is_answered_and_its_first_quote_is_what_the_reader_marks(page: Page, address: str) -> None:
    examples = page.locator("a[data-question]")
    kinds = examples.locator(".kind").all_inner_texts()
    assert len(kinds) == len(set(kinds)) >= 6
    chat = page.locator("policy-chat")
    links: dict[str, str] = {}
    for number in range(len(kinds)):
        examples.nth(number).click()
        turn = chat.locator(f".turn:nth-of-type({number + 1})[data-state=done]")
        turn.locator(".chip[data-cite='1']").first.press("Enter")  # wherever the log is scrolled to by then
        card = chat.locator(".card")
        link = card.locator(".foot a").get_attribute("href")
        assert link is not None
        links[link] = str(card.locator("blockquote").evaluate("each => each.textContent"))
        card.locator(".close").click()
    for link, quote in links.items():
        page.goto(link)
        page.locator("#text mark.here").first.wait_for()
        marked = page.evaluate("[...document.querySelectorAll('#text mark')].map(each => each.textContent).join('')")
        assert marked == quote
        plan_id, span = urlsplit(link).path.rsplit("/", 1)[1], urlsplit(link).fragment
        start, end = map(int, span.split("-"))
        text = page.request.get(f"{address}/v1/plans/{plan_id}/text").text()
        assert text[start:end] == quote


def test_a_follow_up_a_refusal_and_feedback(page: Page) -> None:
    chat = page.locator("policy-chat")
    for number, (question, shown) in enumerate(
        (
            ("张掖市的应急物资储备目标是什么？", "张掖"),
            ("那丰台区呢？", "丰台"),
            ("兰州市的应急物资储备目标是什么？", "兰州"),
        ),
        start=1,
    ):
        chat.locator("#question").fill(question)
        chat.locator("#question").press("Enter")
        turn = chat.locator(f".turn:nth-of-type({number})[data-state=done]")
        expect(turn).to_contain_text(shown)
    assert turn.locator(".notice").is_visible()
    assert turn.locator(".chip, .source").count() == 0
    turn.locator(".tools .up").click()
    turn.locator(".comment").wait_for()


def test_the_original_of_every_plan_is_what_was_indexed(page: Page, address: str) -> None:
    for plan in page.request.get(f"{address}/v1/plans").json()["plans"]:
        reply = page.request.get(f"{address}/plans/{plan['id']}/original")
        assert reply.status == 200
        assert reply.body() == Path(REAL_CORPUS / plan["source"]).read_bytes()
