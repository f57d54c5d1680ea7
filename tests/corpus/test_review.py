from corpus.library import parse_plan
from corpus.review import doubts

TASK = "{}.修订预案。\n牵头单位：市应急局\n责任单位：市水务局\n"


def doubts_of(text: str) -> list[str]:
    return list(doubts(parse_plan("plan", "plan.txt", text)))


def test_a_plan_that_reads_well_gives_no_doubt() -> None:
    assert doubts_of("张掖市防汛规划\n一、目标\n建成避难场所5处。\n") == []


def test_a_long_text_without_a_heading_is_doubtful() -> None:
    assert doubts_of("张掖市防汛规划\n" + "各县区要做好防汛工作。" * 100) == ["没有找到标题，整篇按一节处理"]


def test_a_place_that_is_missing_or_open_is_doubtful() -> None:
    assert doubts_of("防汛规划\n一、目标\n") == ["没有读出地区，可在同名 .toml 中写明 place"]
    (doubt,) = doubts_of("和平区防汛规划\n一、目标\n")
    assert "辽宁省沈阳市和平区" in doubt
    assert "天津市和平区" in doubt


def test_a_task_without_units_among_others_is_doubtful() -> None:
    text = "张掖市防汛任务分工\n一、任务\n" + "".join(map(TASK.format, (1, 2, 3))) + "4.加强演练。\n" + TASK.format(5)
    assert doubts_of(text) == ["编号 4. 与其他任务并列，但没有责任单位"]


def test_a_table_that_does_not_close_is_doubtful() -> None:
    text = "张掖市防汛规划\n一、目标\n表1 指标\n序号\t指标\t目标值\n1\t覆盖率\t95%\n2\t伤亡人数\t\n"
    assert doubts_of(text) == ["表格“表1 指标”最后一行不完整，可能没有读完"]


def test_more_figures_than_are_read_are_told() -> None:
    assert any("没有读全" in doubt for doubt in doubts_of("张掖市防汛规划\n" + "建成1座、2座、3座。\n" * 7000))
