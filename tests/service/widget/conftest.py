"""A running service, a browser, and pages that hold the widget."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route

from service.answer.answerer import Answerer
from service.app import create_app
from service.feedback import FeedbackStore
from service.settings import Settings
from tests.service.browser import DESKTOP, SHOTS
from tests.service.serving import served

QUESTION = "张掖市应急物资储备的目标是什么？"


@pytest.fixture(scope="package")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the database that the running service writes."""
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'policyqa.sqlite'}"


@pytest.fixture(scope="package")
def address(answerer: Answerer, database: str) -> Iterator[str]:
    """The address of a running service over the tiny index."""
    settings = Settings(database_url=database, cors_origins="http://intranet.test, null")
    with served(create_app(settings, answerer)) as address:
        yield address


@pytest.fixture
def stored(database: str) -> Iterator[FeedbackStore]:
    """The feedback that the running service stored."""
    store = FeedbackStore(database)
    yield store
    store.close()


class Host:
    """A page of somebody's intranet that holds the widget."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # the browser's own note on a status like 429
            self.errors.append(text)

    def load(
        self,
        options: str = "",
        *,
        lang: str = "zh-CN",
        head: str = "",
        body: str = "",
        csp: str = "",
        origin: str = "",
        script: str = "",
        path: str = "host.html",
    ) -> "Host":
        """Open a page with the widget's one line and wait until the widget is there."""
        tag = script or f'<script src="{self.address}/widget.js" {options} defer></script>'
        html = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>内网</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>'
            f"<body><main><h1>内网首页</h1>{body}</main>{tag}</body></html>"
        )
        headers = {"content-type": "text/html; charset=utf-8"} | ({"content-security-policy": csp} if csp else {})
        url = f"{origin or self.address}/{path}"
        self.page.route(url, lambda route: route.fulfill(body=html, headers=headers))
        self.page.goto(url)
        self.find(".head").wait_for(state="attached")
        self.page.evaluate(
            """() => {
              window.heard = [];
              for (const chat of document.querySelectorAll("policy-chat")) {
                for (const name of ["open", "close", "ask", "interpretation", "answer", "error", "stop", "clear", "cite", "feedback", "state"]) {
                  chat.addEventListener(name, (event) => window.heard.push([name, event.detail]));
                }
              }
            }"""
        )
        return self

    def find(self, selector: str) -> Locator:
        """Return what the first widget of the page shows."""
        return self.page.locator("policy-chat").first.locator(selector)

    def open(self) -> "Host":
        """Open the floating widget."""
        self.find(".launcher").click()
        return self

    def ask(self, question: str = QUESTION, *, state: str = "done") -> Locator:
        """Type and send a question; returns its turn once it is in `state`."""
        before = self.find(".turn").count()
        self.find("#question").fill(question)
        self.find("#question").press("Enter")
        turn = self.find(f".turn:nth-of-type({before + 1})")
        turn.and_(self.page.locator(f"[data-state={state}]")).wait_for()
        return turn

    def heard(self, name: str) -> list[Any]:
        """Return the details of the events of a name, in order."""
        return [detail for each, detail in self.page.evaluate("window.heard") if each == name]

    def focused(self) -> str:
        """Return the class or id of what has the focus inside the widget."""
        found = self.page.evaluate(
            "() => { const at = document.querySelector('policy-chat').shadowRoot.activeElement; return at && (at.id || at.className) }"
        )
        return str(found or "")

    def reply(self, path: str, answer: Callable[[Route, Request], None]) -> None:
        """Let the test answer the requests for a path of the service."""
        self.page.route(f"**{path}", answer)

    def shot(self, name: str) -> None:
        """Keep a picture to look at, where the environment asks for pictures."""
        if os.environ.get("POLICYQA_SCREENSHOTS"):
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=SHOTS / f"{name}.png")


OpenHost = Callable[..., Host]


@pytest.fixture
def open_host(browser: Browser, address: str) -> Iterator[OpenHost]:
    """Makes a host page in a fresh context; none of its pages may end with an error on the console."""
    hosts: list[Host] = []

    def make(size: tuple[int, int] = DESKTOP, **context: Any) -> Host:
        # What moves is in another place, or half transparent, when it is looked at.
        options = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce"} | context
        opened = browser.new_context(**options)
        opened.set_default_timeout(30_000)
        host = Host(opened.new_page(), address)
        hosts.append(host)
        return host

    yield make
    for host in hosts:
        host.page.context.close()
    assert [error for host in hosts for error in host.errors] == []


@pytest.fixture
def host(open_host: OpenHost) -> Host:
    """A host page on a desktop, with the widget closed."""
    return open_host().load()
