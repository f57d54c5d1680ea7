from collections.abc import Iterator

from fastapi.testclient import TestClient


def test_a_body_of_five_megabytes_is_refused_by_its_declared_size(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "x" * 5_000_000})
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")
    assert "at most 262144 are accepted" in response.json()["detail"]


def test_a_body_without_a_declared_size_is_counted_as_it_arrives(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(300):
            yield b"x" * 1024
        yield b'"}'

    response = client.post("/v1/ask", content=chunks(), headers={"content-type": "application/json"})
    assert response.status_code == 413


def test_a_body_within_the_limit_passes(client: TestClient) -> None:
    history = [{"role": "user", "content": "储" * 3000}] * 20
    assert client.post("/v1/ask", json={"question": "储备", "history": history}).status_code == 200
