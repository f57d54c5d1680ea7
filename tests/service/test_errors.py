from fastapi.testclient import TestClient


def test_an_unknown_path_is_a_problem_that_names_it(client: TestClient) -> None:
    response = client.get("/nowhere")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert "/nowhere" in response.json()["detail"]


def test_a_wrong_method_is_a_problem(client: TestClient) -> None:
    response = client.get("/v1/ask")
    assert (response.status_code, response.json()["status"]) == (405, 405)
    assert response.headers["allow"] == "POST"


def test_an_unexpected_failure_shows_no_traceback(client: TestClient) -> None:
    client.app.state.answerer.__dict__["_searcher"], kept = None, client.app.state.answerer._searcher  # type: ignore[attr-defined]
    try:
        response = client.post("/v1/ask", json={"question": "储备"})
    finally:
        client.app.state.answerer._searcher = kept  # type: ignore[attr-defined]
    assert response.status_code == 500
    assert response.json()["detail"] == "an unexpected failure; the server's log has the details"
