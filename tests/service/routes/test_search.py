from fastapi.testclient import TestClient


def test_search_returns_ranked_passages_in_the_shape_of_citations(client: TestClient) -> None:
    passages = client.get("/v1/search", params={"q": "应急物资储备", "k": 3}).json()["passages"]
    scores = [passage["score"] for passage in passages]
    assert len(passages) == 3
    assert scores == sorted(scores, reverse=True)
    assert "储备" in passages[0]["quote"]


def test_search_can_be_restricted_to_a_plan(client: TestClient) -> None:
    passages = client.get("/v1/search", params={"q": "应急物资储备", "plan_id": "fengtai"}).json()["passages"]
    assert {passage["plan"]["id"] for passage in passages} == {"fengtai"}


def test_an_empty_search_is_refused(client: TestClient) -> None:
    response = client.get("/v1/search", params={"q": " "})
    assert response.status_code == 422
    assert "no words" in response.json()["detail"]


def test_search_refuses_an_unknown_plan(client: TestClient) -> None:
    response = client.get("/v1/search", params={"q": "储备", "plan_id": "atlantis"})
    assert response.status_code == 404
    assert "atlantis" in response.json()["detail"]
