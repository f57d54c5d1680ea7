import pytest

from service.answer.sought import DATE, MEANING, MEASURE, NUMBER, REASON, SORT, sought_by


@pytest.mark.parametrize(
    ("question", "text", "worth"),
    [
        ("新建多少座消防站", "建成消防站6座", NUMBER + MEASURE + SORT),
        ("新建多少座消防站", "投入6亿元", NUMBER),
        ("新建多少座消防站", "加强宣传", 0),
        ("补贴多少", "1.推进G60走廊建设，落实第3条，2025年见效", 0),
        ("补贴多少", "每人补贴1.5万元", NUMBER),
        ("哪年建成", "2023年底前建成", DATE),
        ("多久检查一次", "每季度检查", MEASURE + DATE),
        ("哪年建成", "1" * 100_000, 0),
        ("when will it be finished", "2023年底前建成", DATE),
        ("In which year was the dam built?", "1987年建成水库", DATE),
        ("为什么火灾难防", "消防通道狭窄，防控难度大", REASON),
        ("要建什么站", "建设预警工作站", SORT),
        ("什么是首席安全官", "首席安全官是指负责安全的人", MEANING),
        ("啥叫网格长", "网格长指负责安全的人", MEANING),
        ("什么是首席安全官", "推行首席安全官制度", 0),
        ("方案里的低空经济是什么样的产业", "低空经济，是以低空飞行带动的产业", MEANING),
        ("光子芯片是一种什么技术", "光子芯片是用光传信息的技术", MEANING),
        ("“三新产品”指什么", "新工艺、新材料和新装备（以下简称“三新产品”）", MEANING),
        ("网格长是怎么回事", "网格长是否到岗", 0),
        ("实行什么样的指挥制度", "推行指挥官制度", SORT * 2 / 3),
    ],
)
def test_a_text_is_worth_more_when_it_states_what_is_asked_for(question: str, text: str, worth: float) -> None:
    assert sought_by(question).stated_in(text) == pytest.approx(worth)
