import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from index.embedding import Runtime
from service.answer.answerer import Answerer
from service.library.changes import Add, Change, Recipe, Remove
from service.library.loading import Loader
from service.library.updating import Outcome
from service.settings import Settings
from tests.conftest import KeywordEmbedder

QUESTIONS = (
    "兰州市的主要目标是什么？",
    "全市新建应急避难场所多少处？",
    "张掖市储备应急物资多少？",
    "哪些地方组建救援队伍？",
    "兰州是的应急物资",
    "emergency supplies in Lanzhou",
)


def answers(answerer: Answerer) -> list[tuple[str, list[str]]]:
    given = [answerer.answer(question) for question in QUESTIONS]
    return [(each.text, [citation.quote for citation in each.citations]) for each in given]


def test_after_a_change_answers_are_those_of_a_service_that_starts(
    change: Callable[[Change], Outcome], library_settings: Settings, lanzhou: Path
) -> None:
    loader = Loader(library_settings, KeywordEmbedder)
    first = loader.load()
    for each in (Add(files=(lanzhou,)), Remove(plan_id="fengtai")):
        change(each)
        followed, started = loader.load(), Loader(library_settings, KeywordEmbedder).load()
        assert list(followed.plans) == list(started.plans)
        assert answers(followed) == answers(started)
        assert followed.plans["zhangye"] is first.plans["zhangye"]


def test_what_every_start_reads_is_made_before(recipe: Recipe) -> None:
    code = (
        "import sys; from service.library.changes import Recipe; from service.library.loading import prepare;"
        "prepare(Recipe.model_validate_json(sys.argv[1]))"
    )
    without_export = recipe.model_copy(update={"runtime": Runtime.TORCH})
    # In a process of its own: this one has read them before.
    subprocess.run([sys.executable, "-c", code, without_export.model_dump_json()], check=True)
    kept = {path.name.partition("-")[0] for path in (recipe.cache / "derived").iterdir()}
    assert {"words", "places", "sounds", "english"} <= kept
