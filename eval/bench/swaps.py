"""`python -m eval.bench.swaps`: does anybody notice that the library changes? Clients ask on while plans come and go."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_PATIENCE_S = 300.0
_TEXT = """\
甘肃省兰州市防灾减灾“十四五”规划

一、主要目标
到2025年，全市新建应急避难场所33处，培训社区灾害信息员4200名。
二、主要任务
（一）完善预警体系
在黄河沿岸布设水位监测站17座，预警信息15分钟内送达村社。
"""
_PLAN_ID = "swapped-in-and-out"


class Client(threading.Thread):
    """Asks one question after another over one connection, and keeps what it was answered."""

    def __init__(self, port: int, questions: list[str], offset: int) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._questions = questions
        self._offset = offset
        self.is_over = threading.Event()
        self.failures: list[str] = []
        self.answers: list[tuple[float, float, str]] = []  # when, seconds, index version

    def run(self) -> None:
        """Ask until told to stop."""
        at = self._offset
        while not self.is_over.is_set():
            at += 1
            begun = time.monotonic()
            try:
                version = self._ask(self._questions[at % len(self._questions)])
                self.answers.append((begun, time.monotonic() - begun, version))
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failures.append(f"{type(error).__name__}: {error}")
                self._connection.close()

    def _ask(self, question: str) -> str:
        body = json.dumps({"question": question}).encode()
        self._connection.request("POST", "/v1/ask", body, {"content-type": "application/json"})
        response = self._connection.getresponse()
        content = response.read()
        if response.status != http.client.OK:
            raise ValueError(f"status {response.status}: {content[:200].decode(errors='replace')}")
        return str(json.loads(content)["index_version"])


def bench(
    clients: Annotated[int, typer.Option(min=1, help="how many ask at once")] = 4,
    swaps: Annotated[int, typer.Option(min=1, help="how often the library changes")] = 3,
    workers: Annotated[int, typer.Option(min=1, help="processes of the service")] = 1,
    corpus: Annotated[Path | None, typer.Option("--corpus", help="folder of plans (POLICYQA_CORPUS)")] = None,
) -> None:
    """Change the library while clients ask; print what they met; exits with 1 when a request failed."""
    with tempfile.TemporaryDirectory(prefix="policyqa-swaps-") as name:
        folder = Path(name)
        shutil.copytree(corpus or read_settings().corpus, folder / "corpus")
        with _served(folder, workers) as (port, process):
            places = [plan["title"] for plan in _get(port, "/v1/plans")["plans"]]
            questions = [f"{title}有哪些主要目标？" for title in places] + [
                f"{title}有多少项指标？" for title in places
            ]
            askers = [Client(port, questions, at) for at in range(clients)]
            memory = [_memory_mb(process.pid)]
            for asker in askers:
                asker.start()
            time.sleep(5)
            took = []
            for number in range(swaps):
                took.append(_changed(port, add=number % 2 == 0))
                memory.append(_memory_mb(process.pid))
            time.sleep(5)
            for asker in askers:
                asker.is_over.set()
            for asker in askers:
                asker.join(timeout=60)
    failures = [each for asker in askers for each in asker.failures]
    _report(askers, took, memory, failures)
    sys.exit(1 if failures else 0)


def _report(askers: list[Client], took: list[tuple[float, float]], memory: list[float], failures: list[str]) -> None:
    answers = [each for asker in askers for each in asker.answers]
    during = [seconds for begun, seconds, _ in answers if any(a <= begun + seconds and begun <= b for a, b in took)]
    calm = [seconds for begun, seconds, _ in answers if not any(a <= begun + seconds and begun <= b for a, b in took)]
    table = Table("", "answers", "p50 ms", "p95 ms", "p99 ms", "longest ms", box=None)
    for name, seconds in (("between changes", calm), ("during changes", during)):
        figures = [f"{value * 1000:.0f}" for value in np.percentile(seconds or [0], (50, 95, 99, 100))]
        table.add_row(name, str(len(seconds)), *figures)
    _OUT.print(table)
    _OUT.print(f"failed: {len(failures)} of {len(answers) + len(failures)}", highlight=False)
    for failure, times in Counter(failures).most_common(5):
        _OUT.print(f"  {times} x {failure}", highlight=False)
    _OUT.print(f"index versions that answered: {len({version for _, _, version in answers})}", highlight=False)
    _OUT.print(f"changes took {', '.join(f'{b - a:.1f} s' for a, b in took)}", highlight=False)
    _OUT.print(f"memory {', '.join(f'{each:.0f} MB' for each in memory)}", highlight=False)


@contextmanager
def _served(folder: Path, workers: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    command = [sys.executable, "-c", "from service.cli import main; main()"]
    options = ["--corpus", folder / "corpus", "--out", folder / "index"]
    subprocess.run([*command, "index", *map(str, options)], check=True, stdout=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"POLICYQA_CORPUS": str(folder / "corpus"), "POLICYQA_INDEX": str(folder / "index")}
    environment = {**os.environ, **settings}
    serving = [*command, "serve", "--port", str(port), "--workers", str(workers)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(serving, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not _is_ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit((folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.5)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _is_ready(port: int) -> bool:
    try:
        _get(port, "/readyz")
    except OSError:
        return False
    return True


def _changed(port: int, *, add: bool) -> tuple[float, float]:
    """Add a plan or take it out; return when that began and when it was done."""
    begun = time.monotonic()
    job = _added(port) if add else _call(port, "DELETE", f"/v1/plans/{quote(_PLAN_ID)}")
    while job["state"] in {"queued", "running"}:
        if time.monotonic() - begun > _PATIENCE_S:
            raise SystemExit(f"the change is not done: {job}")
        time.sleep(0.2)
        job = _get(port, f"/v1/jobs/{job['id']}")
    if job["state"] != "done":
        raise SystemExit(f"the change was refused: {job['error']}")
    return begun, time.monotonic()


def _added(port: int) -> Any:
    boundary = "a-boundary-that-no-plan-has"
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="{_PLAN_ID}.txt"\r\n\r\n'
    body = f"{head}{_TEXT}\r\n--{boundary}--\r\n".encode()
    return _call(port, "POST", "/v1/plans", body, f"multipart/form-data; boundary={boundary}")


def _get(port: int, path: str) -> Any:
    return _call(port, "GET", path)


def _call(port: int, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"content-type": kind}, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def _memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, without the process that is updating."""
    pids = [pid, *_children(pid)]
    pages = 0
    for each in pids:
        try:
            command = Path(f"/proc/{each}/cmdline").read_bytes()
            if b"service.library.child" not in command:
                pages += int(Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            continue
    return pages * 4096 / 1e6


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(each) for child in found for each in (child, *map(str, _children(int(child))))]


if __name__ == "__main__":
    typer.run(bench)
