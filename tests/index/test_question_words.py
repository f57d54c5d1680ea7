import pytest

from index.question_words import without_asking


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("请问避难场所到底有多少处？", "避难场所 处"),
        ("举报隐患给奖不", "举报隐患给奖"),
        ("三个地方的消防站分别有几个", "消防站"),
        ("我想知道一下应急广播", "应急广播"),
        ("规划里提到的专项行动有哪几个", "专项行动"),
        ("各单位要拿出什么东西来", "各单位要拿出 来"),
        ("我区有哪些消防站", "消防站"),
        ("咖啡么", "咖啡"),
        ("“健康卡”有哪些作用", "“健康卡” 作用"),
    ],
)
def test_words_that_only_ask_are_left_out(question: str, kept: str) -> None:
    assert without_asking(question) == kept


@pytest.mark.parametrize(
    "question", ["三个专项行动", "五大工程", "应急预案编制", "有限空间作业", "个体防护装备", "区级规划"]
)
def test_what_is_asked_about_is_kept_whole(question: str) -> None:
    assert without_asking(question) == question


def test_a_question_of_nothing_else_is_kept() -> None:
    assert without_asking("是什么？") == "是什么？"
