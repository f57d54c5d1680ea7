from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.answer.answerer import Answerer


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


@pytest.mark.parametrize("path", ["", "/text", "/outline"])
def test_an_unknown_plan_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/plans/atlantis{path}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert 'there is no plan "atlantis"' in response.json()["detail"]
