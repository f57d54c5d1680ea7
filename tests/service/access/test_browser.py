"""What a browser makes of keys and policies."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page

from service.access.keys import Keys
from service.access.levels import Role
from service.answer.answerer import Answerer
from service.app import create_app
from service.database.store import Database
from service.settings import Settings
from tests.service.access.conftest import bearer
from tests.service.browser import IN_BROWSER
from tests.service.serving import served

pytestmark = IN_BROWSER


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that want keys."""
    return Settings.model_validate({"index": tmp_path / "index", "corpus": tmp_path, "auth": "on"})


@pytest.fixture
def address(answerer: Answerer, settings: Settings) -> Iterator[str]:
    """The address of a service that wants keys."""
    with served(create_app(settings, answerer)) as address:
        yield address


def complaints(page: Page) -> list[str]:
    """Return what the browser complains of, from now on: a refusal of the policy is an error on its console."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def token_of(address: str, settings: Settings) -> str:
    """Return a token that a page of others would have."""
    key, _ = Keys(Database(settings.feedback_url)).create(Role.ASK, "")
    made = httpx2.post(f"{address}/v1/tokens", headers=bearer(key)).raise_for_status().json()["token"]
    assert isinstance(made, str)
    return made


def test_the_documentation_works_under_its_policy(browser: Browser, address: str) -> None:
    page = browser.new_page()
    found = complaints(page)
    page.goto(f"{address}/docs")
    page.locator("main a[href='/docs/try']").click()
    page.get_by_text("/v1/ask").first.click()
    page.get_by_role("button", name="Try it out").first.wait_for()
    assert found == []
    page.close()


def test_a_reader_gives_the_key_once_and_then_reads_and_asks(
    browser: Browser, address: str, settings: Settings
) -> None:
    key, _ = Keys(Database(settings.feedback_url)).create(Role.ASK, "")
    context = browser.new_context(http_credentials={"username": "reader", "password": key})
    page = context.new_page()
    found = complaints(page)
    page.goto(f"{address}/plans/zhangye")
    assert page.locator("#text").inner_text().count("救援") > 0
    page.goto(f"{address}/?q=张掖市组建几支综合性救援队伍？")
    page.locator("policy-chat").get_by_text("12支").first.wait_for()
    assert found == []
    assert context.cookies() == []
    context.close()


def test_a_reader_without_a_key_is_told_what_is_wanted(browser: Browser, address: str) -> None:
    context = browser.new_context(http_credentials={"username": "reader", "password": "wrong"})
    page = context.new_page()
    page.goto(f"{address}/plans/zhangye")
    assert page.get_by_role("heading", name="需要密钥").is_visible()
    context.close()


def test_the_reader_opens_from_a_widget_that_has_only_a_token(
    browser: Browser, address: str, settings: Settings
) -> None:
    # The link had none: the new page asked for a name and a password.
    context = browser.new_context()
    page = context.new_page()
    token = {"token": token_of(address, settings), "expires_in": 900}
    page.route("**/token-of-the-host", lambda route: route.fulfill(json=token))
    widget = f'<script src="{address}/widget.js" data-token-endpoint="/token-of-the-host" data-opened defer></script>'
    page.route("**/host.html", lambda route: route.fulfill(body=widget, content_type="text/html; charset=utf-8"))
    page.goto(f"{address}/host.html")
    chat = page.locator("policy-chat")
    chat.locator("#question").fill("张掖市组建几支综合性救援队伍？")
    chat.locator("#question").press("Enter")
    chat.locator(".chip").first.click()
    link = chat.locator(".card .foot a")
    assert "token" not in (link.get_attribute("href") or ""), "it may be copied and is good for longer"
    with context.expect_page() as opened:
        link.click()
    opened.value.locator("#text mark.here").first.wait_for()
    assert "12支" in "".join(opened.value.locator("#text mark").all_inner_texts())
    assert opened.value.evaluate("window.opener") is None
    # The chat beside the text had no token: whatever was asked there was refused. And every link asked for a password.
    reader = opened.value
    chat = reader.locator("policy-chat")
    if chat.locator(".launcher").is_visible():
        chat.locator(".launcher").click()
    chat.locator("#question").fill("张掖市组建几支综合性救援队伍？")
    chat.locator("#question").press("Enter")
    chat.locator(".chip").first.click()
    with context.expect_page() as another:
        chat.locator(".card .foot a").click()
    another.value.locator("#text mark.here").first.wait_for()
    reader = another.value
    reader.fill("#q", "救援队伍")
    reader.press("#q", "Enter")
    reader.wait_for_url("**/plans/zhangye?q=*")
    assert "救援队伍" in reader.locator("#text mark").all_inner_texts()
    reader.locator("header.site nav a[href='/plans']").click()
    reader.wait_for_url("**/plans?token=*")
    assert reader.locator(".card").count() > 0
    context.close()


def test_a_token_comes_along_through_the_documentation(browser: Browser, address: str, settings: Settings) -> None:
    # The documentation, which wants no key, dropped it: the next link asked for a name and a password.
    page = browser.new_page()
    page.goto(f"{address}/plans/zhangye?token={token_of(address, settings)}")
    page.locator("header.site nav a[href='/docs']").click()
    page.wait_for_url("**/docs?token=*")
    page.locator("header.site nav a.language").click()
    page.wait_for_url("**/docs?lang=*&token=*")
    page.locator("header.site nav a[href='/plans']").click()
    page.wait_for_url("**/plans?token=*")
    assert page.locator(".card").count() > 0
    page.close()


def test_a_link_that_is_copied_has_no_token(browser: Browser, address: str, settings: Settings) -> None:
    # The right button put it there, and so did the middle one, for good.
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/plans?token={token_of(address, settings)}")
    link = page.locator("header.site nav a").nth(1)
    seen = """() => document.addEventListener("auxclick", () => {
      window.hrefs = [...(window.hrefs ?? []), document.querySelectorAll("header.site nav a")[1].getAttribute("href")];
    })"""
    page.evaluate(seen)
    link.click(button="right")
    page.keyboard.press("Escape")
    with context.expect_page() as opened:
        link.click(button="middle")
    opened.value.wait_for_url("**/compare?token=*")
    right, middle = page.evaluate("window.hrefs")
    assert (right, "token=" in middle) == ("/compare", True)
    page.wait_for_function("document.querySelectorAll('header.site nav a')[1].getAttribute('href') === '/compare'")
    hrefs = page.locator("a:not([href^='#'])").evaluate_all("all => all.map((a) => a.href)")
    assert [each for each in hrefs if "token" in each] == []
    context.close()


def test_a_token_goes_to_no_other_site(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/docs")
    sent = page.evaluate(
        """async (base) => {
          const { Service } = await import("/widget/transport.js");
          const service = new Service(base, { token: "secret" });
          return Promise.all([`${base}plans/a`, "http://elsewhere.test/plans/a"].map((each) => service.withToken(each)));
        }""",
        f"{address}/",
    )
    assert sent == [f"{address}/plans/a?token=secret", "http://elsewhere.test/plans/a"]
    page.close()
