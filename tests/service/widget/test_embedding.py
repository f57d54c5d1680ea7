"""The widget as a guest in other people's pages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.service.browser import IN_BROWSER, PHONE
from tests.service.widget.conftest import QUESTION, Host, OpenHost

pytestmark = IN_BROWSER

HOSTILE_CSS = """
* { all: unset !important; color: lime !important; font-size: 40px !important; display: inline !important;
    background: black !important; visibility: hidden !important; letter-spacing: 1em !important; }
div, section, button, textarea, table, policy-chat { position: static !important; transform: rotate(40deg) !important;
    opacity: 0.1 !important; pointer-events: none !important; text-transform: uppercase !important; direction: rtl !important; }
body { zoom: 1; --ink: lime; --paper: lime; --accent: lime; line-height: 5; }
"""
INTRANET = "http://intranet.test"


def looks(host: Host) -> Any:
    """Return how the open panel is drawn."""
    return host.find(".panel").evaluate(
        """(panel) => {
          const all = [panel, ...panel.querySelectorAll("h2, .welcome p, #question, .send, .hint")];
          const names = ["color", "backgroundColor", "fontSize", "display", "visibility", "letterSpacing", "position",
                         "transform", "opacity", "textTransform", "direction", "lineHeight", "pointerEvents"];
          const box = panel.getBoundingClientRect();
          return [box.width, box.height, all.map((each) => names.map((name) => getComputedStyle(each)[name]))];
        }"""
    )


def test_the_style_of_the_page_does_not_reach_the_widget(open_host: OpenHost) -> None:
    calm = open_host().load().open()
    hostile = open_host().load(head=f"<style>{HOSTILE_CSS}</style>").open()
    assert looks(hostile) == looks(calm)
    turn = hostile.ask()
    assert turn.locator(".chip").first.is_visible()
    turn.locator(".chip").first.click()
    assert hostile.find(".card").is_visible()
    hostile.shot("hostile")


def test_the_style_of_the_widget_does_not_reach_the_page(open_host: OpenHost) -> None:
    body = "<p id=p>正文</p><button id=b>按钮</button><table id=t><tr><td>1</table>"
    script = """() => ["p", "b", "t"].map((id) => {
      const style = getComputedStyle(document.getElementById(id));
      return [...style].filter((name) => !name.startsWith("--")).map((name) => style[name]).join();
    })"""
    with_widget = open_host().load(body=body).open()
    found = with_widget.page.evaluate(script)
    with_widget.page.evaluate("document.querySelector('policy-chat').remove()")
    assert with_widget.page.evaluate(script) == found


@pytest.mark.parametrize("mode", ["floating", "inline"])
def test_a_strict_policy_of_the_same_origin_is_enough(open_host: OpenHost, mode: str) -> None:
    host = open_host().load(f'data-mode="{mode}" data-accent="#b3261e"', csp="default-src 'self'")
    if mode == "floating":
        host.open()
    turn = host.ask()
    turn.locator(".chip").first.click()
    assert host.find(".card").is_visible()
    # A refusal of the policy would be an error on the console, which the fixture reports.
    seal = host.find(".seal").evaluate("each => getComputedStyle(each).backgroundColor")
    assert seal == "rgb(179, 38, 30)"


def test_a_page_of_another_origin_allows_only_this_host(open_host: OpenHost, address: str) -> None:
    # Plain http and not loopback: no clipboard, no crypto.randomUUID and nothing else that wants a secure context.
    host = open_host().load(origin=INTRANET, csp=f"default-src 'self' {address}")
    assert host.page.evaluate("isSecureContext") is False
    turn = host.open().ask()
    turn.locator(".tools .copy").click()
    turn.get_by_text("已复制").wait_for()
    turn.locator(".chip").first.click()
    assert host.find(".card .foot a").get_attribute("href").startswith(address)  # type: ignore[union-attr]


def test_the_widget_works_inside_frames(open_host: OpenHost) -> None:
    host = open_host()
    inner = (
        f'<!doctype html><html lang="zh"><title>x</title><body><script src="{host.address}/widget.js" defer></script>'
    )
    host.page.route("**/inner.html", lambda route: route.fulfill(body=inner, content_type="text/html; charset=utf-8"))
    frame = '<iframe title="f" width="600" height="600" src="/inner.html"{}></iframe>'
    # A sandboxed frame has no storage and no origin.
    host.load(body=frame.format("") + frame.format(' sandbox="allow-scripts"'))
    for each in (0, 1):
        inside = host.page.frame_locator("iframe").nth(each)
        inside.locator("policy-chat .launcher").click()
        inside.locator("policy-chat #question").fill(QUESTION)
        inside.locator("policy-chat #question").press("Enter")
        inside.locator("policy-chat .turn[data-state=done] .chip").first.wait_for()


def test_two_widgets_on_a_page_are_two(open_host: OpenHost, address: str) -> None:
    one = f'<script src="{address}/widget.js" data-auto="off" defer></script>'
    chats = (
        '<policy-chat id="a" data-mode="inline" data-title="张掖" data-plans="zhangye"></policy-chat>'
        '<policy-chat id="b" data-mode="inline" data-title="丰台" data-plans="fengtai" data-lang="en"></policy-chat>'
    )
    host = open_host().load(script=one, body=chats)
    host.page.locator("#b .head").wait_for(state="attached")
    answers = host.page.evaluate(
        """() => Promise.all(["a", "b"].map((id) => document.getElementById(id).ask("救援队伍有几支？")))"""
    )
    assert [answer["citations"][0]["plan"]["id"] for answer in answers] == ["zhangye", "fengtai"]
    titles = [host.page.locator(f"#{each} h2").inner_text() for each in ("a", "b")]
    assert titles == ["张掖", "丰台"]
    assert host.page.locator("#b #question").get_attribute("placeholder") == "Type a question"
    keys = host.page.evaluate("Object.keys(sessionStorage).map((key) => key.split(':').at(-1)).sort()")
    assert keys == ["a", "b"]


def test_the_page_opens_asks_closes_and_is_told(host: Host) -> None:
    answer = host.page.evaluate(f"document.querySelector('policy-chat').ask('{QUESTION}')")
    assert answer["status"] == "answered"
    host.page.evaluate("document.querySelector('policy-chat').close()")
    assert host.find(".panel").is_hidden()
    names = [name for name, _ in host.page.evaluate("window.heard")]
    assert names == ["open", "ask", "state", "state", "interpretation", "state", "answer", "close"]
    assert host.heard("answer")[0]["id"] == answer["id"]


def test_options_are_attributes_and_properties(open_host: OpenHost) -> None:
    options = 'data-title="应急规划助手" data-greeting="欢迎" data-questions="甲是什么？|乙是什么？" data-position="left" data-theme="dark"'
    host = open_host().load(options).open()
    assert host.find("h2").inner_text() == "应急规划助手"
    assert host.find(".welcome > p").inner_text() == "欢迎"
    assert host.find(".welcome .question").all_inner_texts() == ["甲是什么？", "乙是什么？"]
    assert host.find(".panel").bounding_box()["x"] < 100  # type: ignore[index]
    assert host.find(".frame").get_attribute("data-theme") == "dark"
    host.page.evaluate(
        """() => Object.assign(document.querySelector("policy-chat"),
             { title: "助手", lang: "en", theme: "light", questions: ["Who?", "What?"], plans: ["fengtai"] })"""
    )
    host.find("h2").get_by_text("助手").wait_for()
    assert host.find(".frame").get_attribute("data-theme") == "light"
    assert host.find(".welcome .question").all_inner_texts() == ["Who?", "What?"]
    assert host.page.evaluate("document.querySelector('policy-chat').dataset.plans") == "fengtai"
    host.ask("救援队伍有几支？")
    assert host.heard("answer")[0]["interpretation"]["plan_ids"] == ["fengtai"]


@pytest.mark.parametrize(("accent", "theme"), [("#ffee00", "light"), ("#000080", "dark")])
def test_an_accent_stays_readable(open_host: OpenHost, accent: str, theme: str) -> None:
    host = open_host().load(f'data-accent="{accent}" data-theme="{theme}"').open()
    chip = host.ask().locator(".chip").first
    colours = chip.evaluate(
        """(chip) => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
          const rgb = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          return [rgb(getComputedStyle(chip).color), rgb(getComputedStyle(chip).backgroundColor)];
        }"""
    )
    dark, light = sorted(luminance(each) for each in colours)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: list[int]) -> float:
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_token_of_the_host_is_sent_and_renewed(host: Host) -> None:
    seen: list[str] = []
    tokens = iter(["old", "new"])

    def service(route: Route) -> None:
        seen.append(route.request.headers.get("authorization", ""))
        route.fulfill(status=401, json={"detail": "expired"}) if "old" in seen[-1] else route.continue_()

    host.page.route("**/token", lambda route: route.fulfill(json={"token": next(tokens), "expires_in": 60}))
    host.page.route("**/v1/ask", service)
    host.page.route("**/v1/suggest*", lambda route: route.fulfill(json={"suggestions": []}))
    host.page.evaluate("document.querySelector('policy-chat').tokenEndpoint = '/token'")
    host.open().ask()
    assert [each for each in seen if each] == ["Bearer old", "Bearer new"]


def test_nothing_is_loaded_from_anywhere_else(open_host: OpenHost) -> None:
    host = open_host()
    urls: list[str] = []
    host.page.on("request", lambda request: urls.append(request.url))
    host.load().open().ask()
    assert {re.sub(r"(//[^/]*).*", r"\1", url) for url in urls} == {host.address}


def test_a_phone_shows_the_whole_of_it(open_host: OpenHost) -> None:
    host = open_host(PHONE, has_touch=True, is_mobile=True).load().open()
    host.ask()
    assert host.find(".panel").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert host.find(".panel").get_attribute("aria-modal") == "true"
    host.shot("phone")
    host.find(".text .chip").first.tap()
    box = host.find(".card").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    host.shot("phone-card")
