from fastapi.testclient import TestClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings


def test_a_loaded_service_is_alive_and_ready(client: TestClient, answerer: Answerer) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ready", "index_version": answerer.index_version}


def test_before_the_index_is_loaded_it_is_alive_but_not_ready(answerer: Answerer, settings: Settings) -> None:
    client = TestClient(
        create_app(settings, answerer), base_url="http://localhost"
    )  # not entered: start-up has not run
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert "still being loaded" in response.json()["detail"]
