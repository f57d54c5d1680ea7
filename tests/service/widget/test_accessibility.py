"""The widget by keyboard, to a screen reader, small, enlarged and without motion."""

from typing import Any

import pytest

from tests.service.browser import DESKTOP, IN_BROWSER, PHONE, violations
from tests.service.widget.conftest import QUESTION, Host, OpenHost

pytestmark = IN_BROWSER


@pytest.mark.parametrize(
    ("lang", "scheme", "size"),
    [("zh", "light", DESKTOP), ("en", "dark", DESKTOP), ("zh", "dark", PHONE), ("en", "light", PHONE)],
    ids=["zh-light", "en-dark", "zh-dark-phone", "en-light-phone"],
)
def test_axe_finds_nothing(open_host: OpenHost, lang: str, scheme: Any, size: tuple[int, int]) -> None:
    host = open_host(size, color_scheme=scheme).load(lang=lang)
    host.open().find(".welcome .question").first.wait_for()
    assert violations(host.page) == [], "greeting"
    turn = host.ask()
    turn.locator(".tools .up").click()
    turn.locator(".comment").wait_for()
    host.ask("兰州市应急物资储备的目标是什么？")
    host.find("#question").press_sequentially("应急", delay=10)
    host.find("[role=option]").first.wait_for()
    host.page.keyboard.press("ArrowDown")
    host.shot(f"{lang}-{scheme}-{size[0]}")
    assert violations(host.page) == [], "an answer with a comment being written, a refusal, and suggestions"
    host.page.keyboard.press("Escape")
    turn.locator(".chip").first.click()
    assert violations(host.page) == [], "card"


def test_axe_finds_nothing_in_a_page_with_the_closed_widget(host: Host) -> None:
    assert violations(host.page) == []


def test_everything_is_done_by_keyboard(open_host: OpenHost) -> None:
    host = open_host().load(body='<button id="before">页面按钮</button>')
    keyboard = host.page.keyboard
    host.page.locator("#before").focus()
    keyboard.press("Tab")
    assert "launcher" in host.focused()
    keyboard.press("Enter")
    assert host.focused() == "question", "the field has the focus when the widget opens"
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    host.find(".turn[data-state=done] .chip").first.wait_for()
    assert host.focused() == "question", "and keeps it"
    for _ in range(30):
        keyboard.press("Shift+Tab")
        if host.focused() == "chip":
            break
    assert host.focused() == "chip"
    keyboard.press("Enter")
    assert host.find(".card").is_visible()
    for _ in range(12):
        keyboard.press("Tab")
        assert host.page.evaluate(
            "() => { const root = document.querySelector('policy-chat').shadowRoot; return !root.activeElement || !!root.activeElement.closest('dialog') }"
        ), "the focus stays in the card"
    keyboard.press("Escape")
    assert host.focused() == "chip"
    keyboard.press("Escape")
    assert host.find(".panel").is_hidden()
    assert "launcher" in host.focused(), "the focus is back where the widget was opened"


def test_the_focus_goes_back_to_what_opened_the_widget(open_host: OpenHost) -> None:
    host = open_host().load(body="<button id='ask'>问</button>")
    host.page.evaluate("document.querySelector('#ask').onclick = () => document.querySelector('policy-chat').open()")
    host.page.locator("#ask").click()
    host.page.keyboard.press("Escape")
    assert host.page.evaluate("document.activeElement.id") == "ask"


def test_on_a_phone_the_focus_stays_in_the_open_widget(open_host: OpenHost) -> None:
    host = open_host(PHONE).load(body='<a href="#x">链接</a>').open()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            host.page.keyboard.press(key)
            assert host.focused(), "the page behind is covered and must not get the focus"


def test_the_focus_is_seen(host: Host) -> None:
    host.open().ask()
    for selector in (".fresh", ".chip", ".source", ".tools .copy", ".question"):
        host.find(selector).first.focus()
        host.page.keyboard.press("Shift+Tab")
        host.page.keyboard.press("Tab")
        outline = host.find(selector).first.evaluate(
            "each => each.getRootNode().activeElement === each && parseFloat(getComputedStyle(each).outlineWidth)"
        )
        assert outline >= 2, selector


def test_targets_are_large_enough_for_a_finger(open_host: OpenHost) -> None:
    host = open_host(PHONE, has_touch=True).load().open()
    host.ask()
    sizes = host.find("button:visible, summary:visible, a:visible").evaluate_all(
        "all => all.map((each) => [each.className, each.getBoundingClientRect().width, each.getBoundingClientRect().height])"
    )
    assert len(sizes) > 8
    for name, width, height in sizes:
        least = 24 if name == "chip" else 44  # a chip stands in a line of text
        assert min(width, height) >= least, (name, width, height)


@pytest.mark.parametrize("size", [(320, 640), (640, 430)], ids=["320 pixels", "1280 by 860 at 200%"])
def test_narrow_and_enlarged_it_is_usable(open_host: OpenHost, size: tuple[int, int]) -> None:
    host = open_host(size).load().open()
    host.ask("比较张掖市和丰台区的生产安全事故死亡人数下降目标")
    overflow = "each => each.scrollWidth - each.clientWidth"
    assert host.find(".log").evaluate(overflow) <= 0
    assert host.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert host.find(".log").bounding_box()["height"] > 120  # type: ignore[index]
    host.shot(f"narrow-{size[0]}")
    host.find(".chip").first.click()
    assert host.find(".card .body").evaluate(overflow) <= 0
    assert host.find(".card .foot a").is_visible()


def test_nothing_moves_for_those_who_do_not_want_it(open_host: OpenHost) -> None:
    names = {}
    for motion in ("no-preference", "reduce"):
        host = open_host(reduced_motion=motion).load().open()
        host.reply("/v1/ask", lambda *_: None)
        turn = host.ask(state="waiting")
        names[motion] = [
            each.evaluate("each => getComputedStyle(each).animationName")
            for each in (host.find(".panel"), turn.locator(".dots i").first)
        ]
    assert names == {"no-preference": ["rise", "pulse"], "reduce": ["none", "none"]}


def test_what_happens_is_said_aloud(host: Host) -> None:
    said = host.find("[role=status]")
    assert said.get_attribute("aria-live") == "polite"
    host.reply("/v1/ask", lambda *_: None)
    host.open().ask(state="waiting")
    said.get_by_text("正在查找原文").wait_for()
    host.find(".send.stop").click()
    said.get_by_text("已停止").wait_for()
    host.find(".fresh").click()
    said.get_by_text("新的对话").wait_for()
