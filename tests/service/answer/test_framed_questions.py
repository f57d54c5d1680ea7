"""The same question is answered in the same way whatever is said around it."""

import pytest

from service.answer.answerer import Answerer

pytestmark = pytest.mark.slow

QUESTIONS = [
    "丰台区人均应急避难场所面积的目标是多少？",
    "北碚的重大工程都有哪些？",
    "张掖乡镇一级的指挥平台要接到哪儿去？",
    "西青区教育局参与多少项任务？",
    "和平区的应急物资储备薄弱在哪里？",
    "张掖规划是什么时候印发的？",
    "丰台哪个医院看牙便宜？",
    "北碚草原防火队有几支？",
    "昆明市的防汛目标是多少？",
    "五份规划都是哪年印发的？",
]
ENGLISH = [
    "What is the target for shelter area per person in Fengtai?",
    "How many forest fire teams has Fengtai trained?",
    "Drought subsidies for farmers in Fengtai?",
    "Who is responsible for emergency shelters in Xiqing?",
]


def told(answerer: Answerer, question: str) -> tuple[str, str, list[str]]:
    answer = answerer.answer(question)
    return answer.status.value, answer.text, [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "frame",
    ["麻烦帮我查一下，{}", "领导问，{}急，在线等", "您好，{}谢谢！", "根据规划，{}", "“十四五”期间{}", "我想知道{}"],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_courtesies_and_frames_change_nothing(real_answerer: Answerer, question: str, frame: str) -> None:
    assert told(real_answerer, frame.format(question)) == told(real_answerer, question)


@pytest.mark.parametrize(
    "frame",
    [
        "Could you please tell me: {}",
        "{} Thanks a lot!",
        "According to the plan, {}",
        "During the 14th Five-Year Plan, {}",
    ],
)
@pytest.mark.parametrize("question", ENGLISH)
def test_english_ones_change_nothing(real_answerer: Answerer, question: str, frame: str) -> None:
    assert told(real_answerer, frame.format(question)) == told(real_answerer, question)
