"""Conversations in the widget, in a real browser with the real service."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request, Route

from service.answer.answerer import Answerer
from service.feedback import FeedbackStore, Rating
from tests.service.browser import DESKTOP, IN_BROWSER, PHONE
from tests.service.widget.conftest import QUESTION, Host, OpenHost

pytestmark = IN_BROWSER


def body_of(answer: str, **changes: Any) -> dict[str, Any]:
    """Return a reply of the service with one citation."""
    plan = {
        "id": "p",
        "title": "某区规划",
        "place": "某区",
        "issuer": None,
        "doc_number": None,
        "issued_on": None,
        "source": "p.txt",
    }
    citation = {
        "id": 1,
        "passage_id": "p-1",
        "plan": plan,
        "section_path": ["一、目标"],
        "quote": "建站5处。",
        "start": 0,
        "end": 5,
        "highlights": [[0, 4]],
        "score": 1.0,
        "url": "/plans/p#0-5",
    }
    interpretation = {"question": "…", "language": "zh", "intent": "fact", "places": ["某区"], "plan_ids": ["p"]}
    return {
        "id": "a-1",
        "status": "answered",
        "answer": answer,
        "citations": [citation],
        "interpretation": interpretation,
    } | changes


def replying(body: dict[str, Any], status: int = 200) -> Callable[[Route, Request], None]:
    return lambda route, _: route.fulfill(status=status, json=body)


def test_an_answer_streams_in_and_ends_whole(host: Host) -> None:
    turn = host.open().ask()
    (answer,) = host.heard("answer")
    assert answer["status"] == "answered"
    assert [detail["state"] for detail in host.heard("state")] == ["waiting", "streaming", "idle"]
    shown = re.sub(r"\s", "", turn.locator(".text").inner_text())
    assert shown == re.sub(r"[\s\[\]]", "", answer["answer"]), "the text with its markers as chips, and nothing else"
    assert turn.locator(".chip").count() == len(re.findall(r"\[\d+\]", answer["answer"]))
    assert "1" in host.find("[role=status]").inner_text(), "the answer is read out, its markers as words"
    host.shot("answer")


def test_a_chip_opens_the_card_of_its_citation(host: Host, answerer: Answerer) -> None:
    host.open().ask().locator(".text .chip").first.click()
    card = host.find("dialog.card")
    (cited,) = host.heard("cite")
    assert card.locator("blockquote").evaluate("each => each.textContent") == cited["quote"]
    assert cited["quote"] == answerer.plans["zhangye"].text[cited["start"] : cited["end"]]
    start, end = cited["highlights"][0]
    assert card.locator("mark").first.inner_text() == cited["quote"][start:end]
    facts = card.locator("dl").inner_text()
    for each in (cited["plan"]["title"], cited["plan"]["place"], cited["plan"]["doc_number"], *cited["section_path"]):
        assert each in facts
    assert card.locator(".foot a").get_attribute("href") == f"{host.address}{cited['url']}"
    host.shot("card")


def test_the_card_steps_through_the_citations_and_gives_the_focus_back(host: Host) -> None:
    host.open().ask().locator(".text .chip").first.click()
    card = host.find("dialog.card")
    first = card.locator("h3").inner_text()
    card.locator(".next").click()
    assert card.locator("h3").inner_text() != first
    assert card.locator(".count").inner_text().startswith("2 /")
    host.page.keyboard.press("Escape")
    assert card.is_hidden()
    assert host.find(".panel").is_visible(), "Escape closes the card, not the widget as well"
    assert host.focused() == "chip"


def test_a_follow_up_is_asked_with_what_came_before(host: Host) -> None:
    host.open().ask()
    host.ask("那丰台区呢？")
    answer = host.heard("answer")[1]
    assert answer["interpretation"]["plan_ids"] == ["fengtai"]
    assert answer["citations"][0]["plan"]["id"] == "fengtai"


def test_a_refusal_offers_questions_that_are_answered(host: Host) -> None:
    turn = host.open().ask("兰州市应急物资储备的目标是什么？")
    assert "兰州" in turn.locator(".notice").inner_text()
    assert turn.locator(".chip, .source").count() == 0
    assert "可以这样问" not in turn.locator(".notice").inner_text(), "the questions are buttons, not text"
    turn.locator(".question").first.click()
    host.find(".turn:nth-of-type(2)[data-state=done]").wait_for()
    assert host.heard("answer")[1]["status"] == "answered"


def test_suggestions_follow_what_is_typed_and_are_chosen_by_key(host: Host) -> None:
    host.open().find("#question").press_sequentially("丰台区避难", delay=10)
    host.find("[role=option]").first.wait_for()
    host.page.keyboard.press("ArrowDown")
    chosen = host.find("[role=option][aria-selected=true]")
    assert host.find("#question").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert "应急避难场所" in chosen.inner_text()
    host.page.keyboard.press("Enter")
    assert host.find("[role=listbox]").is_hidden()
    assert "丰台区" in host.find("#question").input_value()
    assert host.find(".turn").count() == 0, "choosing fills the field, sending is a second step"


def test_escape_closes_the_suggestions_before_the_widget(host: Host) -> None:
    host.open().find("#question").press_sequentially("应急", delay=10)
    host.find("[role=option]").first.wait_for()
    host.page.keyboard.press("Escape")
    assert host.find("[role=listbox]").is_hidden()
    assert host.find(".panel").is_visible()
    host.page.keyboard.press("Escape")
    assert host.find(".panel").is_hidden()


def test_a_rating_and_a_comment_are_stored(host: Host, stored: FeedbackStore) -> None:
    turn = host.open().ask()
    turn.locator(".tools .down").click()
    turn.locator(".comment textarea").fill("数字对，但少了一句 <b>")
    turn.locator(".comment button").click()
    turn.locator(".comment").wait_for(state="detached")
    answer_id = host.heard("answer")[0]["id"]
    kept = [(each.rating, each.comment) for each in stored.all() if each.answer_id == answer_id]
    assert kept == [(Rating.DOWN, ""), (Rating.DOWN, "数字对，但少了一句 <b>")]
    assert turn.locator(".down").get_attribute("aria-pressed") == "true"
    assert len(host.heard("feedback")) == 2


def test_an_answer_is_copied_with_its_sources(open_host: OpenHost) -> None:
    host = open_host(permissions=["clipboard-read", "clipboard-write"]).load()
    turn = host.open().ask()
    turn.locator(".tools .copy").click()
    turn.get_by_text("已复制").wait_for()
    copied = host.page.evaluate("navigator.clipboard.readText()")
    answer = host.heard("answer")[0]
    assert copied.startswith(answer["answer"])
    assert "张政办发〔2022〕100号" in copied
    assert f"{host.address}{answer['citations'][0]['url']}" in copied


def test_enter_sends_and_shift_enter_breaks_the_line(host: Host) -> None:
    field = host.open().find("#question")
    field.press_sequentially("张掖市应急物资")
    field.press("Shift+Enter")
    field.press_sequentially("储备的目标")
    assert field.input_value() == "张掖市应急物资\n储备的目标"
    field.press("Enter")
    host.find(".turn[data-state=done]").wait_for()
    assert host.heard("ask") == [{"question": "张掖市应急物资\n储备的目标"}]


def test_enter_of_an_input_method_does_not_send(host: Host) -> None:
    field = host.open().find("#question")
    field.fill("张掖yingji")
    for options in ({"key": "Enter", "isComposing": True}, {"key": "Enter", "keyCode": 229}):
        field.evaluate(
            "(each, options) => each.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...options }))",
            options,
        )
    assert host.find(".turn").count() == 0
    field.press("Enter")
    assert host.find(".turn").count() == 1


def test_a_question_over_the_limit_is_counted_and_not_sent(host: Host) -> None:
    field = host.open().find("#question")
    field.fill("字" * 499 + "𠮷")
    assert host.find("#counter").inner_text() == "500/500", "characters are counted as the service counts them"
    assert host.find(".send").is_enabled()
    field.fill("字" * 503)
    assert "3" in host.find("#counter").inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    assert host.find(".send").is_disabled()
    field.press("Enter")
    assert host.find(".turn").count() == 0


def test_stop_ends_the_waiting_and_retry_asks_again(host: Host) -> None:
    held: list[Route] = []
    host.reply("/v1/ask", lambda route, _: held.append(route))
    turn = host.open().ask(state="waiting")
    assert turn.locator(".reply").get_attribute("aria-busy") == "true"
    host.find(".send.stop").click()
    turn.locator(".stopped").wait_for()
    assert host.heard("stop") == [{"question": QUESTION}]
    host.page.unroute("**/v1/ask")
    turn.locator(".retry").click()
    turn.locator(".chip").first.wait_for()
    assert host.find(".turn").count() == 1


def test_a_broken_stream_is_said_and_retried(host: Host) -> None:
    events = 'event: answer\ndata: {"delta": "到2025年，"}\n\n'
    host.reply("/v1/ask", lambda route, _: route.fulfill(body=events, headers={"content-type": "text/event-stream"}))
    turn = host.open().ask(state="lost")
    assert "中断" in turn.locator(".problem").inner_text()
    host.page.unroute("**/v1/ask")
    turn.locator(".retry").click()
    turn.locator(".chip").first.wait_for()


def test_offline_is_said_and_after_it_the_question_can_be_sent(host: Host) -> None:
    host.open()
    host.page.context.set_offline(True)
    assert host.find(".banner").is_visible()
    turn = host.ask(state="offline")
    assert host.heard("error")[0]["kind"] == "offline"
    host.shot("offline")
    host.page.context.set_offline(False)
    host.find(".banner").wait_for(state="hidden")
    turn.locator(".retry").click()
    turn.locator(".chip").first.wait_for()


def test_too_many_requests_wait_as_long_as_the_service_says(host: Host) -> None:
    problem = {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "wait"}
    headers = {"retry-after": "2", "content-type": "application/problem+json"}
    host.reply("/v1/ask", lambda route, _: route.fulfill(status=429, body=json.dumps(problem), headers=headers))
    turn = host.open().ask(state="limited")
    assert turn.locator(".retry").is_disabled()
    assert re.search("[12] 秒", turn.locator(".retry").inner_text())
    assert host.heard("error") == [{"kind": "limited", "status": 429, "detail": "wait", "retryAfter": 2}]
    host.page.unroute("**/v1/ask")
    turn.locator(".retry:not(:disabled)").click()
    turn.locator(".chip").first.wait_for()


def test_every_failure_has_its_own_words(host: Host) -> None:
    replies = {401: "denied", 422: "invalid", 500: "server", 503: "busy", 200: "server"}
    shown = []
    host.open()
    for status, kind in replies.items():
        body = {"detail": "the question has no words"} if status != 200 else {"unexpected": True}
        host.reply("/v1/ask", replying(body, status))
        shown.append(host.ask(state=kind).locator(".problem").inner_text().strip())
        assert host.page.evaluate("document.querySelector('policy-chat').state") == kind
    assert all(shown)
    assert len(set(shown)) == 4, "a reply that is none of ours counts as a failure of the service"
    host.errors.clear()  # and is reported on the console


def test_a_service_that_does_not_stream_is_understood(host: Host) -> None:
    accepted: list[str] = []

    def answer(route: Route, request: Request) -> None:
        accepted.append(request.headers["accept"])
        route.fulfill(json=body_of("建站5处。[1]"))

    host.reply("/v1/ask", answer)
    assert host.open().ask().locator(".chip").inner_text() == "1"
    assert accepted[0].startswith("text/event-stream")


def test_a_piece_may_replace_what_was_streamed_before(host: Host) -> None:
    body = body_of("建站5处。[1]")
    events = [
        ("answer", {"delta": "建站50处", "replace": False}),
        ("answer", {"delta": "建站5处。[1]", "replace": True}),
    ]
    text = "".join(f"event: {name}\r\ndata: {json.dumps(data)}\r\n\r\n" for name, data in [*events, ("done", body)])
    host.reply("/v1/ask", lambda route, _: route.fulfill(body=text, headers={"content-type": "text/event-stream"}))
    assert host.open().ask().locator(".text").inner_text().replace("\n", "").startswith("建站5处。")


HOSTILE = [
    "<img src=x onerror=alert(1)> 张掖市的物资储备",
    "</textarea><script>alert(1)</script> 张掖",
    '"><svg onload=alert(1)> javascript:alert(1) 张掖',
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} 张掖",
]


def test_markup_in_a_question_stays_text(host: Host) -> None:
    host.open()
    for question in HOSTILE:
        turn = host.ask(question)
        assert turn.locator(".asked p").inner_text() == question
        assert turn.locator("img, script, svg[onload]").count() == 0


def test_markup_in_a_reply_stays_text(host: Host) -> None:
    evil = "<img src=x onerror=alert(1)>"
    body = body_of(f"{evil}[1]\n[点我](javascript:alert(1))[1]")
    citation = body["citations"][0]
    citation |= {
        "quote": evil + "。" * 5,
        "section_path": [evil],
        "url": "javascript:alert(1)",
        "highlights": [[0, 28]],
    }
    citation["plan"] |= {"title": evil, "place": evil, "doc_number": evil}
    host.reply("/v1/ask", replying(body))
    turn = host.open().ask()
    assert evil in turn.locator(".text").inner_text()
    turn.locator(".chip").first.click()
    assert host.find(".card mark").inner_text() == evil
    assert host.find("img").count() == 0
    links = host.find("a").evaluate_all("all => all.map((each) => each.protocol)")
    assert "javascript:" not in links


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("/plans/p#0-5", True),
        ("//elsewhere.test/plans/p#0-5", True),  # a path, whatever it looks like: every address is the service's own
        ("http://elsewhere.test/plans/p#0-5", False),
        ("blob:http://elsewhere.test/x", False),
        ("data:text/html,x", False),
        ("http://[", False),
    ],
)
def test_no_reply_leads_to_another_site(host: Host, url: str, leads: bool) -> None:
    body = body_of("建站5处。[1]")
    body["citations"][0]["url"] = url
    host.reply("/v1/ask", replying(body))
    host.open().ask().locator(".chip").first.click()
    links = host.find(".card .foot a").evaluate_all("all => all.map((each) => new URL(each.href).origin)")
    assert links == ([host.address] if leads else [])


def test_lines_of_one_place_each_become_a_table_and_on_a_phone_cards(open_host: OpenHost) -> None:
    for size, display in ((DESKTOP, "table-row"), (PHONE, "block")):
        host = open_host(size).load()
        host.open().ask("比较张掖市和丰台区的生产安全事故死亡人数下降目标")
        rows = host.find("table.comparison tbody tr")
        assert rows.count() == 2
        assert "15%" in rows.nth(0).inner_text()
        assert "10%" in rows.nth(1).inner_text()
        assert rows.nth(0).locator(".chip").count() >= 1
        assert rows.first.evaluate("row => getComputedStyle(row).display") == display
        host.shot(f"comparison-{size[0]}")


def test_many_items_and_many_markers_are_folded_until_asked_for(host: Host) -> None:
    one = body_of("")["citations"][0]
    markers = "".join(f"[{number}]" for number in range(1, 21))
    lines = [f"共20项{markers}", *(f"第{number}项“建站”[{number}]" for number in range(1, 21))]
    host.reply(
        "/v1/ask", replying(body_of("\n".join(lines), citations=[one | {"id": number} for number in range(1, 21)]))
    )
    turn = host.open().ask()
    assert turn.locator(".text p .chip[data-cite]:visible").count() == 5
    assert turn.locator(".items li:visible").count() == 12
    turn.locator(".text p .rest").click()
    turn.locator(".long .rest").click()
    assert turn.locator(".text p .chip:visible").count() == 20
    assert turn.locator(".items li:visible").count() == 20
    assert host.focused() == "chip"


def test_a_table_of_markdown_becomes_a_table(host: Host) -> None:
    host.reply("/v1/ask", replying(body_of("如下：\n| 指标 | 目标 |\n| --- | --- |\n| 建站 | 5处[1] |")))
    turn = host.open().ask()
    assert turn.locator("thead th").all_inner_texts() == ["指标", "目标"]
    assert turn.locator("tbody tr").inner_text().split() == ["建站", "5处1"], "the marker is a chip"


def test_a_flattened_table_is_shown_as_a_table_with_its_row_marked(host: Host) -> None:
    body = body_of("建站：5处[1]")
    quote = "指标\n目标\n建站\n5处\n建桥\n2座"
    body["citations"][0] |= {"quote": quote, "start": 100, "end": 100 + len(quote), "highlights": [[6, 11]]}
    rows = [{"cells": ["建站", "5处"], "start": 106, "end": 111}, {"cells": ["建桥", "2座"], "start": 112, "end": 117}]
    table = {"title": "核心指标", "header": ["指标", "目标"], "rows": rows, "notes": [], "start": 100, "end": 117}
    host.reply("/v1/ask", replying(body))
    host.reply("/v1/plans/p/tables", replying({"tables": [table]}))
    host.open().ask().locator(".text .chip").click()
    card = host.find(".card")
    card.locator("table").wait_for()
    assert card.locator("caption").inner_text() == "核心指标"
    assert card.locator("tr.hit").all_inner_texts() == ["建站\t5处"]
    assert card.locator("details blockquote").evaluate("each => each.textContent") == quote


def test_a_cookie_of_the_pages_own_site_is_sent_and_no_other(open_host: OpenHost, address: str) -> None:
    for origin, sent in (("", True), ("http://intranet.test", False)):
        host = open_host()
        host.page.context.add_cookies([{"name": "portal", "value": "1", "url": address}])
        seen: list[bool] = []

        def asked(route: Route, request: Request, seen: list[bool] = seen) -> None:
            seen.append("portal=1" in request.all_headers().get("cookie", ""))
            route.continue_()

        host.load(origin=origin).open()
        host.reply("/v1/ask", asked)
        host.ask()
        assert set(seen) == {sent}
