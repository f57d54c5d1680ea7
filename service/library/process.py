"""What the processes beside a service have in common. Imports next to nothing: they start quickly."""

import os
import sys
from contextlib import suppress

MOST_MEMORY = 8 << 30  # bytes of its own; a document that wants more is no document


def environment_of_a_child() -> dict[str, str]:
    """Return the environment of a process that works beside a service."""
    # One thread is left to the questions; the process imports from where this one does.
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def bound_memory() -> None:
    """Bound what the process may take, where the system can: more is a MemoryError, and the service goes on."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
