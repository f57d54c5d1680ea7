"""`python -m eval.bench.kills`: is anything lost when an update is killed? At every change of a file, and at any time.

A small library is changed (a plan added, one taken out, everything made anew) by a process that is killed: before each
thing that it does to the file system, and at random times. After each kill the library has to be the old one or the new
one: an index that loads, whose passages are verbatim and which finds them, and whole documents. The same change, asked
for again, has to succeed, and nothing of the killed one may be left over.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from corpus.library import parse_plan
from index.embedding import Progress, Runtime, Vectors
from index.manifest import current_version
from index.sentinels import check_sentinels
from index.store import load_index
from index.tokens import warm_up
from service.library.changes import Add, Change, Recipe, Reindex, Remove
from service.library.updating import update

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_MODEL = "hashed-characters"
_DIMENSION = 64
_PLACES = {"张掖市": 1, "丰台区": 2, "北碚区": 3, "和平区": 4}
_PLAN = """\
{place}应急管理“十四五”规划

一、主要目标
到2025年，{place}生产安全事故死亡人数下降{n}5%，建成应急避难场所{n}2处。
二、主要任务
（一）健全物资保障体系
{place}储备应急物资，可以保障{n}万人紧急转移安置，组建救援队伍{n}支。
（二）提升预警能力
{place}预警信息提前{n}0分钟发布到村社，布设监测站{n}7座。
"""
# What changes the file system and is told to an audit hook; `open` counts when it writes.
_CHANGING = frozenset(("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate", "open"))
_OLD, _NEW = ("丰台区", "北碚区", "张掖市"), {"add": "和平区", "remove": "丰台区"}


class HashedCharacters:
    """An embedder that needs no model: each character has its place in the vector."""

    name = _MODEL
    dimension = _DIMENSION

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text."""
        vectors = np.stack([self.embed_query(text) for text in texts])
        if progress:
            progress(len(texts), len(texts))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a text."""
        vector = np.zeros(_DIMENSION, dtype=np.float32)
        for character in text:
            vector[ord(character) % _DIMENSION] += 1
        unit: Vectors = vector / max(float(np.linalg.norm(vector)), 1.0)
        return unit


class Scene(NamedTuple):
    """A library and a change of it; `before` and `after` are its plans, `version` its index before."""

    folder: Path
    change: Change
    before: frozenset[str]
    after: frozenset[str]
    version: str = ""

    @property
    def recipe(self) -> Recipe:
        """What its index is made of."""
        return Recipe(
            corpus=self.folder / "corpus",
            index=self.folder / "index",
            cache=self.folder / "cache",
            model=_MODEL,
            query_prompt=None,
            passage_prompt=None,
            runtime=Runtime.AUTO,
            max_document_bytes=1_000_000,
        )

    def run(self, *, again: bool = False) -> None:
        """Make the change."""
        update(self.recipe, self.change, again=again, load_embedder=HashedCharacters)


def bench(
    every: Annotated[int, typer.Option(min=1, help="kill before every n-th thing done to the file system")] = 1,
    at_random: Annotated[int, typer.Option("--random", min=0, help="kills at random times, for each change")] = 20,
    seed: Annotated[int, typer.Option(help="of the random times")] = 1,
) -> None:
    """Kill updates, and print what became of the library; exits with 1 when anything was lost."""
    warm_up()  # here, once: those who are killed are copies of this process
    parse_plan("warm", "warm.txt", _text("张掖市"))
    chance = random.Random(seed)
    table = Table("change", "killed", "old index", "new index", "faults", box=None)
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="policyqa-kills-") as folder:
        for kind in ("add", "remove", "full"):
            scene = _prepared(Path(folder) / kind, kind)
            steps, seconds = _measured(scene)
            kills = [(f"before step {step}", _killing_itself(step)) for step in range(1, steps + 1, every)]
            kills += [
                (f"after {pause:.3f} s", _killed_after(pause))
                for pause in (chance.uniform(0, seconds) for _ in range(at_random))
            ]
            found = [(when, _outcome(scene, kill)) for when, kill in kills]
            wrong = [f"{kind}, {when}: {each}" for when, each in found if each not in ("old", "new")]
            counts = [sum(each == wanted for _, each in found) for wanted in ("old", "new")]
            table.add_row(kind, str(len(found)), *map(str, counts), str(len(wrong)))
            faults += wrong
    _OUT.print(table)
    for fault in faults:
        _OUT.print(fault, highlight=False)
    sys.exit(1 if faults else 0)


def _prepared(folder: Path, kind: str) -> Scene:
    """Make a library with an index in `folder`."""
    corpus = folder / "library" / "corpus"
    corpus.mkdir(parents=True)
    for place in _OLD:
        (corpus / f"{place}.txt").write_text(_text(place), encoding="utf-8")
    new = folder / "sent" / f"{_NEW['add']}.txt"
    new.parent.mkdir()
    new.write_text(_text(_NEW["add"]), encoding="utf-8")
    changes: dict[str, Change] = {
        "add": Add(files=(new,)),
        "remove": Remove(plan_id=_NEW["remove"]),
        "full": Reindex(full=True),
    }
    before = frozenset(_OLD)
    after = before | {_NEW["add"]} if kind == "add" else before - {_NEW["remove"]} if kind == "remove" else before
    first = Scene(folder / "library", Reindex(), before, before)
    assert _in_a_copy(first.run) == 0
    version = current_version(first.recipe.index)
    assert version is not None
    return Scene(folder / "library", changes[kind], before, after, version.name)


def _measured(scene: Scene) -> tuple[int, float]:
    """Return how many things the change does to the file system, and how long it takes, unkilled."""
    working = _copied(scene)
    told = working.folder / "steps"

    def count() -> None:
        steps = _Steps(None)
        working.run()
        told.write_text(str(steps.count), encoding="utf-8")

    begun = time.monotonic()
    assert _in_a_copy(count) == 0
    return int(told.read_text(encoding="utf-8")) - 1, time.monotonic() - begun


class _Steps:
    """Counts what this process does to the file system, and kills it before the `last` of it."""

    def __init__(self, last: int | None) -> None:
        self.count = 0
        self._last = last
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _CHANGING or (event == "open" and not _writes(arguments)):
            return
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _killing_itself(step: int) -> Callable[[Scene], int]:
    def run(scene: Scene) -> int:
        def begin() -> None:
            _Steps(step)
            scene.run()

        return _in_a_copy(begin)

    return run


def _killed_after(pause: float) -> Callable[[Scene], int]:
    return lambda scene: _in_a_copy(scene.run, pause)


def _outcome(scene: Scene, kill: Callable[[Scene], int]) -> str:
    """Return `old` or `new`, or what is wrong, after a kill."""
    working = _copied(scene)
    kill(working)
    told = working.folder / "told"

    def look() -> None:
        told.write_text(_state(working), encoding="utf-8")

    if _in_a_copy(look):
        return "the library cannot be looked at, see above"
    state = told.read_text(encoding="utf-8")
    shutil.rmtree(working.folder)
    return state


def _state(scene: Scene) -> str:
    index = load_index(scene.recipe.index, _MODEL)
    check_sentinels(index, HashedCharacters())
    plans = frozenset(index.plans)
    is_new = index.manifest.version != scene.version
    if plans != (scene.after if is_new else scene.before):
        return f"the index is a mixture: {sorted(plans)}"
    documents = {path.stem: path for path in scene.recipe.corpus.iterdir() if not path.name.startswith(".")}
    if frozenset(documents) not in (scene.before, scene.after):
        return f"the corpus is a mixture: {sorted(documents)}"
    damaged = [name for name, path in documents.items() if path.read_text(encoding="utf-8") != _text(name)]
    if damaged:
        return f"documents are damaged: {damaged}"
    scene.run(again=True)
    if frozenset(load_index(scene.recipe.index, _MODEL).plans) != scene.after:
        return "the change, asked for again, is not made"
    left = [path.name for path in scene.folder.rglob(".[ab]*ing-*")]
    return f"left over: {left}" if left else "new" if is_new else "old"


def _copied(scene: Scene) -> Scene:
    folder = Path(tempfile.mkdtemp(dir=scene.folder.parent))
    shutil.copytree(scene.folder, folder, dirs_exist_ok=True)
    return scene._replace(folder=folder)


def _in_a_copy(run: Callable[[], None], kill_after_s: float | None = None) -> int:
    """Run in a copy of this process, which is killed after `kill_after_s`; return 0 when it ended well."""
    child = os.fork()
    if child == 0:
        try:
            run()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _text(place: str) -> str:
    return _PLAN.format(place=place, n=_PLACES[place])


if __name__ == "__main__":
    typer.run(bench)
