"""A conversation goes on: while options change, where the widget is moved, and from page to page of a tab."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Request, Route

from tests.service.browser import IN_BROWSER
from tests.service.widget.conftest import QUESTION, Host, OpenHost

pytestmark = IN_BROWSER
CHAT = "document.querySelector('policy-chat')"

# Answers /v1/ask with a stream that the test writes: push(event, data).
SCRIPTED_STREAM = """() => {
  const real = window.fetch;
  window.fetch = (url, options) => {
    if (!String(url).endsWith("/v1/ask")) return real(url, options);
    options.signal.addEventListener("abort", () => (window.aborted = true));
    const bytes = new TextEncoder();
    const body = new ReadableStream({ start: (stream) => {
      window.push = (name, data) => stream.enqueue(bytes.encode(`event: ${name}\\ndata: ${JSON.stringify(data)}\\n\\n`));
    } });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  };
}"""
INTERPRETATION = {"question": "…", "language": "zh", "intent": "fact", "places": [], "plan_ids": []}


def push(host: Host, event: str, data: dict[str, Any]) -> None:
    """Send one event of the answer that is on its way."""
    host.page.evaluate("([event, data]) => window.push(event, data)", [event, data])


def noting(urls: list[str]) -> Callable[[Route, Request], None]:
    """Return what lets requests pass and notes their addresses."""

    def answer(route: Route, request: Request) -> None:
        urls.append(request.url)
        route.continue_()

    return answer


def answering(reply: dict[str, Any]) -> Callable[[Route, Request], None]:
    """Return what answers with `reply`; when that is empty, with a broken connection."""
    return lambda route, _: route.fulfill(**reply) if reply else route.abort()


def change(host: Host, **options: Any) -> None:
    """Set options of the widget, as its page does."""
    host.page.evaluate("(options) => Object.assign(document.querySelector('policy-chat'), options)", options)


def test_an_answer_goes_on_while_options_change(host: Host) -> None:
    # A new title, language or theme stopped the answer and emptied the field.
    host.page.evaluate(SCRIPTED_STREAM)
    turn = host.open().ask(state="waiting")
    host.find("#question").fill("下一个问题")
    change(host, lang="en", title="Plans")
    host.find("h2").get_by_text("Plans").wait_for()
    assert turn.get_attribute("data-state") == "waiting"
    assert host.focused() == "question"
    push(host, "interpretation", INTERPRETATION)
    push(host, "answer", {"delta": "建站5处"})
    turn.get_by_text("建站5处").wait_for()
    change(host, title="Other plans", questions=["Who?"])
    host.find("h2").get_by_text("Other plans").wait_for()
    turn.get_by_text("建站5处").wait_for()
    assert host.find(".send").get_attribute("aria-label") == "Stop"
    push(host, "answer", {"delta": "，建桥2座"})
    turn.get_by_text("建站5处，建桥2座").wait_for()
    body = {
        "id": "a-1",
        "status": "answered",
        "answer": "建站5处，建桥2座。",
        "citations": [],
        "interpretation": INTERPRETATION,
    }
    push(host, "done", body)
    host.find(".turn[data-state=done]").get_by_text("建站5处，建桥2座。").wait_for()
    assert host.find("#question").input_value() == "下一个问题"
    assert [detail["id"] for detail in host.heard("answer")] == ["a-1"]
    assert host.heard("stop") == []
    assert host.page.evaluate("window.aborted") is None
    assert host.find(".turn").count() == 1


def test_a_stop_still_stops_after_options_changed(host: Host) -> None:
    host.page.evaluate(SCRIPTED_STREAM)
    turn = host.open().ask(state="waiting")
    change(host, lang="en")
    host.find(".send.stop[aria-label=Stop]").click()
    turn.get_by_text("Stopped").wait_for()
    assert host.page.evaluate("window.aborted") is True
    assert host.find(".send").get_attribute("aria-label") == "Send"


def test_a_failure_is_still_said_after_options_changed(host: Host) -> None:
    problem = {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "wait"}
    headers = {"retry-after": "60", "content-type": "application/problem+json"}
    host.reply("/v1/ask", lambda route, _: route.fulfill(status=429, body=json.dumps(problem), headers=headers))
    host.open().ask(state="limited")
    change(host, lang="en")
    turn = host.find(".turn[data-state=limited]")
    turn.get_by_text("Too many questions").wait_for()
    assert turn.locator(".retry").is_disabled()
    assert host.heard("state")[-1] == {"state": "limited"}


def test_what_only_changes_the_looks_draws_nothing_anew(host: Host) -> None:
    host.open().ask().locator(".text .chip").first.click()
    change(host, theme="dark", accent="#b3261e", position="left")
    host.find(".frame[data-theme=dark][data-position=left]").wait_for(state="attached")
    assert host.find(".card").is_visible()
    change(host, theme="light", accent=None)
    host.find(".frame[data-theme=light]").wait_for(state="attached")
    assert host.find(".frame").get_attribute("style") in (None, "")


def test_a_closed_widget_stays_closed_when_options_change(open_host: OpenHost) -> None:
    host = open_host().load('data-opened=""')
    host.find(".shut").click()
    change(host, title="规划")
    host.find("h2").get_by_text("规划").wait_for(state="attached")
    assert host.find(".panel").is_hidden()


def test_the_widget_can_be_moved_within_the_page(host: Host) -> None:
    host.page.evaluate(SCRIPTED_STREAM)
    turn = host.open().ask(state="waiting")
    host.page.evaluate(f"document.querySelector('main').append({CHAT})")
    push(host, "answer", {"delta": "建站5处"})
    turn.get_by_text("建站5处").wait_for()
    host.page.evaluate(f"{CHAT}.remove()")
    host.page.wait_for_function("window.aborted", timeout=5_000)


def test_the_conversation_outlives_a_reload_and_ends_with_a_new_one(host: Host) -> None:
    host.open().ask()
    host.load().open()
    assert host.find(".asked").inner_text().endswith(QUESTION)
    assert host.find(".turn .chip").count() > 0
    host.find(".fresh").click()
    assert host.find(".turn").count() == 0
    host.load().open()
    assert host.find(".turn").count() == 0


def test_what_is_kept_is_only_shown_where_it_is_an_answer_about_the_same_plans(open_host: OpenHost) -> None:
    host = open_host().load('data-plans="zhangye"').open()
    host.ask()
    # As another version, or another script of the page, may have left it.
    host.page.evaluate(
        """() => {
          const [key] = Object.keys(sessionStorage);
          const [turn] = JSON.parse(sessionStorage.getItem(key));
          const broken = [{}, { answer: 1, citations: [] }, { answer: "甲" }, "甲"];
          sessionStorage.setItem(key, JSON.stringify([turn, ...broken.map((body) => ({ question: "乙", body }))]));
        }"""
    )
    host.load('data-plans="zhangye"').open()
    assert [each.get_attribute("data-state") for each in host.find(".turn").all()] == ["done"] + ["stopped"] * 4
    host.load('data-plans="fengtai"').open()
    assert host.find(".turn").count() == 0


def test_a_conversation_goes_with_its_reader_from_page_to_page(host: Host) -> None:
    host.open().ask()
    host.load(path="another.html").open()
    assert host.find(".asked").inner_text().endswith(QUESTION)
    host.find(".next .question").first.wait_for()
    host.ask("那丰台区呢？")
    assert host.heard("answer")[0]["interpretation"]["plan_ids"] == ["fengtai"]


def test_a_question_that_was_left_unanswered_can_be_asked_again(host: Host) -> None:
    host.reply("/v1/ask", lambda *_: None)
    host.open().ask(state="waiting")
    host.page.unroute("**/v1/ask")
    host.load().open()
    turn = host.find(".turn[data-state=stopped]")
    assert turn.locator(".asked").inner_text().endswith(QUESTION)
    turn.locator(".retry").click()
    host.find(".turn[data-state=done] .chip").first.wait_for()
    assert host.find(".turn").count() == 1


def test_a_page_that_clears_the_conversation_keeps_its_focus(open_host: OpenHost) -> None:
    host = open_host().load('data-mode="inline"', body="<button id='fresh'>清空</button>")
    host.ask()
    host.page.locator("#fresh").focus()
    host.page.evaluate(f"{CHAT}.clear()")
    assert host.find(".turn").count() == 0
    assert host.page.evaluate("document.activeElement.id") == "fresh"


def test_a_token_is_fetched_once_for_those_who_need_it_together(open_host: OpenHost) -> None:
    host = open_host()
    fetched: list[str] = []
    sent: list[str] = []

    def token(route: Route, request: Request) -> None:
        fetched.append(request.url)
        route.fulfill(json={"token": f"t{len(fetched)}", "expires_in": 3600})

    def asked(route: Route, request: Request) -> None:
        sent.append(request.headers["authorization"])
        route.continue_()

    host.reply("/token", token)
    host.reply("/v1/**", asked)
    host.load('data-token-endpoint="/token"').open()
    host.ask().locator(".next .question").first.wait_for()
    assert len(fetched) == 1
    assert len(sent) >= 3
    assert set(sent) == {"Bearer t1"}


def test_a_host_that_gives_no_token_is_named(host: Host) -> None:
    replies: dict[str, dict[str, Any]] = {
        "denied": {"json": {"expires_in": 60}},
        "limited": {"status": 429, "json": {}, "headers": {"retry-after": "7"}},
        "server": {"status": 500, "json": {}},
        "unreachable": {},
    }
    sent: list[str] = []
    host.reply("/v1/ask", noting(sent))
    change(host, tokenEndpoint="/token")
    host.open()
    for kind, reply in replies.items():
        host.page.unroute("**/token")
        host.reply("/token", answering(reply))
        assert host.ask(state=kind).locator(".problem").inner_text()
    assert [error["kind"] for error in host.heard("error")] == list(replies)
    assert sent == [], "no question goes out without a token"


def test_half_a_word_of_an_input_method_is_neither_suggested_for_nor_sent(host: Host) -> None:
    asked: list[str] = []
    host.reply("/v1/suggest*", noting(asked))
    host.open().find("#question").focus()
    keyboard = host.page.context.new_cdp_session(host.page)
    for typed in ("y", "ying", "yingji"):
        keyboard.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process"})
    host.page.wait_for_timeout(400)
    assert host.find("#question").input_value() == "yingji"
    assert host.find(".turn").count() == 0
    assert not [url for url in asked if "yingji" in url]
    keyboard.send("Input.insertText", {"text": "应急"})
    host.find("[role=option]").first.wait_for()
    assert host.find("#question").input_value() == "应急"
    host.page.keyboard.press("Enter")
    assert host.find(".asked p").all_inner_texts() == ["应急"]
