import base64

import pytest
from fastapi.testclient import TestClient

from service.access.levels import Level, Role, level_of
from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.service.access.conftest import QUESTION, OpenSite, Site, bearer

TEXT = "/v1/plans/zhangye/text"


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"reader:{password}".encode()).decode()}


def key_of(header: dict[str, str]) -> str:
    return header["Authorization"].removeprefix("Bearer ")


def test_beyond_loopback_nobody_asks_or_reads_without_a_key(site: Site) -> None:
    for response in (site.client.post("/v1/ask", json=QUESTION), site.client.get(TEXT), site.client.get("/metrics")):
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["www-authenticate"] == 'Bearer realm="policyqa"'
        assert "policyqa keys create" in response.json()["detail"]
        assert "POLICYQA_AUTH" in response.json()["detail"]
        assert "救援" not in response.text


def test_on_loopback_no_key_is_wanted(open_site: OpenSite) -> None:
    local = open_site(host="127.0.0.1")
    assert local.client.post("/v1/ask", json=QUESTION).json()["status"] == "answered"
    assert local.client.get(TEXT).status_code == 200


def test_a_key_that_is_not_wanted_does_no_harm(open_site: OpenSite) -> None:
    # Chat front ends cannot be told to send none.
    local = open_site(host="127.0.0.1")
    assert local.client.post("/v1/ask", json=QUESTION, headers=bearer("sk-anything")).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_a_key_of_either_role_asks(site: Site, role: Role) -> None:
    headers = {Role.ASK: site.ask, Role.ADMIN: site.admin}[role]
    assert site.client.post("/v1/ask", json=QUESTION, headers=headers).json()["status"] == "answered"
    assert "救援" in site.client.get(TEXT, headers=headers).text


def test_a_key_may_come_in_a_header_of_its_own(site: Site) -> None:
    assert site.client.get(TEXT, headers={"X-API-Key": key_of(site.ask)}).status_code == 200
    assert site.client.get(TEXT, headers={"X-API-Key": "pqa_0"}).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic x",
        "Digest a=b",
        "Bearer pqa_00000000_" + "A" * 43,
        "Bearer a.b.c",
        "bearer é",
    ],
)
def test_what_is_no_key_opens_nothing(site: Site, wrong: str) -> None:
    response = site.client.get(TEXT, headers={b"Authorization": wrong.encode("latin-1")})
    assert response.status_code == 401


def test_a_key_that_differs_in_its_last_character_opens_nothing(site: Site) -> None:
    key = key_of(site.ask)
    other = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert site.client.get(TEXT, headers=bearer(other)).status_code == 401


def test_a_key_for_asking_does_not_change_the_library(site: Site) -> None:
    for method, path in (
        ("POST", "/v1/plans"),
        ("DELETE", "/v1/plans/zhangye"),
        ("POST", "/v1/reindex"),
        ("GET", "/v1/jobs"),
    ):
        response = site.client.request(method, path, headers=site.ask)
        assert (response.status_code, response.json()["title"]) == (403, "Forbidden")


def test_a_revoked_key_opens_nothing_within_seconds(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.access.keys._REMEMBERED_S", 0.0)
    assert site.client.get(TEXT, headers=site.ask).status_code == 200
    site.keys.revoke(key_of(site.ask))
    assert site.client.get(TEXT, headers=site.ask).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/openapi.json", "/widget.js", "/static/page.css"])
def test_what_holds_no_plan_is_served_without_a_key(site: Site, path: str) -> None:
    assert site.client.get(path).status_code == 200


def test_a_page_asks_the_reader_for_a_key_and_the_browser_shows_it_from_then_on(site: Site) -> None:
    asked = site.client.get("/plans/zhangye", headers={"Accept": "text/html,*/*"})
    assert asked.status_code == 401
    assert asked.headers["www-authenticate"] == 'Basic realm="policyqa", charset="UTF-8"'
    assert "需要密钥" in asked.text
    shown = site.client.get("/plans/zhangye", headers=basic(key_of(site.ask)))
    assert shown.status_code == 200
    assert "救援" in shown.text
    assert site.client.post("/v1/ask", json=QUESTION, headers=basic(key_of(site.ask))).status_code == 200


def test_a_browser_is_asked_for_a_password_on_pages_only(site: Site) -> None:
    # Its dialog would come up for every request of the widget.
    assert "Basic" not in site.client.get(TEXT, headers={"Accept": "text/html"}).headers["www-authenticate"]


def test_what_a_browser_sends_by_itself_does_not_change_the_library(site: Site) -> None:
    assert site.client.delete("/v1/plans/zhangye", headers=basic(key_of(site.admin))).status_code == 403


def test_an_answer_to_a_question_in_the_address_is_behind_the_key_too(site: Site) -> None:
    assert site.client.get("/", params={"q": QUESTION["question"]}).status_code == 401


def test_off_means_off_everywhere(open_site: OpenSite) -> None:
    assert open_site(auth="off").client.get(TEXT).status_code == 200


def test_on_means_on_loopback_too(open_site: OpenSite) -> None:
    assert open_site(auth="ON", host="127.0.0.1").client.get(TEXT).status_code == 401


def test_with_admin_everybody_asks_and_an_admin_changes(open_site: OpenSite) -> None:
    site = open_site(auth="admin")
    assert site.client.get(TEXT).status_code == 200
    assert site.client.get("/plans/zhangye").status_code == 200
    assert site.client.post("/v1/ask", json=QUESTION).status_code == 200
    assert site.client.delete("/v1/plans/nowhere").status_code == 401
    assert site.client.delete("/v1/plans/nowhere", headers=site.ask).status_code == 403
    assert site.client.delete("/v1/plans/nowhere", headers=site.admin).status_code not in {401, 403}


def test_a_server_that_was_not_told_its_address_sees_it_in_the_connection(
    answerer: Answerer, settings: Settings
) -> None:
    # uvicorn service.app:create_app --factory --host 0.0.0.0
    with TestClient(create_app(settings, answerer), base_url="http://10.1.2.3:8000") as client:
        assert client.get(TEXT).status_code == 401
    with TestClient(create_app(settings, answerer), base_url="http://127.0.0.1:8000") as client:
        assert client.get(TEXT).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "Via"])
def test_behind_a_proxy_on_this_machine_the_library_is_changed_with_a_key_only(
    open_site: OpenSite, header: str
) -> None:
    local = open_site(host="127.0.0.1")
    assert local.client.get(TEXT, headers={header: "10.0.0.9"}).status_code == 200
    assert local.client.delete("/v1/plans/nowhere", headers={header: "10.0.0.9"}).status_code == 401
    admin = {header: "10.0.0.9", **local.admin}
    assert local.client.delete("/v1/plans/nowhere", headers=admin).status_code not in {401, 403}


@pytest.mark.parametrize(
    ("host", "origin", "allowed"),
    [
        ("127.0.0.1:8000", None, True),
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("127.0.0.1:8000", "http://evil.cn", False),
        ("127.0.0.1:8000", "null", False),
        ("evil.cn:8000", "http://evil.cn:8000", False),  # a name that was made to point here
    ],
)
def test_a_page_of_another_site_does_not_change_the_library_through_its_visitor(
    open_site: OpenSite, host: str, origin: str | None, allowed: bool
) -> None:
    local = open_site(host="127.0.0.1")
    headers = {"Host": host} | ({"Origin": origin} if origin else {})
    response = local.client.delete("/v1/plans/nowhere", headers=headers)
    assert (response.status_code != 403) is allowed


def test_when_the_database_is_gone_a_key_is_not_wrong_but_cannot_be_looked_up(
    answerer: Answerer, settings: Settings
) -> None:
    broken = settings.model_copy(update={"host": "0.0.0.0", "database_url": "sqlite:////proc/nowhere/policyqa.sqlite"})
    with TestClient(create_app(broken, answerer), base_url="http://localhost") as client:
        response = client.get(TEXT, headers=bearer("pqa_00000000_" + "A" * 43))
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert response.headers["content-type"] == "application/problem+json"
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/%2e%2e/v1/plans/zhangye/text", "/widget/..%2f..%2fv1%2fplans", "/swagger/../plans"]
)
def test_a_path_that_climbs_out_of_the_public_files_shows_no_plan(site: Site, path: str) -> None:
    response = site.client.get(path)
    assert response.status_code in {401, 404}
    assert "救援" not in response.text


def test_the_documentation_of_a_refusal_is_a_problem(site: Site) -> None:
    body = site.client.get(TEXT).json()
    assert body == {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": body["detail"]}


def test_a_line_end_behind_an_address_opens_nothing_that_an_admin_reads(site: Site, open_site: OpenSite) -> None:
    # A route's pattern ends in $, which a line end may follow.
    api = site.client.app.openapi()["paths"]  # type: ignore[attr-defined]
    read = [path for path, methods in api.items() if "get" in methods and level_of("GET", path) is Level.ADMIN]
    assert "/v1/jobs" in read
    free = open_site(auth="admin")
    for path in read:
        assert site.client.get(path, headers=site.ask).status_code == 403
        assert site.client.get(f"{path}%0A", headers=site.ask).status_code == 404
        assert free.client.get(f"{path}%0A").status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403), ("evil.example:8000", 403), ("127.0.0.1.evil.example", 403), ("[oops", 403), ("", 403),
        ("localhost:8000", 200), ("127.0.0.1:9", 200), ("127.8.8.8", 200), ("[::1]:8000", 200),
    ],
)  # fmt: skip
def test_on_loopback_a_strange_name_that_points_here_reads_nothing(open_site: OpenSite, host: str, status: int) -> None:
    local = open_site(host="127.0.0.1")
    read = local.client.get(TEXT, headers={"Host": host})
    assert read.status_code == status
    assert ("救援" in read.text) is (status == 200)
    listed = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Host": host, "Origin": f"http://{host}", "Accept": "application/json, text/event-stream"}
    assert local.client.post("/mcp", json=listed, headers=headers).status_code == status
    assert local.client.get("/healthz", headers={"Host": host}).status_code == 200


def test_behind_a_proxy_or_where_the_setting_says_so_any_name_is_asked(open_site: OpenSite) -> None:
    name = {"Host": "oa.example.gov.cn"}
    assert open_site(host="127.0.0.1").client.get(TEXT, headers={**name, "Via": "1.1 proxy"}).status_code == 200
    assert open_site(host="127.0.0.1", auth="off").client.get(TEXT, headers=name).status_code == 200
    site = open_site(host="127.0.0.1", auth="on")
    assert site.client.get(TEXT, headers={**name, **site.ask}).status_code == 200
