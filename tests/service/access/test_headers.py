import re

import pytest

from service.access.headers import policy_for
from tests.service.access.conftest import OpenSite, Site

PAGES = ["/", "/plans", "/plans/zhangye", "/plans/nowhere", "/compare", "/docs", "/docs/try", "/nowhere"]


def policy_of(site: Site, path: str) -> dict[str, str]:
    """Return the directives of the content security policy of a page."""
    policy = site.client.get(path, headers=site.ask).headers["content-security-policy"]
    return {name: rest.strip() for name, _, rest in (each.strip().partition(" ") for each in policy.split(";"))}


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/v1/plans", "/v1/nowhere", "/openapi.json", "/widget.js"])
def test_every_answer_says_what_a_browser_may_do_with_it(site: Site, path: str) -> None:
    response = site.client.get(path, headers=site.ask)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in response.headers["permissions-policy"]
    assert response.headers["content-security-policy"]
    assert response.headers["cross-origin-resource-policy"]
    assert "server" not in response.headers
    assert response.headers.get_list("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_lets_what_is_put_into_it_run(site: Site, path: str) -> None:
    policy = policy_of(site, path)
    for each in ("unsafe", "*", "http:", "https:", "data: 'self' blob:"):
        assert each not in policy.get("script-src", policy["default-src"])
        assert each not in policy.get("style-src", policy["default-src"])
    assert policy["base-uri"] == "'none'"
    assert policy.get("object-src", policy["default-src"]) == "'none'"


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_holds_may_run_under_its_own_policy(site: Site, path: str) -> None:
    html = site.client.get(path, headers=site.ask).text
    policy = policy_of(site, path)
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = re.findall(r"'sha256-[^']+'", policy_for(html))
    assert len(hashes) == len(inline) + len(re.findall(r"<style>", html))
    assert all(each in policy.get("script-src", "") + policy.get("style-src", "") for each in hashes)
    assert not re.search(r"<[^>]+\s(?:on\w+|style)\s*=", html), "attributes that a policy without unsafe-inline refuses"


@pytest.mark.parametrize(
    ("ancestors", "policy", "option"),
    [
        ("self", "'self'", "SAMEORIGIN"),
        ("none", "'none'", "DENY"),
        ("self, http://oa.gov.cn:8080/", "'self' http://oa.gov.cn:8080", None),
    ],
)
def test_who_may_frame_the_pages_is_a_setting(
    open_site: OpenSite, ancestors: str, policy: str, option: str | None
) -> None:
    site = open_site(frame_ancestors=ancestors)
    for path in ("/", "/healthz"):
        response = site.client.get(path, headers=site.ask)
        assert response.headers["content-security-policy"].endswith(f"frame-ancestors {policy}")
        assert response.headers.get("x-frame-options") == option


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/widget.js", "cross-origin"),
        ("/widget/element.js", "cross-origin"),
        ("/static/icon.svg", "cross-origin"),
        ("/plans/zhangye", "same-origin"),
        ("/v1/plans", "same-origin"),
    ],
)
def test_pages_of_other_origins_load_the_widget_and_nothing_else(site: Site, path: str, policy: str) -> None:
    assert site.client.get(path, headers=site.ask).headers["cross-origin-resource-policy"] == policy


def test_a_window_of_its_own_is_asked_for_only_where_browsers_listen(site: Site) -> None:
    # On plain http beyond loopback they would print an error on every page.
    asked = {host: site.client.get("/healthz", headers={"Host": host}) for host in ("127.0.0.1:8000", "oa.gov.cn")}
    found = {host: response.headers.get("cross-origin-opener-policy") for host, response in asked.items()}
    assert found == {"127.0.0.1:8000": "same-origin", "oa.gov.cn": None}


def test_refusals_have_the_headers_and_may_be_read_by_pages_with_leave(open_site: OpenSite) -> None:
    site = open_site(cors_origins="http://oa.gov.cn", rate_limit="1/hour")
    page = {"Origin": "http://oa.gov.cn"}
    refused = site.client.get("/v1/plans", headers=page)
    site.client.post("/v1/ask", json={"question": "储备"}, headers={**page, **site.ask})
    limited = site.client.post("/v1/ask", json={"question": "储备"}, headers={**page, **site.ask})
    assert (refused.status_code, limited.status_code) == (401, 429)
    for response in (refused, limited):
        assert response.headers["access-control-allow-origin"] == "http://oa.gov.cn"
        assert response.headers["x-content-type-options"] == "nosniff"
    assert "retry-after" in limited.headers["access-control-expose-headers"].lower()


def test_a_failure_nobody_foresaw_has_the_headers_too(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site()
    monkeypatch.setattr("service.routes.plans.PlansResponse", None)
    response = site.client.get("/v1/plans", headers=site.ask)
    assert response.status_code == 500
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_page_with_leave_asks_first_without_a_key(open_site: OpenSite) -> None:
    site = open_site(cors_origins="http://oa.gov.cn")
    headers = {
        "Origin": "http://oa.gov.cn",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    assert site.client.options("/v1/ask", headers=headers).status_code == 200
    assert site.client.options("/v1/ask", headers={**headers, "Origin": "http://evil.cn"}).status_code == 400


@pytest.mark.parametrize("path", [*PAGES, "/?lang=en", "/plans?lang=en"])
def test_no_cookie_is_ever_set(site: Site, path: str) -> None:
    assert "set-cookie" not in site.client.get(path, headers=site.ask).headers
