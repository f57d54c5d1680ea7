"""`policyqa index`, `add`, `remove` and `rollback`: the library, changed from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from corpus.documents import plan_id_of
from index.rollback import roll_back
from service.command_line import ERR, OUT, CorpusOption, IndexOption, OutOption, chosen_settings, fail
from service.library.changes import WAITING, Add, Change, Recipe, Reindex, Remove
from service.library.loading import prepare
from service.settings import Settings
from service.terminal import build_grid

if TYPE_CHECKING:  # what reads and builds is imported by who does that: this module is imported to serve, too
    from index.build import BuildReport
    from service.library.updating import Outcome

_STEPS = {
    WAITING: "等待另一个更新",
    "reading": "读取规划",
    "embedding": "计算向量",
    "writing": "写入索引",
    "checking": "检查索引",
    "swapping": "换上索引",
}


def index(
    corpus: CorpusOption = None,
    out: OutOption = None,
    full: Annotated[bool, typer.Option("--full", help="reuse nothing, embed everything anew")] = False,
) -> None:
    """Read every plan of a folder and build the index; unchanged plans are not embedded again."""
    settings = chosen_settings(corpus=corpus, index=out)
    _finish(_update(settings, Reindex(full=full)).report, settings)


def add(
    files: Annotated[list[Path], typer.Argument(help="documents to add, with their sidecars")],
    corpus: CorpusOption = None,
    out: OutOption = None,
) -> None:
    """Add plans to the corpus; the index follows."""
    settings = chosen_settings(corpus=corpus, index=out)
    outcome = _update(settings, Add(files=tuple(files)))
    added = {plan_id_of(file.name) for file in files}
    for plan in outcome.report.plans:
        if plan.id in added:
            OUT.print(f"已加入 {plan.id}：{plan.metadata.title.value}", highlight=False)
    _finish(outcome.report, settings)


def remove(plan_id: str, corpus: CorpusOption = None, out: OutOption = None) -> None:
    """Take a plan out of the corpus; the index follows."""
    settings = chosen_settings(corpus=corpus, index=out)
    outcome = _update(settings, Remove(plan_id=plan_id))
    OUT.print(f"已移除 {plan_id}（{outcome.documents[0]}）", highlight=False)
    _finish(outcome.report, settings)


def rollback(index: IndexOption = None) -> None:
    """Return to the index that was in use before; the documents stay as they are."""
    settings = chosen_settings(index=index)
    recipe = Recipe.of(settings)
    version = roll_back(settings.index, recipe.model_name(), recipe.dense_store())
    OUT.print(f"已换回索引 {version}；规划文件没有动，下一次更新会按文件重建", highlight=False)


def _update(settings: Settings, change: Change) -> "Outcome":
    from service.library.updating import update

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True) as progress:
        task = progress.add_task("读取规划", total=None)

        def watcher(step: str, done: int = 0, total: int = 0) -> None:
            progress.update(task, description=_STEPS.get(step, step), completed=done, total=total or None)

        recipe = Recipe.of(settings)
        outcome = update(recipe, change, watcher=watcher)
        progress.update(task, description="准备模型", completed=None, total=None)
        prepare(recipe)
    return outcome


def _finish(report: "BuildReport", settings: Settings) -> None:
    """Print what a build did; exit with 1 when documents were left out."""
    from corpus.review import doubts

    OUT.print(build_grid(report))
    for plan in report.plans:
        for doubt in doubts(plan):
            ERR.print(Text(f"请核对 {plan.id}：{doubt}", style="yellow"))
    done = f"已建立，新算向量 {report.embedded} 条" if report.rebuilt else "已是最新"
    OUT.print(
        f"索引 {settings.index} {done}：{len(report.plans)} 份规划，{len(report.passages)} 个段落",
        highlight=False,
    )
    if report.problems:
        for each in report.problems:
            ERR.print(Text(f"未收录 {each.path}: {each.reason}"))
        fail(f"{len(report.problems)} of {len(report.problems) + len(report.plans)} documents were left out, see above")
