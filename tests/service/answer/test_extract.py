import pytest

from corpus.plan import Span
from index.lexical import LexicalIndex
from index.passages import Passage
from index.query import Catalogue, understand
from index.search import Hit
from service.answer.extract import pick_evidence


def picked(question: str, *texts: str, heading: str = "") -> list[str]:
    passages = [Passage(f"p-{at}", "p", Span(0, len(text)), None, heading, text) for at, text in enumerate(texts)]
    hits = [Hit(passage, 0.9 - at / 10) for at, passage in enumerate(passages)]
    query = understand(question, Catalogue({}))
    return [evidence.text for evidence in pick_evidence(query, hits, LexicalIndex.build(texts))]


def test_the_sentence_with_the_asked_words_is_quoted_not_the_paragraph() -> None:
    text = "加强组织领导。森林防火道路每年检查一次。落实经费保障。"
    assert picked("森林防火道路检查", text) == ["森林防火道路每年检查一次。"]


def test_a_number_is_preferred_where_one_is_asked_for() -> None:
    text = "完善应急物资储备。储备的应急物资满足3000人需要。"
    assert "储备的应急物资满足3000人需要。" in picked("应急物资储备目标是多少", text)


def test_a_table_row_is_quoted_from_its_name_to_the_next_row() -> None:
    text = "1\n火灾死亡率\n<0.33\n预期性\n2\n避难场所面积\n1.5\n预期性"
    assert picked("避难场所面积是多少", text) == ["避难场所面积\n1.5\n预期性"]


def test_a_bare_zero_is_the_value_of_its_row() -> None:
    assert picked("重大事故起数", "2\n重大事故起数\n0\n3\n死亡人数\n5")[0] == "重大事故起数\n0"


def test_the_line_of_units_is_not_quoted_where_another_will_do() -> None:
    text = "37.完善会商制度。\n牵头单位:区应急局\n责任单位:各街镇"
    assert picked("完善会商制度", text)[0].startswith("37.完善会商制度。")


def test_a_long_sentence_is_cut_to_the_clauses_with_the_asked_words() -> None:
    text = f"{'加强监督检查，' * 25}新建消防站点并配备消防车辆。"
    quote = picked("消防站点配备消防车辆", text)[0]
    assert len(quote) <= 160
    assert quote.endswith("新建消防站点并配备消防车辆。")


@pytest.mark.parametrize("joint", ["；", ";"])
def test_a_long_sentence_is_cut_at_its_semicolons(joint: str) -> None:
    text = f"{'加强监督检查，' * 15}落实责任{joint}{'建设消防站点，' * 12}配备消防车辆。"
    assert all(len(quote) < len(text) for quote in picked("消防站点配备消防车辆", text))


def test_a_heading_is_quoted_with_its_first_sentence() -> None:
    assert picked("完善应急物资储备", "5.完善应急物资储备。建立两级储备。加强宣传。") == [
        "5.完善应急物资储备。建立两级储备。"
    ]


def test_a_sentence_with_a_mark_of_its_own_is_not_quoted_where_another_will_do() -> None:
    assert picked("救援队伍建设", "救援队伍建设见文献[7]。救援队伍有12支。") == ["救援队伍有12支。"]


def test_a_heading_is_not_offered_alone() -> None:
    text = "开展宣传。3.落实主体责任。督促企业配齐人员，" + "健全各项安全生产规章制度，" * 12 + "并且检查。"
    (quote,) = picked("主体责任", text)
    assert quote.startswith("督促企业配齐人员")
    assert not quote.endswith("，")


def test_a_short_sentence_answers_as_well_as_a_long_one() -> None:
    text = "建设预警信息智能发布系统，实现全媒体快速精准发布预警信息。建设村级预警工作站。"
    assert "建设村级预警工作站。" in picked("村一级发布预警信息，规划要建什么站？", text)


def test_one_sentence_is_quoted_where_it_is_much_better_than_the_next() -> None:
    text = "每年检查森林防火道路并修补破损路段。每年开展安全生产宣传。"
    assert picked("森林防火道路多久检查一次", text) == ["每年检查森林防火道路并修补破损路段。"]


def test_the_best_sentence_stands_first_whatever_passage_it_is_from() -> None:
    quotes = picked("储备生活物资的原则", "应急物资按规定储备。", "储备生活物资坚持平战结合的原则。")
    assert quotes[0] == "储备生活物资坚持平战结合的原则。"


def test_the_thing_asked_for_by_its_kind_is_preferred() -> None:
    text = "健全现场救援的指挥机制。推行现场救援指挥官制度。"
    assert picked("现场救援实行什么样的指挥制度", text)[0] == "推行现场救援指挥官制度。"


def test_a_sentence_that_points_back_is_quoted_with_the_one_before() -> None:
    text = "市州部门负责抽查补贴。它们应当于年底前报送结果。"
    assert picked("年底前报送结果", text)[0] == text
    assert picked("年底前报送结果", "市州部门负责抽查补贴。\n其他单位应当于年底前报送结果。")[0].startswith("其他单位")


def test_an_item_is_quoted_from_the_sentence_above_it_on() -> None:
    text = "第八条 交易场所有下列变更的，应当在10个工作日内备案：\n（一）变更住所；\n（二）变更章程。"
    assert (
        picked("变更住所多久内备案", text)[0]
        == "第八条 交易场所有下列变更的，应当在10个工作日内备案：\n（一）变更住所；"
    )


def test_an_item_is_quoted_alone_where_the_sentence_above_is_far_off() -> None:
    text = f"应当报告下列事项：\n（一）{'办理登记手续，' * 40}变更股东；\n（二）变更住所；"
    assert picked("变更住所", text)[0] == "（二）变更住所；"


def test_the_lines_above_a_document_are_not_quoted_where_its_text_will_do() -> None:
    front = "# 关于乡村建设目标任务的意见\n\n**发布日期**: 2024年2月19日\n**发布机构**: 某市人民政府"
    assert picked("乡村建设的目标任务", front, "到2025年，乡村建设取得进展。") == ["到2025年，乡村建设取得进展。"]
    assert picked("乡村建设的目标任务", front)[0].startswith("# 关于乡村建设目标任务的意见")


def test_a_title_is_not_quoted_where_the_text_will_do() -> None:
    title = "某区人民政府关于印发供水规划任务分工的通知"
    assert picked("供水公司做什么", title, "区水务局负责检修，供水公司配合。") == ["区水务局负责检修，供水公司配合。"]


def test_to_whom_a_document_goes_is_not_quoted_where_the_text_will_do() -> None:
    text = "各镇人民政府,区应急局:\n现将规划印发给你们,区应急局负责落实。"
    assert picked("区应急局要做什么", text)[0] == "现将规划印发给你们,区应急局负责落实。"


def test_the_title_and_the_addressees_before_the_first_sentence_of_one_line_are_not_quoted() -> None:
    text = "关于发放助餐补贴的通知发布日期: 2024-05-06各街道办事处，各有关单位：助餐补贴由街道按月发放到老人账户。"
    assert picked("助餐补贴由谁发放", text) == ["助餐补贴由街道按月发放到老人账户。"]


def test_who_is_responsible_is_quoted_only_where_it_is_asked() -> None:
    text = "推广夜间门诊服务。（市卫生健康委）增设无障碍车位。"
    assert picked("夜间门诊服务推广吗", text)[0] == "推广夜间门诊服务。"
    assert picked("夜间门诊服务由哪个部门负责", text)[0] == "推广夜间门诊服务。（市卫生健康委）"


def test_a_question_in_the_text_is_not_quoted_for_its_answer() -> None:
    text = "问：护林员的补贴从哪里来？答：由镇财政列支。"
    assert picked("护林员的补贴从哪里来", text) == ["答：由镇财政列支。"]


def test_who_is_in_charge_is_answered_by_the_sentence_that_names_somebody() -> None:
    text = "农田灌溉轮流用水。县水务局统一调度，农户配合。"
    assert picked("谁负责农田灌溉", text, heading="农田灌溉管理")[0] == "县水务局统一调度，农户配合。"
    assert picked("农田灌溉怎样用水", text, heading="农田灌溉管理")[0] == "农田灌溉轮流用水。"
    assert picked("谁负责农田灌溉", text, heading="用水")[0] == "农田灌溉轮流用水。"
