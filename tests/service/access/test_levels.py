import pytest

from service.access.levels import Level, Role, is_page, is_plain, leads_on, level_of, may
from service.app import create_app
from service.settings import Settings

PUBLIC = [
    "/healthz",
    "/readyz",
    "/docs",
    "/docs/try",
    "/openapi.json",
    "/widget.js",
    "/widget/element.js",
    "/static/page.css",
]
READ = ["/", "/plans", "/plans/a", "/plans/a/original", "/compare", "/v1/plans/a/text", "/v1/search", "/metrics"]
ASKED = ["/v1/ask", "/v1/chat/completions", "/v1/feedback", "/v1/tokens", "/mcp"]
ADMINISTERED = [
    ("POST", "/v1/plans"), ("DELETE", "/v1/plans/a"), ("POST", "/v1/reindex"), ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/1"), ("GET", "/v1/feedback"), ("GET", "/v1/jobs\n"), ("GET", "/v1/jobs/1\n"), ("PUT", "/v1/ask"), ("POST", "/plans"), ("POST", "/widget.js"),
]  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_what_holds_no_word_of_a_plan_needs_nothing(path: str) -> None:
    assert {level_of(method, path) for method in ("GET", "HEAD")} == {Level.PUBLIC}


@pytest.mark.parametrize("path", READ)
def test_what_shows_plans_is_for_who_may_ask(path: str) -> None:
    assert level_of("GET", path) is Level.ASK


@pytest.mark.parametrize("path", ASKED)
def test_asking_is_for_who_may_ask(path: str) -> None:
    assert level_of("POST", path) is Level.ASK


@pytest.mark.parametrize(("method", "path"), ADMINISTERED)
def test_what_changes_the_library_is_for_an_admin(method: str, path: str) -> None:
    assert level_of(method, path) is Level.ADMIN


@pytest.mark.parametrize(
    "path", ["/widget.js/../v1/plans", "/healthz/", "/HEALTHZ", "//healthz", "/healthz\n", "/static", "/docs/x", ""]
)
def test_what_only_looks_public_is_not(path: str) -> None:
    assert level_of("GET", path) is not Level.PUBLIC


def test_no_route_that_changes_something_is_open_to_who_may_only_ask() -> None:
    # The four that are open change nothing but counts and what readers say.
    changing = {
        (method.upper(), path)
        for path, methods in create_app(Settings()).openapi()["paths"].items()
        for method in methods
        if method not in {"get", "head", "options"} and level_of(method.upper(), path) is not Level.ADMIN
    }
    assert changing == {
        ("POST", "/v1/ask"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/feedback"),
        ("POST", "/v1/tokens"),
    }


def test_an_admin_may_ask_and_an_asker_may_not_administer() -> None:
    assert [[may(role, level) for level in Level] for role in Role] == [[True, True, False], [True, True, True]]


def test_a_page_is_what_a_browser_shows() -> None:
    assert [is_page(path) for path in ("/", "/plans/a", "/v1/ask", "/mcp", "/metrics")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("control", ["\n", "\r", "\t", "\0", "\x7f", "\x85"])
def test_an_address_with_a_control_character_is_not_plain(control: str) -> None:
    assert [is_plain(f"/plans/{each}") for each in ("规划 a", f"a{control}", f"{control}a")] == [True, False, False]


def test_only_what_is_public_and_has_links_leads_on() -> None:
    assert [path for path in PUBLIC if leads_on("GET", path)] == ["/docs"]
    assert not leads_on("POST", "/docs")
