from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.build import build_index
from index.embedding_cache import EmbeddingCache
from index.search import Searcher
from index.store import load_index
from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.conftest import KeywordEmbedder


def test_all_plans_are_listed_with_metadata_and_counts(client: TestClient, answerer: Answerer) -> None:
    plans = client.get("/v1/plans").json()["plans"]
    assert {plan["id"] for plan in plans} == set(answerer.plans)
    for plan in plans:
        assert plan["counts"]["characters"] == len(answerer.plans[plan["id"]].text)
        assert plan["counts"]["passages"] == answerer.passage_count(plan["id"]) > 0
        assert plan["metadata"]["title"]["value"] == plan["title"]


def test_one_plan_is_what_the_list_says(client: TestClient) -> None:
    listed = client.get("/v1/plans").json()["plans"][0]
    assert client.get(f"/v1/plans/{listed['id']}").json() == listed


def test_the_text_is_the_canonical_text(client: TestClient, answerer: Answerer) -> None:
    response = client.get("/v1/plans/zhangye/text")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == answerer.plans["zhangye"].text


def test_the_outline_nests_every_section_once(client: TestClient, answerer: Answerer) -> None:
    plan = answerer.plans["zhangye"]

    def flat(sections: list[dict[str, Any]]) -> list[tuple[str, int]]:
        return [
            each for section in sections for each in ((section["number"], section["start"]), *flat(section["sections"]))
        ]

    outline = client.get("/v1/plans/zhangye/outline").json()["sections"]
    assert flat(outline) == [(section.number, section.span.start) for section in plan.sections]
    assert all(section["level"] == 1 for section in outline)


TABLE = """\
张掖市防汛规划
一、目标
表1 主要指标
序号\t指标\t2025年目标值\t属性
1\t预警覆盖率\t95%\t预期性
2\t伤亡人数\t下降10%*\t约束性
注：*为五年平均数
二、现状
“十三五”期间，全市累计建成避难场所20处。
三、任务
1.修订预案。
牵头单位：市应急
责任单位：市水务局、市应急局
"""


@pytest.fixture
def structured(settings: Settings) -> Iterator[TestClient]:
    """A client over one plan with a table and a task, read by the real parser, without a model."""
    index = settings.index
    settings.corpus.mkdir(parents=True)
    (settings.corpus / "a.txt").write_text(TABLE, encoding="utf-8")
    cache = EmbeddingCache(settings.cache / "embeddings.sqlite")
    build_index(settings.corpus, index, model=KeywordEmbedder.name, load_embedder=KeywordEmbedder, cache=cache)
    answerer = Answerer(Searcher(load_index(index, KeywordEmbedder.name), KeywordEmbedder()))
    with TestClient(create_app(settings, answerer), raise_server_exceptions=False, base_url="http://localhost") as made:
        yield made


def test_a_table_has_its_cells_and_their_place_in_the_text(structured: TestClient) -> None:
    (table,) = structured.get("/v1/plans/a/tables").json()["tables"]
    text = structured.get("/v1/plans/a/text").text
    assert (table["title"], table["header"]) == ("表1 主要指标", ["序号", "指标", "2025年目标值", "属性"])
    assert [row["cells"] for row in table["rows"]] == [
        ["1", "预警覆盖率", "95%", "预期性"],
        ["2", "伤亡人数", "下降10%", "约束性"],
    ]
    assert text[table["rows"][0]["start"] : table["rows"][0]["end"]] == "1\t预警覆盖率\t95%\t预期性"
    assert table["notes"] == ["*为五年平均数"]


def test_a_task_has_its_units_with_their_full_names(structured: TestClient) -> None:
    (task,) = structured.get("/v1/plans/a/tasks").json()["tasks"]
    text = structured.get("/v1/plans/a/text").text
    assert (task["number"], task["text"]) == ("1", "修订预案。")
    assert [(unit["name"], unit["printed"], unit["inferred"]) for unit in task["lead"]] == [
        ("市应急局", "市应急", True)
    ]
    assert [unit["name"] for unit in task["responsible"]] == ["市水务局", "市应急局"]
    assert text[task["start"] : task["end"]].endswith("责任单位：市水务局、市应急局")


def test_targets_are_kept_apart_from_the_past(structured: TestClient) -> None:
    found = structured.get("/v1/plans/a/indicators").json()
    keys = ("name", "operator", "value", "unit", "year", "nature", "note")
    assert [tuple(each[key] for key in keys) for each in found["indicators"]] == [
        ("预警覆盖率", "=", "95", "%", 2025, "预期性", None),
        ("伤亡人数", "下降", "10", "%", 2025, "约束性", "为五年平均数"),
    ]
    assert [(each["value"], each["unit"]) for each in found["past_figures"]] == [("20", "处")]


def test_what_was_found_is_counted(structured: TestClient) -> None:
    counts = structured.get("/v1/plans/a").json()["counts"]
    assert {name: counts[name] for name in ("sections", "tables", "tasks", "indicators")} == {
        "sections": 4,
        "tables": 1,
        "tasks": 1,
        "indicators": 2,
    }


@pytest.mark.parametrize("path", ["", "/text", "/outline", "/tables", "/tasks", "/indicators"])
def test_an_unknown_plan_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/plans/atlantis{path}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert 'there is no plan "atlantis"' in response.json()["detail"]
