from datetime import UTC, datetime, timedelta

import pytest

from service.database import retention
from service.database.retention import Retention


def at(monkeypatch: pytest.MonkeyPatch, now: datetime, monotonic_s: float) -> None:
    """Set what the two clocks say."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override] # noqa: ARG003
            return now

    monkeypatch.setattr(retention, "datetime", Clock)
    monkeypatch.setattr("service.database.retention.time.monotonic", lambda: monotonic_s)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("clock", "passed_s", "before"),
    [
        (NOON + timedelta(days=3), 3 * DAY_S, NOON - timedelta(days=87)),  # time that passes
        (NOON + timedelta(days=3650), DAY_S, NOON - timedelta(days=89)),  # set forward by years: a day has passed
        (NOON - timedelta(days=3650), DAY_S, NOON - timedelta(days=3740)),  # set back: nothing is old
    ],
)
def test_a_clock_that_jumps_makes_nothing_old(
    monkeypatch: pytest.MonkeyPatch, clock: datetime, passed_s: float, before: datetime
) -> None:
    at(monkeypatch, NOON, 0.0)
    kept = Retention()
    at(monkeypatch, clock, passed_s)
    assert kept.before(90) == before
