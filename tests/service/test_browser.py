"""The pages in a real browser, where one is installed."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.service.browser import DESKTOP, IN_BROWSER, PHONE, SHOTS, violations
from tests.service.pages.library import GULANG, MINQIN, PLANS, make_answerer
from tests.service.serving import served

pytestmark = IN_BROWSER
PATHS = (
    *("/", "/plans", "/compare?indicator=生产安全事故死亡人数", "/plans/minqin", "/plans/gulang?q=应急局"),
    *("/evaluation", "/plans/minqin?mark=150-180#150-180", "/docs"),
)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service over plans with all that a reader can show."""
    folder = tmp_path_factory.mktemp("browser")
    answerer: Answerer = make_answerer(folder)
    settings = Settings(corpus=folder / "plans", database_url=f"sqlite:///{folder / 'policyqa.sqlite'}")
    with served(create_app(settings, answerer)) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a path in a context of its own, which must stay free of errors on its console."""
    errors: list[str] = []
    contexts = []

    def make(path: str, size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": size[0], "height": size[1]}, "locale": "zh-CN", **options}
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}{path}")
        if os.environ.get("POLICYQA_SCREENSHOTS"):
            page.wait_for_timeout(300)
            page.screenshot(path=SHOTS / f"page{path.split('?')[0].replace('/', '-')}-{size[0]}.png")
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


def marked(page: Page) -> str:
    """Return what is marked in the text."""
    return str(page.evaluate("[...document.querySelectorAll('#text mark')].map(each => each.textContent).join('')"))


def spans(text: str, *quotes: str) -> list[tuple[int, int]]:
    """Return where the quotes stand."""
    return [(text.index(quote), text.index(quote) + len(quote)) for quote in quotes]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "quote",
    [
        "𠮷祥镇避难场所，安装<img src=x onerror=\"document.title='broken'\">监测",
        "1\n\n生产安全事故死亡人数\n\n下降12%*\n\n约束性",
        "2座，储备物资满足3万人需要。\n专栏1 物资储备工程\n1.新建",
        "注：*为五年累计数\n\n三、重点任务",
    ],
    ids=["tags", "table row", "into a box", "note and heading"],
)
def test_the_mark_is_the_quote(visit: Open, quote: str, size: tuple[int, int]) -> None:
    ((start, end),) = spans(MINQIN, quote)
    page = visit(f"/plans/minqin#{start}-{end}", size)
    page.wait_for_selector("#text mark")
    assert marked(page) == quote
    expect(page.locator("#text mark.here").first).to_be_in_viewport()
    page.evaluate("location.hash = '#10-20'")
    page.wait_for_function("document.querySelector('#text mark').textContent.length <= 10")
    assert marked(page) == MINQIN[10:20], "of furniture, which opens"
    assert page.locator("details.furniture").first.get_attribute("open") is not None


def test_what_the_page_shows_is_the_text(visit: Open) -> None:
    for plan_id, text in (("minqin", MINQIN), ("gulang", GULANG)):
        page = visit(f"/plans/{plan_id}#30-60")
        shown = page.evaluate(
            """() => { const text = document.getElementById("text").cloneNode(true);
              for (const aside of text.querySelectorAll("[data-aside]")) aside.remove();
              return text.textContent }"""
        )
        assert shown == text


def test_several_marks_are_gone_through_and_cleared(visit: Open) -> None:
    first, second, third = spans(GULANG, "每年更新储备目录", "县住建局", "推动应急知识进社区")
    page = visit(f"/plans/gulang#{','.join(f'{start}-{end}' for start, end in (third, first, second))}", PHONE)
    bar = page.locator("#marks")
    assert bar.inner_text().replace("\n", "").find("第 1 处，共 3 处") > 0
    assert page.locator("mark.here").inner_text() == "每年更新储备目录"
    bar.get_by_role("button", name="下一处").click()
    assert page.locator("mark.here").inner_text() == "县住建局"
    page.keyboard.press("Enter")
    assert page.locator("mark.here").inner_text() == "推动应急知识进社区"
    page.keyboard.press("Enter")
    bar.get_by_role("button", name="上一处").click()
    assert page.locator("mark.here").inner_text() == "推动应急知识进社区", "from the first it goes to the last"
    bar.get_by_role("button", name="清除标记").click()
    assert page.locator("#text mark").count() == 0
    assert bar.is_hidden()


def test_words_are_found_in_the_plan(visit: Open) -> None:
    page = visit("/plans/minqin")
    page.fill("#q", "储备物资")
    page.keyboard.press("Enter")
    page.wait_for_selector("#text mark.here")
    assert marked(page) == "储备物资"
    expect(page.locator("mark.here").first).to_be_in_viewport()


def test_a_target_leads_to_its_words(visit: Open) -> None:
    page = visit("/plans/minqin")
    page.locator(".targets summary").click()
    page.locator(".targets").get_by_role("link", name="生产安全事故死亡人数").click()
    page.wait_for_selector("#text mark.here")
    assert marked(page) == "1\n\n生产安全事故死亡人数\n\n下降12%*\n\n约束性"


def test_a_chip_of_the_chat_leads_to_its_quote_in_the_reader(visit: Open, address: str) -> None:
    page = visit("/")
    page.locator("a[data-question]").first.click()
    chat = page.locator("policy-chat")
    chat.locator(".turn[data-state=done]").wait_for()
    chat.locator(".chip").first.click()
    link = chat.locator("a[href*='/plans/']").first.get_attribute("href")
    assert link is not None
    plan_id, span = link.rsplit("/", 1)[1].split("#")
    start, end = map(int, span.split("-"))
    page.goto(f"{address}/plans/{plan_id}#{span}")
    page.wait_for_selector("#text mark.here")
    assert marked(page) == PLANS[plan_id][start:end]


def test_the_plan_is_asked_beside_its_text(visit: Open) -> None:
    page = visit("/plans/zhangye")
    chat = page.locator("policy-chat[data-mode=inline]")
    chat.locator("textarea").fill("应急物资可以保障多少人？")
    page.keyboard.press("Enter")
    chat.locator(".turn[data-state=done]").wait_for()
    assert "4万至6万人" in chat.locator(".turn").inner_text()


def test_a_question_in_the_address_is_asked(visit: Open) -> None:
    page = visit("/?q=张掖市的应急物资可以保障多少人？")
    page.locator("policy-chat .turn[data-state=done]").wait_for()
    assert "4万至6万人" in page.locator("policy-chat .turn").inner_text()


def test_a_question_in_the_address_is_asked_once(visit: Open) -> None:
    # A reload asked it again, and so did the other language.
    page = visit("/?q=张掖市的应急物资可以保障多少人？&lang=zh")
    page.locator("policy-chat .turn[data-state=done]").wait_for()
    for again in (page.reload, page.locator("a.language").click):
        again()
        page.locator("policy-chat .turn[data-state=done]").wait_for()
        assert page.locator("policy-chat .turn").count() == 1
    assert "q=" not in page.url


def test_the_outline_follows_the_scroll(visit: Open) -> None:
    page = visit("/plans/minqin", (1280, 400))
    outline = page.locator(".outline")
    for title in ("主要目标", "加强宣传教育"):
        outline.get_by_role("link", name=title).click()
        page.wait_for_function(
            "(title) => document.querySelector('.outline [aria-current]')?.textContent.includes(title)", arg=title
        )


def test_the_outline_names_the_section_of_the_mark(visit: Open) -> None:
    # The mark is in the middle of the screen, and the outline named what stood further up.
    page = visit("/plans/minqin", (1280, 900))
    for title in ("发展环境", "主要目标", "加强宣传教育"):
        start = MINQIN.index(f"、{title}" if title != "加强宣传教育" else f"）{title}") + 1
        page.evaluate("(span) => { location.hash = span }", f"#{start}-{start + len(title)}")
        page.wait_for_function(
            "(title) => document.querySelector('.outline [aria-current]')?.textContent.includes(title)", arg=title
        )


def test_document_text_runs_no_script(visit: Open) -> None:
    for path in (
        "/plans/minqin?mark=150-300",
        "/plans/minqin#150-300",
        "/compare?indicator=<img src=x onerror=alert(1)>",
    ):
        page = visit(path)
        page.wait_for_timeout(100)
        assert page.title() != "broken"
        assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("scheme", "size", "language"),
    [("light", DESKTOP, "zh-CN"), ("dark", PHONE, "en-GB")],
    ids=["light", "dark-phone"],
)
def test_axe_finds_nothing(visit: Open, path: str, scheme: Any, size: tuple[int, int], language: str) -> None:
    page = visit(path, size, color_scheme=scheme, locale=language)
    if page.locator("policy-chat").count():
        page.wait_for_selector("policy-chat:defined", state="attached")
    assert violations(page) == []


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_its_window(visit: Open, path: str) -> None:
    page = visit(path, (1280, 800))
    for width in (320, 390, 640, 800, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_answer_with_long_headings_is_no_wider_than_a_phone(visit: Open) -> None:
    page = visit("/?q=古浪县应急局牵头哪些任务", (320, 800))
    heading = page.locator("policy-chat .source .where span").first
    expect(heading).to_be_visible()
    heading.evaluate("(each) => { each.textContent = each.textContent.repeat(9); }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_everything_is_there_without_a_script(visit: Open) -> None:
    ((start, end),) = spans(MINQIN, "新建物资储备库2座")
    page = visit(f"/plans/minqin?mark={start}-{end}#{start}-{end}", java_script_enabled=False)
    assert page.locator("#text mark").inner_text() == "新建物资储备库2座"
    expect(page.locator("#text mark").first).to_be_in_viewport()
    assert page.locator("policy-chat").is_hidden()
    start, end = MINQIN.index("民勤县人民政府关于印发"), MINQIN.index("\n\n一、发展环境")
    page.goto(f"{page.url.split('?')[0]}#{start}-{end}")
    assert (page.locator(":target").text_content() or "").strip() == MINQIN[start:end], "a passage of several blocks"
    expect(page.locator(":target")).to_be_in_viewport()
    page.fill("#question", "生产安全事故死亡人数下降多少？")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?plan=minqin&q=*")
    assert "下降12%" in page.locator(".answer").inner_text()
    page.go_back()
    page.fill("#q", "避难场所")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/minqin?q=*")
    assert page.locator("#text mark").count() == MINQIN.count("避难场所")
    page.goto(page.url.split("/plans/")[0] + "/")
    page.fill("#q", "张掖市的应急物资可以保障多少人？")
    page.get_by_role("button", name="提问").click()
    page.locator(".answer a").first.click()
    page.wait_for_url("**/plans/zhangye?mark=*")
    assert "4万至6万人" in "".join(page.locator("#text mark").all_inner_texts())
    page.goto(page.url.split("/plans/")[0] + "/plans")
    page.select_option("#kind", "任务分工")
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**/plans?*")
    assert page.locator(".card").count() == 1


def test_a_comparison_is_downloaded(visit: Open) -> None:
    page = visit("/compare?indicator=生产安全事故死亡人数", accept_downloads=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf")
    page.locator("a.value").first.click()
    page.wait_for_selector("#text mark.here")
    assert "死亡人数" in marked(page)


def test_print_shows_the_plan_and_nothing_around_it(visit: Open) -> None:
    page = visit("/plans/minqin#150-180")
    page.emulate_media(media="print")
    for hidden in ("header.site", ".outline", ".ask", ".find", "#marks"):
        assert page.locator(hidden).is_hidden(), hidden
    assert page.locator("#text").is_visible()


def test_the_api_documentation_is_drawn_without_a_network(visit: Open) -> None:
    page = visit("/docs/try")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() >= 7
