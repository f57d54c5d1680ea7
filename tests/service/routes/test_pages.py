import html
import re

from fastapi.testclient import TestClient

from corpus.library import parse_plan
from service.answer.answerer import Answerer
from service.routes.pages import segments_of


def test_the_home_page_names_every_plan_and_has_no_inline_script(client: TestClient, answerer: Answerer) -> None:
    page = client.get("/").text
    for plan in answerer.plans.values():
        assert plan.metadata.title.value in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "style=" not in page


def test_the_reader_shows_the_text_of_the_plan_and_nothing_else_in_it(client: TestClient, answerer: Answerer) -> None:
    page = client.get("/plans/zhangye").text
    shown = re.search(r'<div id="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert shown is not None
    assert html.unescape(re.sub(r"<[^>]+>", "", shown[1])) == answerer.plans["zhangye"].text


def test_segments_joined_are_the_text() -> None:
    plan = parse_plan("x", "x.txt", "[bookmark: a]一、总则\n（一）目标\n储备物资。\n")
    segments = segments_of(plan)
    assert "".join(segment.text for segment in segments) == plan.text
    assert [segment.style for segment in segments if segment.style] == [
        "furniture",
        "heading level-1",
        "heading level-2",
    ]


def test_a_plan_cannot_bring_markup_into_the_page() -> None:
    assert segments_of(parse_plan("x", "x.txt", "<script>alert(1)</script>储备"))[0].style == ""


def test_pages_and_documentation_load_nothing_from_elsewhere(client: TestClient) -> None:
    for path in ("/", "/plans/zhangye", "/docs"):
        for address in re.findall(r'(?:src|href)="([^"]+)"', client.get(path).text):
            assert address.startswith(("/", "#")), (path, address)


def test_the_files_that_pages_name_are_there(client: TestClient) -> None:
    for path in ("/", "/plans/zhangye", "/docs"):
        for address in re.findall(r'(?:src|href)="(/(?:static|swagger)/[^"]+)"', client.get(path).text):
            assert client.get(address).status_code == 200, address
