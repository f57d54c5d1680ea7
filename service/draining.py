"""Leaves in order: told to end, the service says for a moment that it is not ready, and answers on; then it ends."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fastapi import FastAPI

# Who told the process to end waits ten seconds, and then kills it.
_ALL_S = 9.0
LONGEST_DRAIN_S = 5.0


@contextmanager
def draining(app: FastAPI, drain_s: float) -> Iterator[None]:
    """Set `app.state.is_leaving` when SIGTERM comes, and pass the signal on to the server `drain_s` later.

    Those who send the requests (a gateway, Kubernetes) learn it from /readyz and send them elsewhere, so none is refused.
    A second SIGTERM ends at once. To be entered while the server runs; signals reach the main thread only.
    """
    app.state.is_leaving = False
    before = signal.getsignal(signal.SIGTERM) if threading.current_thread() is threading.main_thread() else None
    if not callable(before):
        try:
            yield
        finally:
            app.state.is_leaving = True
        return
    loop = asyncio.get_running_loop()

    def leave(number: int, frame: FrameType | None) -> None:
        wait_s = 0.0 if app.state.is_leaving else drain_s
        app.state.is_leaving = True
        loop.call_soon_threadsafe(loop.call_later, wait_s, before, number, frame)

    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        app.state.is_leaving = True
        signal.signal(signal.SIGTERM, before)


def grace_s(drain_s: float) -> int:
    """Return how long answers under way may take after that, in whole seconds.

    >>> grace_s(1.0), grace_s(LONGEST_DRAIN_S)
    (8, 4)
    """
    return int(_ALL_S - drain_s)
