"""`python -m eval.bench.load`: how many can ask at once, how long they wait, and whether memory grows meanwhile.

Starts a service of its own, over a copy of the corpus, and asks what its plans can be asked. `--swaps 3` changes the
library three times meanwhile: nobody may notice. A request that is sent away with 429 or 503 and `Retry-After` is no
failure; it is asked again when it may be.
"""

import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_PATIENCE_S = 300.0
_SENT_AWAY = frozenset((HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE))
_MAY_GROW = 0.03  # of the memory, in the last half of the time
_TEXT = """\
甘肃省兰州市防灾减灾“十四五”规划

一、主要目标
到2025年，全市新建应急避难场所33处，培训社区灾害信息员4200名。
二、主要任务
（一）完善预警体系
在黄河沿岸布设水位监测站17座，预警信息15分钟内送达村社。
"""
_PLAN_ID = "swapped-in-and-out"


class Reply(NamedTuple):
    """When a question was asked, how long it took, and the version of the index that answered."""

    begun: float
    seconds: float
    version: str


class _SentAway(Exception):  # noqa: N818 - no error: the service may say that
    """The service asks to come back later."""

    def __init__(self, after_s: float) -> None:
        self.after_s = after_s


class Asker(threading.Thread):
    """Asks one question after another over one connection, and keeps what became of it."""

    def __init__(self, port: int, questions: Sequence[str], offset: int, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._questions = questions
        self._at = offset
        self._is_over = is_over
        self.failures: list[str] = []
        self.replies: list[Reply] = []
        self.sent_away = 0

    def run(self) -> None:
        """Ask until it is over."""
        while not self._is_over.is_set():
            self._at += 1
            begun = time.monotonic()
            try:
                version = self._ask(self._questions[self._at % len(self._questions)])
                self.replies.append(Reply(begun, time.monotonic() - begun, version))
            except _SentAway as away:
                self.sent_away += 1
                self._is_over.wait(away.after_s)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failures.append(f"{type(error).__name__}: {error}")
                self._connection.close()

    def _ask(self, question: str) -> str:
        body = json.dumps({"question": question}).encode()
        self._connection.request("POST", "/v1/ask", body, {"content-type": "application/json"})
        response = self._connection.getresponse()
        content = response.read()
        after = response.headers.get("retry-after")
        if response.status in _SENT_AWAY and after:
            raise _SentAway(float(after))
        if response.status != HTTPStatus.OK:
            raise ValueError(f"status {response.status}: {content[:200].decode(errors='replace')}")
        return str(json.loads(content)["index_version"])


class Memory(threading.Thread):
    """Looks every second how much memory a service has, with its worker processes and without what updates the library."""

    def __init__(self, pid: int, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._is_over = is_over
        self.mb: list[float] = []

    def run(self) -> None:
        """Look until it is over."""
        while not self._is_over.wait(1):
            self.mb.append(_memory_mb(self._pid))

    @property
    def last_half(self) -> list[float]:
        """What was seen in the last half of the time."""
        return self.mb[len(self.mb) // 2 :]

    @property
    def spread(self) -> float:
        """By which part of it the memory of the last half differs; 0 when nothing was seen."""
        return max(self.last_half) / min(self.last_half) - 1 if self.mb else 0.0


def bench(
    askers: Annotated[int, typer.Option(min=1, help="how many ask at once")] = 50,
    seconds: Annotated[float, typer.Option(min=1, help="how long they ask")] = 120,
    swaps: Annotated[int, typer.Option(min=0, help="how often the library changes meanwhile")] = 0,
    workers: Annotated[int, typer.Option(min=1, help="processes of the service")] = 1,
    corpus: Annotated[Path | None, typer.Option("--corpus", help="folder of plans (POLICYQA_CORPUS)")] = None,
) -> None:
    """Let many ask; print what they met; exits with 1 when a request failed, or memory grew though nothing changed."""
    with tempfile.TemporaryDirectory(prefix="policyqa-load-") as name:
        folder = Path(name)
        shutil.copytree(corpus or read_settings().corpus, folder / "corpus")
        with _served(folder, workers) as (port, process):
            questions = _questions(port)
            is_over = threading.Event()
            crowd = [Asker(port, questions, at * 7, is_over) for at in range(askers)]
            memory = Memory(process.pid, is_over)
            begun = time.monotonic()
            for thread in (*crowd, memory):
                thread.start()
            changes = []
            for number in range(swaps):
                time.sleep(max(0.0, begun + seconds * (number + 1) / (swaps + 1) - time.monotonic()))
                changes.append(_changed(port, add=number % 2 == 0))
            time.sleep(max(0.0, begun + seconds - time.monotonic()))
            is_over.set()
            took_s = time.monotonic() - begun
            for thread in (*crowd, memory):
                thread.join(timeout=60)
    _OUT.print(f"{askers} askers, {len(questions)} questions, {took_s:.0f} s", highlight=False)
    _report(crowd, changes, took_s)
    _OUT.print(
        f"memory: {memory.mb[0]:.0f} MB at first, {min(memory.last_half):.0f} to {max(memory.last_half):.0f} MB "
        f"in the last half ({memory.spread:.1%})",
        highlight=False,
    )
    grows = not swaps and memory.spread > _MAY_GROW
    sys.exit(1 if grows or any(each.failures for each in crowd) else 0)


def _report(crowd: Sequence[Asker], changes: Sequence[tuple[float, float]], took_s: float) -> None:
    replies = [each for asker in crowd for each in asker.replies]
    failures = [each for asker in crowd for each in asker.failures]
    away = sum(asker.sent_away for asker in crowd)
    during = {each for each in replies if any(a <= each.begun + each.seconds and each.begun <= b for a, b in changes)}
    table = Table("", "answers", "p50 ms", "p95 ms", "p99 ms", "longest ms", box=None)
    parts = {"all": replies}
    if changes:
        parts |= {"between changes": [each for each in replies if each not in during], "during changes": [*during]}
    for name, part in parts.items():
        found = np.percentile([each.seconds for each in part] or [0], (50, 95, 99, 100))
        table.add_row(name, str(len(part)), *(f"{value * 1000:.0f}" for value in found))
    _OUT.print(table)
    _OUT.print(
        f"{len(replies) / took_s:.1f} answers a second; failed: {len(failures)} of {len(replies) + len(failures)}; "
        f"sent away for a moment: {away}; index versions that answered: {len({each.version for each in replies})}",
        highlight=False,
    )
    for failure, times in Counter(failures).most_common(5):
        _OUT.print(f"  {times} x {failure}", highlight=False)
    if changes:
        _OUT.print(f"changes took {', '.join(f'{b - a:.1f} s' for a, b in changes)}", highlight=False)


def _questions(port: int) -> list[str]:
    """Return what the plans can be asked: their targets, their tasks, themselves; in an order that is always the same."""
    found: list[str] = []
    for plan in _get(port, "/v1/plans")["plans"]:
        name = plan["place"] or plan["title"]
        path = f"/v1/plans/{quote(plan['id'])}"
        found += [f"{plan['title']}有哪些主要目标？", f"{name}有多少项指标？", f"{name}的小学有多少所？"]
        found += [f"{name}的{each['name']}目标是多少？" for each in _get(port, f"{path}/indicators")["indicators"]]
        units = {unit["name"] for task in _get(port, f"{path}/tasks")["tasks"] for unit in task["lead"]}
        found += [f"{name}{unit}牵头哪些任务？" for unit in sorted(units)]
    # Longer ones cannot be asked.
    found = [each for each in dict.fromkeys(found) if len(each) <= 500]
    random.Random(1).shuffle(found)
    return found


@contextmanager
def _served(folder: Path, workers: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    command = [sys.executable, "-c", "from service.start import main; main()"]
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
    pages = 0
    for each in [pid, *_children(pid)]:
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
