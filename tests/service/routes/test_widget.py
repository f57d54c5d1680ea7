import gzip

import pytest
from fastapi.testclient import TestClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.routes.widget import _FILES
from service.settings import Settings

FILES = ["/widget.js", *(f"/widget/{path.name}" for path in sorted((_FILES / "chat").iterdir()))]


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_sent_to_pages_of_every_origin_and_only_when_it_is_new(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept-encoding": "gzip"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"].startswith(("text/javascript", "text/css"))
    assert response.text == client.get(path, headers={"accept-encoding": "identity"}).text
    again = client.get(path, headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_whole_widget_has_at_most_30_kilobytes_compressed(client: TestClient) -> None:
    sizes = {path: len(gzip.compress(client.get(path).content, mtime=0)) for path in FILES}
    assert sum(sizes.values()) <= 30_000, sizes


def test_comments_are_left_out_and_lines_keep_their_numbers(client: TestClient) -> None:
    sent = client.get("/widget/dom.js").text.split("\n")
    written = (_FILES / "chat" / "dom.js").read_text(encoding="utf-8").split("\n")
    assert len(sent) == len(written)
    differing = [line for line, original in zip(sent, written, strict=True) if line != original]
    assert differing
    assert not any(differing), "a line is sent as it is written, or empty"


@pytest.mark.parametrize("path", FILES)
def test_nothing_in_the_widget_parses_html_or_runs_text(client: TestClient, path: str) -> None:
    code = client.get(path).text
    for each in (
        ".innerHTML",
        ".outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "@import",
    ):
        assert each not in code
    assert "https://" not in code, "nothing comes from anywhere else"


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2Fwidget.js", "%2e%2e%2fpage.css", "element.py", ".", "chat.css%00.js"]
)
def test_only_the_widgets_own_files_are_sent(client: TestClient, name: str) -> None:
    assert client.get(f"/widget/{name}").status_code == 404


def test_suggestions_name_what_the_library_has(client: TestClient) -> None:
    response = client.get("/v1/suggest", params={"q": "丰台区避难", "k": 1})
    assert response.json() == {
        "suggestions": [
            {
                "kind": "indicator",
                "text": "人均应急避难场所面积",
                "question": "北京市丰台区的“人均应急避难场所面积”目标是多少？",
                "plan_id": "fengtai",
                "place": "北京市丰台区",
            }
        ]
    }


def test_suggestions_of_chosen_plans_in_english(client: TestClient) -> None:
    found = client.get("/v1/suggest", params={"plan_id": "beibei", "lang": "en"}).json()["suggestions"]
    assert {each["plan_id"] for each in found} == {"beibei"}
    assert all(each["question"].startswith("What is ") for each in found)


@pytest.mark.parametrize("params", [{"k": 0}, {"k": 21}, {"q": "字" * 501}, {"lang": "fr"}, {"plan_id": "nowhere"}])
def test_what_cannot_be_suggested_is_refused(client: TestClient, params: dict[str, str]) -> None:
    assert client.get("/v1/suggest", params=params).status_code == (404 if "plan_id" in params else 422)


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("", "http://a.gov", None),
        ("http://a.gov/, http://b.gov:8080", "http://b.gov:8080", "http://b.gov:8080"),
        ("http://a.gov", "http://a.gov.evil", None),
        ("*", "http://any.where", "*"),
    ],
)
def test_only_pages_with_leave_may_ask(answerer: Answerer, origins: str, origin: str, allowed: str | None) -> None:
    client = TestClient(create_app(Settings(cors_origins=origins), answerer), base_url="http://localhost")
    client.app.state.answerer = answerer  # type: ignore[attr-defined]
    response = client.get("/v1/suggest", headers={"origin": origin})
    assert response.status_code == 200
    assert response.headers.get("access-control-allow-origin") == allowed
