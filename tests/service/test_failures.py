import json

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from service.errors import add_error_handlers
from service.routes.widget import allow_origins

PAGE = {"origin": "http://intranet.test"}


@pytest.fixture
def client() -> TestClient:
    """A client of an application that fails, and that pages of another origin may ask."""
    app = FastAPI()
    add_error_handlers(app)
    allow_origins(app, "http://intranet.test")

    @app.get("/fails")
    def fails() -> Response:
        raise RuntimeError("a bug")

    @app.get("/breaks")
    def breaks() -> Response:
        def pieces() -> object:
            yield b"begun"
            raise RuntimeError("a bug")

        return StreamingResponse(pieces())  # type: ignore[arg-type]

    return TestClient(app, raise_server_exceptions=False)


def test_a_page_of_another_origin_is_told_of_a_failure(client: TestClient) -> None:
    # It had no Access-Control-Allow-Origin: the page could not tell it from a lost network.
    response = client.get("/fails", headers=PAGE)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "http://intranet.test"
    assert json.loads(response.text)["detail"] == "an unexpected failure; the server's log has the details"


def test_a_failure_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/fails", headers=PAGE)
    assert [(each.getMessage(), each.exc_info is not None) for each in caplog.records if each.levelname == "ERROR"] == [
        ("unexpected failure at /fails", True)
    ]


def test_a_response_that_has_begun_is_broken_off(client: TestClient) -> None:
    strict = TestClient(client.app)
    with pytest.raises(RuntimeError, match="a bug"):
        strict.get("/breaks", headers=PAGE)
