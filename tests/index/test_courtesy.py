import pytest

from index.courtesy import without_courtesy

ASKED = "丰台区的避难场所有几处"


@pytest.mark.parametrize(
    "opening",
    [
        "",
        "请问",
        "您好，",
        "你好！请问一下，",
        "麻烦帮我查一下，",
        "麻烦您帮忙看看",
        "不好意思打扰一下，",
        "我想知道",
        "我想问一下：",
        "能不能帮我找一下",
        "请告诉我",
        "请介绍一下",
        "领导问，",
        "领导急着问，",
        "领导让我查一下",
        "急！",
        "求助，",
        "咨询一下，",
        "老师，请教一下，",
        "同样的问题，",
        "还是刚才那个问题：",
    ],
)
@pytest.mark.parametrize(
    "closing", ["", "，谢谢", "？谢谢！", "，急", "？急用，在线等", "？麻烦了", " 谢谢老师", "，辛苦了"]
)
def test_what_is_said_around_a_question_is_taken_away(opening: str, closing: str) -> None:
    assert without_courtesy(f"{opening}{ASKED}{closing}").rstrip("？") == ASKED


@pytest.mark.parametrize(
    "asked",
    [
        "Could you please tell me the shelter target of Fengtai?",
        "Hi, I'd like to know the shelter target of Fengtai? Thanks a lot!",
        "Please, what is the shelter target of Fengtai? thank you",
    ],
)
def test_english_courtesies_go_as_well(asked: str) -> None:
    assert without_courtesy(asked).removeprefix("what is ") == "the shelter target of Fengtai?"


@pytest.mark.parametrize(
    "asked",
    [
        "要查处多少家企业",
        "帮扶机制怎么建",
        "给予企业多少补贴",
        "问题和挑战有哪些",
        "急救站建几个",
        "紧急避难场所有几处",
        "领导干部责任制怎么落实",
        "介绍丰台规划的目标",
        "说明责任分工",
        "怎么处置突发事件最着急",
        "看护机构有几家",
        "谢谢",
        "你好",
        "在吗？",
        "帮帮我",
        "领导问责制怎么落实",
        "同上级部门怎么衔接",
        "我需要看病去哪",
        "跟我市相邻的有哪些",
        "紧急,救援力量怎么调",
    ],
)
def test_what_belongs_to_the_question_stays(asked: str) -> None:
    assert without_courtesy(asked) == asked


def test_a_shouted_question_is_asked_quietly() -> None:
    assert without_courtesy("HOW MANY SHELTERS ARE THERE IN FENGTAI?") == "how many shelters are there in fengtai?"
    assert without_courtesy("GDP 2025?") == "GDP 2025?"


def test_a_question_asked_with_many_marks_is_asked_with_one() -> None:
    assert without_courtesy("避难场所有几处？？？") == "避难场所有几处？"
