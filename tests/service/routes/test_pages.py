import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

import anyio
import pytest
from anyio import to_thread
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.service.pages.library import MINQIN, PLANS, make_answerer

PATHS = ("/", "/plans", "/plans/minqin", "/plans/gulang", "/compare", "/compare?indicator=死亡人数", "/plans/none")


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over plans with all that a reader can show."""
    return make_answerer(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a corpus that holds the file of one plan."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "minqin.txt").write_text(MINQIN, encoding="utf-8")
    return Settings(corpus=corpus, index=tmp_path / "index", cache=tmp_path / "cache")


@pytest.fixture
def english(answerer: Answerer, settings: Settings) -> Iterator[TestClient]:
    """A client that prefers English."""
    with TestClient(
        create_app(settings, answerer),
        headers={"accept-language": "en-GB,en;q=0.9,zh;q=0.5"},
        base_url="http://localhost",
    ) as made:
        yield made


class Shown(HTMLParser):
    """What stands in the reader's text, without what the page adds; and what is marked of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.marked = "", ""
        self._open: list[tuple[str, bool, bool]] = []  # tag, whether it is the text, whether it is an addition
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag not in {"meta", "link", "input", "img", "br"}:
            self._open.append((tag, names.get("id") == "text", "data-aside" in names))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(text for _, text, _ in self._open) and not any(aside for _, _, aside in self._open):
            self.text += data
            self.marked += data if any(tag == "mark" for tag, _, _ in self._open) else ""


@pytest.mark.parametrize("plan_id", list(PLANS))
def test_the_reader_shows_the_text_of_the_plan_and_nothing_else_in_it(client: TestClient, plan_id: str) -> None:
    assert Shown(client.get(f"/plans/{plan_id}").text).text == PLANS[plan_id]


def test_the_server_marks_exactly_what_the_address_names(client: TestClient) -> None:
    start = MINQIN.index("1\n\n生产安全事故")
    end = MINQIN.index("\n\n2\n\n人均")
    page = client.get(f"/plans/minqin?mark={start}-{end},5-9").text
    assert Shown(page).text == MINQIN
    assert Shown(page).marked == MINQIN[5:9] + MINQIN[start:end]
    assert f'<mark id="{start}-{end}"' in page, "a link to #start-end leads to it without a script"
    assert page.count(f'href="#{start}-{end}"') == 1


def test_no_two_elements_of_a_page_have_one_address(client: TestClient) -> None:
    start = MINQIN.index("到2025年")
    for path in (*PATHS, f"/plans/minqin?mark={start}-{start + 13}", "/plans/minqin?q=物资"):
        ids = re.findall(r'\sid="([^"]+)"', client.get(path).text)
        assert len(ids) == len(set(ids)), path


def test_words_are_found_within_a_plan(client: TestClient) -> None:
    page = client.get("/plans/minqin?q=物资储备").text
    assert Shown(page).marked == "物资储备" * MINQIN.count("物资储备")
    assert f"找到 {MINQIN.count('物资储备')} 处" in page


def test_a_plan_cannot_bring_markup_into_any_page(client: TestClient) -> None:
    for path in (
        *PATHS,
        "/plans/minqin?mark=180-260",
        "/plans/minqin?q=<script>alert(1)</script>吉祥",
        '/?q="><script>x',
    ):
        page = client.get(path).text
        assert "<img src=x" not in page, path
        assert re.findall(r"<script(?! src=\"/(?:widget|static/\w+)\.js(?:\?[0-9a-f]{8})?\")", page) == [], path
    assert "&lt;img src=x onerror=&#34;" in client.get("/plans/minqin").text


@pytest.mark.parametrize("path", PATHS)
def test_pages_have_a_strict_policy_that_they_keep(client: TestClient, path: str) -> None:
    response = client.get(path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = re.sub(r"<code.*?</code>", "", response.text)
    assert re.findall(r"<style|\sstyle=|\son\w+=\"", page) == []
    for address in re.findall(r'(?:src|href|action)="([^"]+)"', page):
        assert address.startswith(("/", "#", "?")), address


@pytest.mark.parametrize("path", PATHS)
def test_the_files_that_pages_name_are_there(client: TestClient, path: str) -> None:
    for address in re.findall(r'(?:src|href)="(/(?:static|swagger|widget)[^"]+)"', client.get(path).text):
        assert client.get(address).status_code == 200, address


def test_the_landing_page_says_what_is_covered_and_how_to_embed_it(client: TestClient, answerer: Answerer) -> None:
    page = client.get("/").text
    for plan in answerer.plans.values():
        assert plan.metadata.title.value in page
    assert '&lt;script src="http://localhost/widget.js" data-title="规划问答" data-lang="zh" defer&gt;' in page


def test_its_examples_are_answered(client: TestClient, answerer: Answerer) -> None:
    questions = re.findall(r'data-question="([^"]+)"', client.get("/").text)
    assert len(questions) >= 4
    for question in questions:
        assert answerer.answer(question).status == "answered", question


def test_a_question_is_answered_without_a_script(client: TestClient) -> None:
    page = client.get("/?q=张掖市的应急物资可以保障多少人？").text
    within = page[page.index('<div class="answer">') :]
    assert "4万至6万人" in within
    link = re.search(r'href="(/plans/zhangye\?mark=(\d+)-(\d+)#\2-\3)"', within)
    assert link is not None
    assert "4万至6万人" in Shown(client.get(link[1]).text).marked


def test_one_plan_is_asked_without_a_script(client: TestClient) -> None:
    form = client.get("/plans/minqin").text.split("<noscript>")[-1].split("</noscript>")[0]
    assert re.findall(r'name="(\w+)"(?: value="(\w+)")?', form) == [("plan", "minqin"), ("q", "")]
    page = client.get("/", params={"plan": "minqin", "q": "生产安全事故死亡人数的目标是多少？"}).text
    assert 'data-plans="minqin"' in page
    within = page[page.index("<noscript>\n        <p>") :]
    assert "只问《民勤县应急管理“十四五”规划》" in within
    assert set(re.findall(r"/plans/(\w+)\?mark", within)) == {"minqin"}


def test_the_map_leads_to_the_plans_of_a_province(client: TestClient) -> None:
    page = client.get("/").text
    (link,) = re.findall(r'<a href="(/plans\?place=[^"]*)">甘肃 <b>3</b>', page)
    assert {"minqin", "gulang", "zhangye"} == set(re.findall(r'<a href="/plans/(\w+)">', client.get(link).text))
    assert page.count("column-") == 34


def test_a_changed_style_sheet_has_another_address(client: TestClient) -> None:
    # Browsers keep a file without an expiry for a tenth of its age: pages of today got the style of last week.
    for path in PATHS:
        for link in re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(path).text):
            assert re.search(r"\?[0-9a-f]{8}$", link), link
            assert client.get(link).status_code == 200


def test_the_library_is_narrowed_by_its_address(client: TestClient) -> None:
    page = client.get("/plans?place=甘肃省&kind=任务分工").text
    assert "古浪县" in page
    assert "共 1 份规划" in page
    assert '<a href="/plans/minqin">' not in page
    assert "没有符合条件的规划" in client.get("/plans?year=1999").text


def test_each_compared_figure_leads_to_its_words(client: TestClient) -> None:
    page = client.get("/compare", params={"indicator": ["生产安全事故死亡人数", "人均应急避难场所面积"]}).text
    links = re.findall(r'class="value" href="/plans/(\w+)\?mark=(\d+)-(\d+)#\2-\3">([^<]+)<', page)
    assert ("minqin", "下降12%") in [(plan_id, value) for plan_id, _, _, value in links]
    for plan_id, start, end, value in links:
        figure = re.findall(r"[\d.]+", value)[0]
        assert figure in PLANS[plan_id][int(start) : int(end)]


def test_a_comparison_is_exported_for_spreadsheets(client: TestClient) -> None:
    response = client.get("/compare", params={"indicator": "生产安全事故死亡人数", "format": "csv"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "指标对比.csv" in unquote(response.headers["content-disposition"])
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["地区"]: row["目标"] for row in rows}["甘肃省武威市民勤县"] == "下降12%"
    for row in rows:
        link = re.search(r"/plans/(\w+)\?mark=(\d+)-(\d+)#\2-\3$", row["链接"])
        assert link
        assert PLANS[link[1]][int(link[2]) : int(link[3])] == row["原文"]


def test_the_original_is_a_download_and_only_of_plans(client: TestClient, settings: Settings) -> None:
    response = client.get("/plans/minqin/original")
    assert response.content.decode() == MINQIN
    assert response.headers["content-disposition"].startswith("attachment")
    (settings.corpus.parent / "secret.txt").write_text("x", encoding="utf-8")
    for plan_id in ("gulang", "..%2Fsecret", "none"):
        assert client.get(f"/plans/{plan_id}/original").status_code == 404
    assert "/original" not in client.get("/plans/gulang").text


def test_a_file_with_other_words_is_not_sent_as_the_original(client: TestClient, settings: Settings) -> None:
    # It sent whatever had the name: of another corpus than the one that the index was built from, or changed since.
    path = settings.corpus / "minqin.txt"
    path.write_text(MINQIN.replace("下降12%", "下降21%"), encoding="utf-8")
    response = client.get("/plans/minqin/original")
    assert response.status_code == 404
    assert 'is not what plan "minqin" was read from' in response.json()["detail"]
    path.write_text("！", encoding="utf-8")
    assert client.get("/plans/minqin/original").status_code == 404
    path.write_text(MINQIN, encoding="gb18030", errors="replace")
    assert client.get("/plans/minqin/original").status_code == 200, "what counts is what is read from it"


def test_the_evaluation_report_is_shown_where_there_is_one(client: TestClient, settings: Settings) -> None:
    assert '<a class="way" href="/evaluation">' in client.get("/").text
    assert f"policyqa eval --report {settings.index.parent / 'evaluation'}<" in client.get("/evaluation").text
    folder = settings.index.parent / "evaluation"
    folder.mkdir()
    (folder / "report.html").write_text("<style>p {}</style><p>100%", encoding="utf-8")
    assert "<p>100%" in client.get("/evaluation").text
    assert "script" not in client.get("/evaluation").headers["content-security-policy"]


def test_the_language_is_the_readers(client: TestClient, english: TestClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/plans").text
    assert '<html lang="en">' in english.get("/plans").text
    assert '<html lang="zh-CN">' in english.get("/plans?lang=zh").text
    came_from = {"Referer": "http://localhost/plans?lang=zh"}
    assert '<html lang="zh-CN">' in english.get("/compare", headers=came_from).text, "what was chosen is remembered"
    assert "Accept-Language" in english.get("/").headers["vary"]


def test_a_plan_that_is_not_there_has_a_page_that_says_so(client: TestClient) -> None:
    response = client.get("/plans/<b>none")
    assert response.status_code == 404
    assert "&lt;b&gt;none" in response.text


def test_a_page_is_sent_compressed(client: TestClient) -> None:
    reply = client.get("/plans/zhangye", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"


def test_a_file_that_is_gone_is_not_taken_for_an_unknown_plan(client: TestClient) -> None:
    # It said: there is no plan "gulang": the plans are …, gulang.
    gone = client.get("/plans/gulang/original").json()["detail"]
    assert gone == 'the file of plan "gulang" is not in the corpus any more: only its text is here'
    assert client.get("/plans/none/original").json()["detail"].startswith('there is no plan "none"')


def test_a_comparison_of_some_plans_stays_with_them(client: TestClient) -> None:
    asked = {"indicator": ["生产安全事故死亡人数", "人均应急避难场所面积"], "plan_id": ["minqin", "fengtai"]}
    page = client.get("/compare", params=asked).text
    links = [unescape(link) for link in re.findall(r'href="(/compare\?[^"]*indicator=[^"]*)"', page)]
    assert any("format=csv" in link for link in links)
    for link in links:
        assert parse_qs(urlsplit(link).query)["plan_id"] == ["minqin", "fengtai"], link
    form = page[page.index('<form class="find"') :].split("</form>")[0]
    assert re.findall(r'name="plan_id" value="(\w+)"', form) == ["minqin", "fengtai"]


def test_a_question_without_a_script_needs_one_thread_and_not_another(client: TestClient) -> None:
    # Where each of many readers held one of the pool's threads and waited for a second one, all would wait for ever.
    answered: list[int] = []

    async def ask_with_one_thread() -> None:
        to_thread.current_default_thread_limiter().total_tokens = 1
        async with AsyncClient(transport=ASGITransport(app=client.app), base_url="http://localhost") as reader:
            answered.append((await reader.get("/?q=张掖市的应急物资可以保障多少人？")).status_code)

    asking = Thread(target=anyio.run, args=(ask_with_one_thread,), daemon=True)
    asking.start()
    asking.join(60)
    assert answered == [200]
