"""From when on something is old enough to be deleted, whatever happens to the clock meanwhile."""

import time
from datetime import UTC, datetime, timedelta


class Retention:
    """Tells what is older than some days.

    A clock that is set forward by mistake would have everything deleted at once. So time is counted from when this was made,
    and a clock that is set back is believed: it deletes less.
    """

    def __init__(self) -> None:
        self._begun = datetime.now(UTC)
        self._begun_monotonic_s = time.monotonic()

    def before(self, days: int) -> datetime:
        """Return the time before which everything is older than that."""
        counted = self._begun + timedelta(seconds=time.monotonic() - self._begun_monotonic_s)
        return min(counted, datetime.now(UTC)) - timedelta(days=days)
