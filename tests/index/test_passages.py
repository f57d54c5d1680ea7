from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.library import parse_plan
from corpus.plan import Plan
from index.passages import Passage, split
from tests.conftest import ZHANGYE


def plan_of(text: str) -> Plan:
    return parse_plan("plan", "plan.txt", text)


def texts_of(text: str) -> list[str]:
    return [passage.text for passage in split(plan_of(text))]


def times_held(plan: Plan, passages: list[Passage]) -> list[int]:
    """Return for each character of the plan how many passages hold it."""
    held = [0] * len(plan.text)
    for passage in passages:
        for at in range(passage.span.start, passage.span.end):
            held[at] += 1
    return held


def lost_characters(plan: Plan, passages: list[Passage]) -> str:
    """Return the characters that are in no passage, in no heading and in no furniture."""
    known = times_held(plan, passages)
    for span in [each.span for each in plan.furniture] + [each.heading for each in plan.sections]:
        known[span.start : span.end] = [1] * len(span)
    return "".join(character for character, times in zip(plan.text, known, strict=True) if not times)


@pytest.fixture(params=["beibei", "fengtai", "heping", "xiqing", "zhangye"])
def real_plan(request: pytest.FixtureRequest, real_plans: dict[str, Plan]) -> Plan:
    return real_plans[request.param]


class TestRealPlans:
    def test_passages_are_verbatim(self, real_plan: Plan) -> None:
        for passage in split(real_plan):
            assert real_plan.text[passage.span.start : passage.span.end] == passage.text

    def test_passages_stand_in_document_order_and_never_overlap(self, real_plan: Plan) -> None:
        assert all(one.span.end <= other.span.start for one, other in pairwise(split(real_plan)))

    def test_passages_never_touch_furniture(self, real_plan: Plan) -> None:
        for passage in split(real_plan):
            assert not any(passage.span.overlaps(each.span) for each in real_plan.furniture)

    def test_passages_and_headings_hold_every_character_of_the_body(self, real_plan: Plan) -> None:
        assert lost_characters(real_plan, split(real_plan)).strip() == ""

    def test_a_heading_is_wholly_inside_a_passage_or_wholly_outside(self, real_plan: Plan) -> None:
        held = times_held(real_plan, split(real_plan))
        for section in real_plan.sections:
            assert len(set(held[section.heading.start : section.heading.end])) == 1, section.label

    def test_a_passage_lies_in_its_section(self, real_plan: Plan) -> None:
        for passage in split(real_plan):
            if passage.section is not None:
                assert real_plan.sections[passage.section].span.contains(passage.span)

    def test_ids_are_unique(self, real_plan: Plan) -> None:
        times = Counter(passage.id for passage in split(real_plan))
        assert [each for each, count in times.items() if count > 1] == []

    def test_passages_are_short_enough_to_read_at_a_glance(self, real_plan: Plan) -> None:
        assert max(len(passage.text) for passage in split(real_plan)) <= 420

    def test_a_changed_passage_gets_a_new_id_and_the_others_keep_theirs(self, real_plan: Plan) -> None:
        before = split(real_plan)
        changed = before[len(before) // 2]
        text = real_plan.text.replace(changed.text, f"{changed.text}甲", 1)
        after = split(parse_plan(real_plan.id, real_plan.source, text))
        assert {each.id for each in before} - {each.id for each in after} == {changed.id}


# Lines of every kind that documents are made of: headings of all families, table cells, furniture, long and short text.
LINES = (
    *(
        "第一章 总则",
        "第二条 本规划",
        "一、总体要求",
        " 　五、缩进",
        "（一）加强储备",
        "(二)健全机制。",
        "（1）细化措施",
        "①明确",
    ),
    *("1.", "1.健全体制。市县区加强。", "2.到2025年，下降15%。", "71加强", "3、任务！后面", "**3.加粗标题**", "# 标题"),
    *(
        "",
        "  ",
        "\t3",
        "指标",
        "下降5%",
        "1.5平方米",
        "***",
        "……",
        "。",
        "2022年7月15日",
        "\u2028行\x0c页",
        "“引文。”后",
    ),
    *("目录", "一、总体要求 3", "（一）加强储备 5", "主办单位：某", "版权所有 某局", "[bookmark: _Toc1]四、保障措施"),
    *("正文" * 60 + "。", "很长的一句；" * 90 + "。", "短句。" * 200, "很长没有标点" * 100),
)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=25))
def test_any_document_is_held_exactly_once(lines: list[str]) -> None:
    plan = plan_of("\n".join(lines))
    passages = split(plan)
    assert max(times_held(plan, passages), default=0) <= 1
    assert not any(character.isalnum() for character in lost_characters(plan, passages))


def test_a_passage_knows_the_title_and_the_headings_above_it() -> None:
    passage = next(each for each in split(plan_of(ZHANGYE)) if "4万至6万人" in each.text)
    assert passage.heading == "张掖市应急管理“十四五”规划 三、主要任务 （一）健全物资保障体系"
    assert passage.searchable == f"{passage.heading}\n{passage.text}"


def test_a_heading_with_a_line_of_its_own_is_not_quoted() -> None:
    assert texts_of("一、总体要求\n坚持人民至上。") == ["坚持人民至上。"]


def test_a_numbered_paragraph_is_quoted_with_its_number() -> None:
    assert texts_of("1.健全体制。市、县区分级负责。") == ["1.健全体制。市、县区分级负责。"]


def test_a_heading_that_is_a_sentence_is_quoted_with_what_follows() -> None:
    assert texts_of("37.完善风险研判制度。\n牵头单位：市应急局") == ["37.完善风险研判制度。\n牵头单位：市应急局"]


def test_a_section_that_is_only_its_heading_is_quoted() -> None:
    assert texts_of("一、主要目标\n1.死亡人数下降15%。\n2.死亡人数下降9%。") == [
        "1.死亡人数下降15%。",
        "2.死亡人数下降9%。",
    ]


def test_text_before_the_first_heading_belongs_to_no_section() -> None:
    first, second = split(plan_of("本规划到2025年。\n一、总体要求\n坚持人民至上。"))
    assert (first.text, first.section) == ("本规划到2025年。", None)
    assert (second.text, second.section) == ("坚持人民至上。", 0)


def test_the_same_text_twice_gets_two_ids() -> None:
    first, second = split(plan_of("一、甲县\n下降15%。\n二、乙县\n下降15%。"))
    assert second.id == f"{first.id}-2"


def test_the_same_text_in_two_plans_gets_two_ids() -> None:
    (one,) = split(parse_plan("one", "one.txt", "下降15%。"))
    (other,) = split(parse_plan("other", "other.txt", "下降15%。"))
    assert one.id != other.id


def test_a_line_on_top_moves_the_passages_and_keeps_their_ids() -> None:
    before = split(plan_of("一、总体要求\n坚持人民至上。"))
    after = split(plan_of("公开\n一、总体要求\n坚持人民至上。"))
    assert after[1].id == before[0].id
    assert after[1].span.start == before[0].span.start + 3


def test_a_long_section_is_cut_between_sentences() -> None:
    sentence = "市县两级应急管理部门按照职责分工开展检查，发现的问题当场责令改正并且记录在案。"  # 39 characters
    passages = texts_of("一、监督检查\n" + sentence * 20)
    assert "".join(passages) == sentence * 20
    assert all(len(each) % len(sentence) == 0 and 120 <= len(each) <= 350 for each in passages)


def test_a_long_section_is_cut_between_paragraphs_where_that_is_possible() -> None:
    paragraph = "压实责任。" * 40  # 200 characters
    assert texts_of(f"一、监督检查\n{paragraph}\n{paragraph}\n{paragraph}") == [paragraph] * 3


def test_a_sentence_beyond_450_characters_is_cut_at_its_semicolons() -> None:
    clause = "完善会商研判机制" * 12 + "；"  # 97 characters
    assert texts_of("一、机制\n" + clause * 6) == [clause * 3, clause * 3]


def test_the_cells_of_a_flattened_table_stay_together() -> None:
    table = "\n".join(["生产安全事故死亡人数下降百分之十五左右"] * 17)  # 339 characters
    paragraph = "压实责任。" * 20  # 100 characters: two even halves would cut the table
    assert texts_of(f"一、主要指标\n{paragraph}\n{table}\n{paragraph}") == [paragraph, table, paragraph]


def test_a_document_of_furniture_has_no_passage() -> None:
    assert texts_of("版权所有 某市应急管理局") == []


ARTICLES = """\
某市实验室管理办法

第一章 申请

第一条 申请建设实验室的单位应当满足以下条件：

（一）方向清晰；

（二）人员在四十人以上；

（三）面积在一千平方米以上。

第二条 实验室建设期为2年。

第三条 实验室应当履行下列职责：

（一）"""
LONG_ITEM = (
    "组织开展基础研究与应用研究，向主管部门报送年度工作计划和总结，配合做好评估、监督和检查，落实安全与保密责任。"
)


def test_a_sentence_and_its_short_items_are_one_passage() -> None:
    article = next(text for text in texts_of(f"{ARTICLES}{LONG_ITEM}") if text.startswith("第一条"))
    assert article.endswith("（三）面积在一千平方米以上。")


def test_a_long_item_is_searched_by_the_sentence_above_the_items() -> None:
    items = "".join(f"（{number}）{LONG_ITEM * 3}\n\n" for number in "二三四")
    passages = split(plan_of(f"{ARTICLES}{LONG_ITEM}\n\n{items}"))
    headings = [passage.heading for passage in passages if LONG_ITEM in passage.text]
    assert len(headings) >= 4
    assert all("实验室应当履行下列职责" in heading for heading in headings)


def test_lines_of_marks_alone_are_not_quoted() -> None:
    text = "某市发展规划\n\n---\n\n市财政局负责经费。\n\n**\n\n一、目标\n\n建成实验室3家。\n"
    assert [text.strip("*-\n ") for text in texts_of(text)] == texts_of(text)


def test_an_article_with_a_long_opening_lends_its_items_no_sentence() -> None:
    opening = (
        "第一条 " + "有关单位应当按照规定配备人员和设备，落实经费和场地，定期开展检查。" * 20 + "应当符合以下条件：\n"
    )
    items = "".join(f"（{number}）{LONG_ITEM}\n" for number in "一二三四")
    headings = {passage.heading for passage in split(plan_of(f"某市管理办法\n\n{opening}{items}"))}
    assert all("以下条件" not in heading for heading in headings)


def test_text_without_any_mark_is_cut_somewhere() -> None:
    plan = plan_of("某市规划\n\n一、目标\n\n" + "建设森林防火隔离带和消防水池" * 2_000)
    passages = split(plan)
    assert max(len(passage.text) for passage in passages) <= 450
    assert not lost_characters(plan, passages).strip()
