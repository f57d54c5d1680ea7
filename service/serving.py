"""How the server runs: what uvicorn is told besides the application and the address."""

from typing import Any

from service.access.connection import server_options
from service.draining import grace_s
from service.observe.logs import log_config
from service.settings import Settings

# uvicorn's five seconds are fewer than a busy machine needs for the imports: it would kill each worker while it starts.
_WORKER_STARTS_WITHIN_S = 60


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """Return the options of `uvicorn.Config`; they reach worker processes, too."""
    return {
        **server_options(),
        "log_config": log_config(settings.log_format, settings.log_level.upper()),
        "timeout_graceful_shutdown": grace_s(settings.drain_s),
        "timeout_worker_healthcheck": _WORKER_STARTS_WITHIN_S,
    }
