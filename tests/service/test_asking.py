import subprocess
import sys
from collections.abc import Callable

from service.answer.answerer import Answerer
from service.answer.model import Mode
from service.asking import BlockingAsker, load_writer
from service.settings import Settings
from tests.service.scripted_model import Script

QUESTION = "张掖市应急物资储备的目标是什么？"


def test_without_a_model_the_extracted_answer_is_the_whole(answerer: Answerer, settings: Settings) -> None:
    extracted = answerer.answer(QUESTION)
    with BlockingAsker(load_writer(settings)) as asker:
        assert asker.finish(extracted) is extracted


def test_several_answers_are_worded_one_after_another(
    script: Script, llm_settings: Callable[..., Settings], answerer: Answerer
) -> None:
    script.says("市县两级储备的应急物资，可保障4万至6万人紧急转移安置[1]。")
    with BlockingAsker(load_writer(llm_settings())) as asker:
        worded = [asker.finish(answerer.answer(QUESTION)) for _ in range(2)]
    assert [each.generation.mode for each in worded] == [Mode.GENERATED, Mode.GENERATED]


def test_a_service_without_a_model_does_not_load_its_client() -> None:
    code = "import sys, service.app, service.cli; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_service_imports_nothing_that_only_others_need() -> None:
    others = {"corpus.library", "index.build", "pypinyin", "scipy", "torch", "alembic", "eval.command"}
    code = f"import sys, service.app, service.cli; sys.exit(str({others} & sys.modules.keys() or '') or None)"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).stderr == b""
