"""Looks at everything that serving needs, and says what to do about what is wrong."""

import os
import platform
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import httpx2
from packaging.requirements import Requirement
from rich.table import Table
from rich.text import Text

from corpus.errors import CorpusError
from corpus.library import read_library
from index.embedding import load_embedder, model_name
from index.errors import SearchIndexError
from index.manifest import check_files, check_fit, current_version, read_manifest
from service import __version__
from service.access.binding import is_loopback
from service.access.settings import Auth
from service.database.store import Database, place
from service.errors import ServiceError
from service.settings import Settings

_LITTLE_SPACE_BYTES = 1 << 30
_NO_SPACE_BYTES = 200 << 20
_PATIENCE_S = 5.0


class State(StrEnum):
    """How something is."""

    GOOD = "good"
    DOUBTFUL = "doubtful"  # it works, and is perhaps not what is wanted
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do; nothing to do where it is good."""

    subject: str
    state: State
    found: str
    advice: str = ""


def examine(settings: Settings, port: int) -> Iterator[Finding]:
    """Yield what is found, one subject after another. Takes seconds: the model is loaded. Nothing is changed but the
    tables of the database, which are brought up to date as they would be at the start of the service.
    """
    yield _versions()
    for look in (_model, _index, _plans, _database, _redis, _language_model, _access):
        yield _looked(look, settings)
    yield _writable("索引文件夹 index folder", settings.index, is_needed=True)
    yield _writable("缓存文件夹 cache folder", settings.cache, is_needed=True)
    yield _writable("规划文件夹 plans folder", settings.corpus, is_needed=False)
    yield _space(settings.index)
    yield _port(settings.host, port)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return findings as a table for people."""
    marks = {State.GOOD: ("✓", "green"), State.DOUBTFUL: ("!", "yellow"), State.WRONG: ("✗", "red")}
    table = Table(box=None, pad_edge=False)
    for heading in ("", "检查 checked", "情况 found", "怎么办 what to do"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        mark, style = marks[each.state]
        table.add_row(Text(mark, style), each.subject, Text(each.found), Text(each.advice, style))
    return table


def _looked(look: Callable[[Settings], Finding], settings: Settings) -> Finding:
    """Return what `look` finds; a failure that nobody foresaw is a finding, too: the others are still looked at."""
    try:
        return look(settings)
    except Exception as error:
        subject = (look.__doc__ or look.__name__).splitlines()[0]
        return Finding(subject, State.WRONG, f"{type(error).__name__}: {error}", "看日志 see: policyqa --debug doctor")


def _versions() -> Finding:
    subject = "版本 versions"
    found = f"policyqa {__version__}, Python {platform.python_version()}"
    wrong = [each for each in map(_misfit, requires("policyqa") or ()) if each]
    if wrong:
        return Finding(
            subject, State.WRONG, "; ".join(wrong), "重装锁定的依赖 install anew: rm -rf .venv && make serve"
        )
    return Finding(subject, State.GOOD, found)


def _misfit(line: str) -> str:
    """Return what is wrong with an installed package; nothing when it fits or is not wanted here.

    >>> _misfit("numpy>=2.0"), _misfit("numpy>=9000; extra == 'dev'"), _misfit("no-such-package>=1")
    ('', '', 'no-such-package>=1 is not installed')
    """
    wanted = Requirement(line)
    if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
        return ""
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name}{wanted.specifier} is not installed"
    return "" if wanted.specifier.contains(found, prereleases=True) else f"{wanted} is wanted, {found} is installed"


def _model(settings: Settings) -> Finding:
    """模型 model"""
    subject = "模型 model"
    try:
        embedder = load_embedder(
            settings.model, settings.cache, settings.query_prompt, settings.passage_prompt, runtime=settings.runtime
        )
        embedder.embed_query("应急物资")
    except SearchIndexError as error:
        advice = "检查 POLICYQA_MODEL 和 POLICYQA_CACHE；自带模型用 bundled / check both; bundled is always there"
        return Finding(subject, State.WRONG, str(error), advice)
    return Finding(subject, State.GOOD, f"{embedder.name}, {embedder.dimension} dimensions")


def _index(settings: Settings) -> Finding:
    """索引 index"""
    subject = "索引 index"
    advice = "重建 build it: policyqa index --full；或退回上一个 or go back: policyqa rollback"
    try:
        folder = current_version(settings.index)
        if folder is None:
            return Finding(subject, State.WRONG, f"there is none in {settings.index}", "先建 build it: policyqa index")
        manifest = read_manifest(folder)
        check_fit(
            manifest, folder, model_name(settings.model, settings.query_prompt, settings.passage_prompt), settings.store
        )
        check_files(folder, manifest)
    except SearchIndexError as error:
        return Finding(subject, State.WRONG, str(error), advice)
    age = datetime.now(UTC) - datetime.fromisoformat(manifest.created_at)
    found = f"{manifest.version}: {manifest.plans} plans, {manifest.passages} passages, {age.days} days old"
    return Finding(subject, State.GOOD, found)


def _plans(settings: Settings) -> Finding:
    """规划 plans"""
    subject = "规划 plans"
    advice = "把规划放进去 put plans there: policyqa add FILE…；或改 or change POLICYQA_CORPUS"
    try:
        library = read_library(settings.corpus, settings.max_document_bytes)
    except CorpusError as error:
        return Finding(subject, State.WRONG, str(error), advice)
    found = f"{len(library.plans)} in {settings.corpus}"
    if library.problems:
        left_out = "; ".join(f"{each.path.name}: {each.reason}" for each in library.problems[:3])
        return Finding(
            subject,
            State.DOUBTFUL,
            f"{found}, {len(library.problems)} left out: {left_out}",
            "修好或移走 mend or move them",
        )
    return Finding(subject, State.GOOD, found)


def _database(settings: Settings) -> Finding:
    """数据库 database"""
    subject, where = "数据库 database", place(settings.feedback_url)
    database = Database(settings.feedback_url)
    try:
        database.open()
    except ServiceError as error:
        reason = error.__cause__ or error
        advice = "检查地址、密码、它是否在运行 check POLICYQA_DATABASE_URL, and whether it runs"
        return Finding(subject, State.WRONG, f"{where}: {type(reason).__name__}", advice)
    finally:
        database.close()
    return Finding(subject, State.GOOD, where)


def _redis(settings: Settings) -> Finding:
    """Redis"""
    if settings.redis_url is None:
        return Finding("Redis", State.GOOD, "not used")
    try:
        from redis import Redis  # optional, as is what needs it
    except ImportError:
        return Finding("Redis", State.WRONG, "its client is not installed", "pip install redis")
    client = Redis.from_url(settings.redis_url.get_secret_value(), socket_connect_timeout=_PATIENCE_S)
    try:
        client.ping()
    except Exception as error:
        advice = "检查地址、它是否在运行 check POLICYQA_REDIS_URL, and whether it runs"
        return Finding("Redis", State.WRONG, type(error).__name__, advice)
    finally:
        client.close()
    return Finding("Redis", State.GOOD, "it answers")


def _language_model(settings: Settings) -> Finding:
    """语言模型 language model"""
    subject = "语言模型 language model"
    if settings.llm_base_url is None:
        return Finding(subject, State.GOOD, "not used")
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    address = f"{str(settings.llm_base_url).rstrip('/')}/models"
    advice = "检查地址和密钥；没有它就用摘录的答案 check POLICYQA_LLM_*; without it answers are extracted"
    try:
        response = httpx2.get(address, headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=_PATIENCE_S)
    except httpx2.HTTPError as error:
        return Finding(subject, State.DOUBTFUL, f"{address}: {type(error).__name__}", advice)
    state = State.DOUBTFUL if response.status_code in (401, 403) else State.GOOD
    return Finding(subject, state, f"{address} answers {response.status_code}", "" if state is State.GOOD else advice)


def _access(settings: Settings) -> Finding:
    """权限 access"""
    subject = "权限 access"
    found = f"POLICYQA_AUTH={settings.auth.value}, POLICYQA_HOST={settings.host}"
    if settings.auth is Auth.OFF and not is_loopback(settings.host):
        advice = "谁都可以增删规划 anybody may add and remove plans: POLICYQA_AUTH=auto"
        return Finding(subject, State.DOUBTFUL, found, advice)
    return Finding(subject, State.GOOD, found)


def _writable(subject: str, folder: Path, *, is_needed: bool) -> Finding:
    """Return whether files can be made in a folder, or in the one that it would be made in."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return Finding(subject, State.GOOD, str(folder))
    except OSError as error:
        user = os.getuid() if hasattr(os, "getuid") else "?"
        advice = f"给用户 {user} 写的权限 let user {user} write: chown -R {user} {there}"
        state = State.WRONG if is_needed else State.DOUBTFUL  # plans that nobody changes may be read-only
        return Finding(subject, state, f"{there}: {error.strerror}", advice)


def _space(folder: Path) -> Finding:
    subject = "磁盘 disk"
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    state = State.GOOD if free >= _LITTLE_SPACE_BYTES else State.DOUBTFUL if free >= _NO_SPACE_BYTES else State.WRONG
    advice = (
        ""
        if state is State.GOOD
        else "腾出 1 GB，新索引建在旧的旁边 free 1 GB: a new index is built beside the old one"
    )
    return Finding(subject, state, f"{free / (1 << 30):.1f} GB free at {there}", advice)


def _port(host: str, port: int) -> Finding:
    subject = "端口 port"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _taken(subject, host, port, error)
    return Finding(subject, State.GOOD, f"{host}:{port} is free")


def _taken(subject: str, host: str, port: int, error: OSError) -> Finding:
    """Return what to do about a port that cannot be had; nothing when this service is what has it."""
    shown = f"[{host}]" if ":" in host else host
    try:
        answer = httpx2.get(f"http://{shown}:{port}/readyz", timeout=_PATIENCE_S)
        if "index_version" in answer.text:
            return Finding(subject, State.GOOD, f"{host}:{port}: the service runs there")
    except (httpx2.HTTPError, httpx2.InvalidURL):
        pass
    advice = "换一个 choose another: policyqa serve --port 8001"
    return Finding(subject, State.WRONG, f"{host}:{port}: {error.strerror or error}", advice)
