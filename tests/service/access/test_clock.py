"""The clock of the server is set to another time while the service runs."""

import time

import anyio
import pytest
from limits import parse_many

from service.access.rates import Rates
from tests.service.access.conftest import QUESTION, OpenSite, Site, bearer

DAY_S = 86_400


def jump(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the clock of rates and tokens forward or back."""
    now = time.time
    for where in (
        "limits.aio.storage.memory",
        "limits.aio.strategies",
        "service.access.rates",
        "service.access.tokens",
    ):
        monkeypatch.setattr(f"{where}.time.time", lambda: now() + seconds)


@pytest.mark.parametrize("seconds", [DAY_S, -DAY_S])
def test_whoever_asked_too_often_waits_no_longer_than_a_minute(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    async def waits() -> tuple[int, int]:
        rates = Rates(parse_many("1/minute"))
        await rates.wait_for("a", is_question=True)
        before = await rates.wait_for("a", is_question=True)
        jump(monkeypatch, seconds)
        return before, await rates.wait_for("a", is_question=True)

    before, after = anyio.run(waits)
    assert 1 <= before <= 120
    assert after == 0, "the minute of the other time has not been used"


def made(site: Site) -> dict[str, str]:
    """A token of this moment, as it is sent."""
    return bearer(site.client.post("/v1/tokens", headers=site.ask).json()["token"])


@pytest.mark.parametrize("seconds", [DAY_S, -DAY_S])
def test_a_token_of_another_time_is_refused_and_a_new_one_is_good(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    # The widget asks its host for another one when it meets a 401.
    site = open_site()
    old = made(site)
    with monkeypatch.context() as moved:
        moved.setattr("service.access.tokens.time.time", lambda: time.time_ns() / 1e9 - seconds)
        strange = made(site)
    assert site.client.post("/v1/ask", json=QUESTION, headers=strange).status_code == 401
    assert site.client.post("/v1/ask", json=QUESTION, headers=old).status_code == 200
    assert site.client.post("/v1/ask", json=QUESTION, headers=made(site)).status_code == 200
