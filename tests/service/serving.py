"""An application behind a real socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

_GRACE_S = 5  # what a test left open is cut then, instead of being waited for without end


@contextmanager
def served(app: Any, **options: Any) -> Iterator[str]:
    """Serve `app` on loopback; yield its address. `options` are uvicorn's."""
    server = uvicorn.Server(
        uvicorn.Config(app, **{"log_config": None, "timeout_graceful_shutdown": _GRACE_S, **options})
    )
    bound = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended before it had started"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(4 * _GRACE_S)
        assert not thread.is_alive(), "the server did not end"
