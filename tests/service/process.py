"""The service over an index of tests as a process of its own: `python -m tests.service.process INDEX PORT [WORKERS]`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from index.search import Searcher
from index.store import load_index
from service.answer.answerer import Answerer
from service.app import create_app
from service.observe.exposition import shared_by_processes
from service.observe.metrics import TimedEmbedder
from service.serving import uvicorn_options
from service.settings import read_settings
from tests.conftest import KeywordEmbedder


def make_app() -> FastAPI:
    """The application over the index that POLICYQA_INDEX names, with the embedder of the tests."""
    settings = read_settings()
    return create_app(settings, make_answerer(settings.index))


def make_answerer(index: Path) -> Answerer:
    """A warm answerer of an index, with the embedder of the tests."""
    answerer = Answerer(Searcher(load_index(index, KeywordEmbedder.name), TimedEmbedder(KeywordEmbedder())))
    answerer.warm_up()
    return answerer


@contextmanager
def running(
    index: Path, folder: Path, *, workers: int = 1, given: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the service; yield its process and its address when it is ready. `given` are more variables."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("POLICYQA_")},
        "POLICYQA_INDEX": str(index), "POLICYQA_CACHE": str(folder), "POLICYQA_CORPUS": str(folder), **(given or {}),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.service.process", str(port), str(workers)]
    root = Path(__file__).parent.parent.parent
    process = subprocess.Popen(
        command, env=environment, cwd=root, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while not _is_ready(address):
            if process.poll() is not None:
                raise AssertionError(process.communicate()[1])
            time.sleep(0.1)
        yield process, address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its workers, too: they hold its output open
        process.communicate()


def _is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz").status_code == 200
    except httpx2.HTTPError:
        return False


def _main(port: int, workers: int) -> None:
    config = uvicorn.Config(
        "tests.service.process:make_app", factory=True, host="127.0.0.1", port=port, workers=workers,
        **uvicorn_options(read_settings()),
    )  # fmt: skip
    if workers == 1:
        uvicorn.Server(config).run()
        return
    with shared_by_processes():
        Multiprocess(config, sockets=[config.bind_socket()]).run()


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
