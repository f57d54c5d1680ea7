import time
from pathlib import Path

import jwt
import pytest

from service.access.caller import Caller, Proof
from service.access.levels import Role
from service.access.settings import AccessSettings
from service.access.tokens import Tokens
from service.database.store import Database
from service.errors import NotReady
from tests.service.access.conftest import QUESTION, OpenSite, Site, bearer

TEXT = "/v1/plans/zhangye/text"
PORTAL = Caller("pqa_0123abcd", Role.ADMIN, Proof.KEY)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database that nothing was written to."""
    return Database(f"sqlite:///{tmp_path / 'policyqa.sqlite'}")


def token_of(site: Site) -> str:
    response = site.client.post("/v1/tokens", headers=site.ask)
    assert response.status_code == 201
    token = response.json()["token"]
    assert isinstance(token, str)
    return token


def test_a_token_stands_for_somebody_who_may_ask_whoever_made_it(database: Database) -> None:
    tokens = Tokens(database, AccessSettings())
    read = tokens.read(tokens.issue(PORTAL).text)
    assert read is not None
    assert (read.key_id, read.role, read.proof) == ("pqa_0123abcd", Role.ASK, Proof.TOKEN)


def test_two_processes_read_each_others_tokens(database: Database) -> None:
    first, second = Tokens(database, AccessSettings()), Tokens(database, AccessSettings())
    assert second.read(first.issue(PORTAL).text) is not None
    assert first.read(second.issue(PORTAL).text) is not None


def test_a_secret_that_is_set_needs_no_database() -> None:
    broken = Database("sqlite:////proc/nowhere/policyqa.sqlite")
    settings = AccessSettings(token_secret="0123456789abcdef0123456789abcdef")  # type: ignore[arg-type]
    assert Tokens(broken, settings).read(Tokens(broken, settings).issue(PORTAL).text) is not None


def test_a_token_of_another_installation_is_worth_nothing(database: Database, tmp_path: Path) -> None:
    other = Tokens(Database(f"sqlite:///{tmp_path / 'other.sqlite'}"), AccessSettings())
    assert Tokens(database, AccessSettings()).read(other.issue(PORTAL).text) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": 1},
        {"exp": None},
        {"aud": "another"},
        {"iss": "another"},
        {"sub": None},
        {"jti": None},
        {"iat": None},
        {"nbf": 99999999999},
    ],
)
def test_a_token_that_is_not_as_we_make_them_is_worth_nothing(database: Database, changed: dict[str, object]) -> None:
    tokens = Tokens(database, AccessSettings())
    good = jwt.decode(tokens.issue(PORTAL).text, options={"verify_signature": False})
    claims = {name: value for name, value in {**good, **changed}.items() if value is not None}
    assert tokens.read(jwt.encode(good, tokens._key(), algorithm="HS256")) is not None
    assert tokens.read(jwt.encode(claims, tokens._key(), algorithm="HS256")) is None


def test_a_token_that_says_it_is_not_signed_is_worth_nothing(database: Database) -> None:
    tokens = Tokens(database, AccessSettings())
    good = jwt.decode(tokens.issue(PORTAL).text, options={"verify_signature": False})
    assert tokens.read(jwt.encode(good, "", algorithm="none")) is None
    assert tokens.read(jwt.encode(good, tokens._key() * 2, algorithm="HS512")) is None


def test_a_page_asks_reads_and_rates_with_a_token(site: Site) -> None:
    headers = bearer(token_of(site))
    answer = site.client.post("/v1/ask", json=QUESTION, headers=headers).json()
    assert answer["status"] == "answered"
    assert site.client.get("/v1/search", params={"q": "救援"}, headers=headers).status_code == 200
    assert site.client.get("/v1/plans", headers=headers).status_code == 200
    assert site.client.get("/v1/suggest", headers=headers).status_code == 200
    rating = {"answer_id": answer["id"], "rating": "up"}
    assert site.client.post("/v1/feedback", json=rating, headers=headers).status_code == 201


def test_a_token_is_what_the_widget_expects(site: Site) -> None:
    response = site.client.post("/v1/tokens", headers=site.ask)
    assert set(response.json()) == {"token", "expires_in"}
    assert response.json()["expires_in"] == 900
    assert response.headers["cache-control"] == "no-store"


def test_a_token_neither_changes_the_library_nor_makes_tokens(site: Site) -> None:
    response = site.client.post("/v1/tokens", headers=site.admin)
    headers = bearer(response.json()["token"])
    assert site.client.delete("/v1/plans/zhangye", headers=headers).status_code == 403
    assert site.client.post("/v1/tokens", headers=headers).status_code == 403


def test_tokens_are_made_with_a_key_only(site: Site) -> None:
    assert site.client.post("/v1/tokens").status_code == 401


def test_a_token_is_worth_nothing_when_its_time_is_over(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site(token_lifetime_s=60)
    now = time.time()
    monkeypatch.setattr("service.access.tokens.time.time", lambda: now - 70)
    old = token_of(site)
    monkeypatch.setattr("service.access.tokens.time.time", lambda: now - 50)
    young = token_of(site)
    assert site.client.get(TEXT, headers=bearer(old)).status_code == 401
    assert site.client.get(TEXT, headers=bearer(young)).status_code == 200
    assert site.client.get(TEXT, headers=bearer(old)).headers["www-authenticate"].endswith('error="invalid_token"')


def test_a_token_goes_with_the_key_it_was_made_with(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.access.keys._REMEMBERED_S", 0.0)
    token = bearer(token_of(site))
    assert site.client.get(TEXT, headers=token).status_code == 200
    site.keys.revoke(site.ask["Authorization"].removeprefix("Bearer "))
    assert site.client.get(TEXT, headers=token).status_code == 401


def test_a_link_to_a_page_may_carry_a_token_and_not_a_key(site: Site) -> None:
    # The widget of a portal opens the page of a plan in a new tab, which has no header.
    page = "/plans/zhangye"
    assert site.client.get(page, params={"token": token_of(site)}).status_code == 200
    key = site.ask["Authorization"].removeprefix("Bearer ")
    assert site.client.get(page, params={"token": key}).status_code == 401
    assert site.client.get(TEXT, params={"token": token_of(site)}).status_code == 401, "an address is kept in logs"


def test_without_keys_a_token_is_made_for_whoever_asks_and_opens_nothing_later(open_site: OpenSite) -> None:
    # So that a host page is written the same way before keys are wanted.
    token = open_site(auth="off").client.post("/v1/tokens").json()["token"]
    assert open_site(auth="off").client.get(TEXT, headers=bearer(token)).status_code == 200
    assert open_site().client.get(TEXT, headers=bearer(token)).status_code == 401


def test_only_its_owner_reads_the_database_that_holds_the_secret(database: Database, tmp_path: Path) -> None:
    Tokens(database, AccessSettings()).issue(PORTAL)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("policyqa.sqlite*")} == {0o600}


def test_a_good_token_is_handed_on_by_the_documentation_a_wrong_one_is_not(site: Site) -> None:
    # The page wants no key and looked at none: its links led to 401.
    good = site.client.get("/docs", params={"token": token_of(site)})
    assert "/static/token.js" in good.text
    for wrong in ("x", "a.b.c", "", site.ask["Authorization"].removeprefix("Bearer ")):
        plain = site.client.get("/docs", params={"token": wrong})
        assert (plain.status_code, "token.js" in plain.text) == (200, False)


def test_the_documentation_is_read_when_tokens_cannot_be_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise NotReady("the database is gone")

    monkeypatch.setattr(Tokens, "read", gone)
    assert site.client.get("/docs", params={"token": "a.b.c"}).status_code == 200


def test_where_no_key_is_wanted_no_token_is_handed_on(open_site: OpenSite) -> None:
    local = open_site(host="127.0.0.1")
    assert "token.js" not in local.client.get("/docs", params={"token": token_of(local)}).text
