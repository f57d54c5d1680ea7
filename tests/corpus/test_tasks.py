import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import find_furniture
from corpus.library import parse_plan
from corpus.plan import Cell, Plan, Row, Span, Table, Task, Unit
from corpus.sections import find_sections
from corpus.tasks import find_tasks

WORDS = [
    "一、", "（一）", "1.", "2", "（1）", "责任单位", "牵头单位：", "**配合单位:**", "完成时限：", "责任人：", "区应急局", "市教育局",
    "公安", "负责", "牵头", "按职责分工", "2023年底前", "加强建设", "。", "；", "、", "，", "（", "）", "【", "】", "\n", " ", "\u3000", "*",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map("".join) | st.text(max_size=80)

# Read in the plan, its glued and shortened lists above all.
XIQING = {
    "1": ("区应急局", "区委办 区政府办 各街镇 经开集团"),
    "2": ("区应急局", "区纪委监委 区委组织部 区委编办 区政府办"),
    "4": ("区应急局", "区住建委 区城管委 区运管局 区工信局 公安西青分局 区消防救援支队 各街镇 经开集团"),
    "5": ("区司法局", "负有安全生产管理责任部门"),
    "12": ("区应急局", "各委办局 各街镇 经开集团"),
    "14": ("区消防救援支队", "各街镇 经开集团"),
    "22": ("区发改委", "区政府服务办 区应急局 市规划资源局西青分局 各街镇 经开集团"),
    "25": ("区运管局", "区城管委 区教育局 公安西青分局"),
    "31": ("区工信局", "区发改委 区住建委 区政务服务办 区应急局 市规划资源局西青分局 各街镇 经开集团"),
    "33": ("区发改委", "区应急局 区市场监管局 区住建委 市规划资源局西青分局 各街镇 经开集团"),
    "34": ("公安西青分局", "区发改委 区应急局 各街镇 经开集团"),
    "39": ("区应急局", "各行业管理部门 各街镇 经开集团"),
    "41": ("区应急局", "区委网信办 区气象局 区水务局 市规划资源局西青分局 区农业农村委 区生态环境局"),
    "51": ("区应急局", "区委网信办 区消防救援支队 公安西青分局"),
    "53": ("区应急局", "区委宣传部 区委网信办 区政府办"),
    "67": ("红十字会", "区政府办 区应急局"),
    "69": ("区应急局", "区运管局 公安西青分局 各街镇 经开集团"),
    "71": ("区委组织部", "区委编办 区人社局 区应急局"),
    "75": ("区应急局", "区金融局 区科技局 区工信局 区政务服务办"),
    "78": ("区发改委", "区市场监管局 区司法局 区应急局 区发改委 各街镇 经开集团"),
    "95": ("区应急局", "区人武部 区农业农村委 区水务局 区气象局 区消防救援支队 各街镇 经开集团"),
    "102": ("区应急局", "区委网信办 各街镇 经开集团"),
}


def tasks_of(text: str) -> tuple[Task, ...]:
    furniture = find_furniture(text)
    return find_tasks(text, find_sections(text, furniture), furniture)


def names(units: tuple[Unit, ...]) -> str:
    return " ".join(unit.name for unit in units)


def summary(task: Task) -> tuple[str, str, str, str, str, str | None]:
    return task.number, task.text, names(task.lead), names(task.responsible), names(task.supporting), task.deadline


def summaries(text: str) -> list[tuple[str, str, str, str, str, str | None]]:
    return [summary(task) for task in tasks_of(text)]


@pytest.fixture(scope="module")
def xiqing(real_plans: dict[str, Plan]) -> tuple[Task, ...]:
    plan = real_plans["xiqing"]
    return find_tasks(plan.text, plan.sections, plan.furniture)


def test_xiqing_has_102_tasks_each_with_lead_and_responsible_units(xiqing: tuple[Task, ...]) -> None:
    assert [task.number for task in xiqing] == [str(number) for number in range(1, 103)]
    assert all(len(task.lead) == 1 and task.responsible for task in xiqing)


@pytest.mark.parametrize("number", XIQING)
def test_units_of_xiqing_are_those_read_in_the_plan(xiqing: tuple[Task, ...], number: str) -> None:
    task = xiqing[int(number) - 1]

    assert (names(task.lead), names(task.responsible)) == XIQING[number]


def test_fire_brigade_of_xiqing_leads_five_tasks(xiqing: tuple[Task, ...]) -> None:
    assert [task.number for task in xiqing if names(task.lead) == "区消防救援支队"] == ["14", "36", "56", "57", "63"]


def test_task_says_what_is_printed_and_what_it_stands_for(
    xiqing: tuple[Task, ...], real_plans: dict[str, Plan]
) -> None:
    text = real_plans["xiqing"].text
    (lead,) = xiqing[1].lead

    assert (lead.name, lead.printed, lead.inferred, lead.span.of(text)) == ("区应急局", "区应急", True, "区应急")
    assert xiqing[1].text == "健全党政同责、一岗双责、权责一致、失职追责的应急管理责任制。"
    assert xiqing[1].span.of(text).startswith("2.健全党政同责")
    assert xiqing[1].span.of(text).endswith("区委编办、区政府办")


@pytest.mark.parametrize("plan_id", ["beibei", "fengtai", "heping", "zhangye"])
def test_plan_that_assigns_nothing_has_no_tasks(real_plans: dict[str, Plan], plan_id: str) -> None:
    plan = real_plans[plan_id]

    assert find_tasks(plan.text, plan.sections, plan.furniture) == ()


@pytest.mark.parametrize(
    "units",
    [
        "（牵头单位：市发展改革委；责任单位：市财政局、市应急局；配合单位：各区政府；完成时限：2023年底）",
        "(牵头单位:市发展改革委,责任单位:市财政局,市应急局,配合单位:各区政府,完成时限:2023年底)",
        "牵头单位：市发展改革委。责任单位：市财政局、市应急局。配合单位：各区政府。完成时限：2023年底。",
        "牵头单位:市发展改革委责任单位:市财政局市应急局配合单位:各区政府完成时限:2023年底",
        "\n牵头单位：市发展改革委\n责任单位：市财政局、市应急局\n参与单位：各区政府\n时间进度：2023年底\n",
        "\n牵头单位：市发展改革委　责任单位：市财政局、\n市应急局\n协办单位：各区政府\n完成时间：2023年底\n",
        "\n\n**牵头单位：**市发展改革委\n\n**责任单位**：市财政局、市应急局\n\n**配合单位：** 各区政府\n\n**完成时限：** 2023年底\n",
        "\n牵头单位\n市发展改革委\n责任单位\n市财政局、市应急局\n配合单位\n各区政府\n完成时限\n2023年底\n",
        "\n牵头单位 市发展改革委\n责任单位 市财政局 市应急局\n配合单位 各区政府\n完成时限 2023年底\n",
        "\n（1）牵头单位：市发展改革委\n（2）责任单位：市财政局、市应急局\n（3）配合单位：各区政府\n（4）完成时限：2023年底\n",
        "\n【牵头单位】市发展改革委\n【责任单位】市财政局、市应急局\n【配合单位】各区政府\n【完成时限】2023年底\n",
        "\n牵头单位：市发展改革委\n责任 单位：市财政局、市应急局（各区政府配合）\n责任领导：张三\n完成时限：2023年底\n",
        "\n牵头单位：市发展改革委\n工作目标：建成平台。\n责任单位：市财政局、市应急局\n配合单位：各区政府\n完成时限：2023年底\n",
        "（市发展改革委牵头，市财政局、市应急局按职责分工负责，各区政府配合，2023年底）",
        "［市发展改革委牵头负责；市财政局，市应急局等部门分别负责；各区政府参与；2023年底］。",
    ],
)
def test_units_are_read_in_each_of_their_forms(units: str) -> None:
    task = ("市发展改革委", "市财政局 市应急局", "各区政府", "2023年底")

    assert summaries(f"一、任务\n1.加强防汛。{units}\n2.加强防火。（市林业局负责）\n") == [
        ("1", "加强防汛。", *task),
        ("2", "加强防火。", "", "市林业局", "", None),
    ]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1.", "1"),
        ("2、", "2"),
        ("3．", "3"),
        ("一、", "一"),
        ("（一）", "（一）"),
        ("(2)", "(2)"),
        ("①", "①"),
        ("第三条 ", "第三条"),
    ],
)
def test_number_is_printed_without_its_dot(printed: str, number: str) -> None:
    assert summaries(f"{printed}加强防汛。（区水务局负责）\n") == [(number, "加强防汛。", "", "区水务局", "", None)]


def test_first_of_several_responsible_units_is_not_taken_for_the_lead() -> None:
    (task,) = tasks_of("1.加强研究。（责任单位：市科委、市经济信息化委）\n")

    assert (task.lead, names(task.responsible)) == ((), "市科委 市经济信息化委")


def test_each_paragraph_with_units_is_a_task_of_its_section() -> None:
    text = "（一）开放资源\n\n优化考核。（责任单位：市科委）\n\n加强合作。（责任单位：市教委）\n"

    assert [(task.number, task.text) for task in tasks_of(text)] == [("（一）", "优化考核。"), ("（一）", "加强合作。")]


@pytest.mark.parametrize(
    ("printed", "units"),
    [
        ("（省能源局、发展改革委、工业和信息化厅，各地级以上市人民政府）", ("", "省能源局 发展改革委 工业和信息化厅 各地级以上市人民政府", "", None)),
        ("（市教育局，6月底前完成）", ("", "市教育局", "", "6月底前")),
        ("（市商务委、相关区）。", ("", "市商务委 相关区", "", None)),
        ("负责单位为市消防救援支队", ("", "市消防救援支队", "", None)),
        ("由市教育局牵头，市人社局配合。", ("市教育局", "", "市人社局", None)),
    ],
)  # fmt: skip
def test_units_that_close_a_paragraph_need_no_key(printed: str, units: tuple[str, str, str, str | None]) -> None:
    assert summaries(f"1.加强防汛。{printed}\n") == [("1", "加强防汛。", *units)]


def test_each_sentence_with_units_is_a_task() -> None:
    text = "1.开展普查（市应急局牵头，市水利局等按职责分工负责，2022年底前完成）。完善机制（各区政府负责）。\n"

    assert summaries(text) == [
        ("1", "开展普查", "市应急局", "市水利局", "", "2022年底前"),
        ("1", "完善机制", "", "各区政府", "", None),
    ]


def test_numbered_paragraphs_with_units_below_one_heading_are_one_task_each() -> None:
    text = "（一）加强监管\n1.甲。\n责任单位：区应急局\n2.乙。\n责任单位：区住建委\n"

    assert [(task.number, task.text) for task in tasks_of(text)] == [("1", "甲。"), ("2", "乙。")]


def test_numbered_paragraphs_share_the_units_below_the_last_of_them() -> None:
    text = "（一）建设工程。\n（1）建平台。\n（2）建机制。\n牵头单位：市应急局\n（二）培训。\n牵头单位：市教委\n"

    assert [(task.number, task.text) for task in tasks_of(text)] == [
        ("（一）", "建设工程。\n（1）建平台。\n（2）建机制。"),
        ("（二）", "培训。"),
    ]


def test_task_of_a_section_begins_with_its_number() -> None:
    text = "一、任务\n  **1.加强防汛。** 修堤。\n  **责任单位：**区水务局\n"
    (task,) = tasks_of(text)

    assert task.span.of(text) == "1.加强防汛。** 修堤。\n  **责任单位：**区水务局"
    assert task.text == task.text_span.of(text) == "加强防汛。** 修堤。"


@pytest.mark.parametrize(
    "text",
    [
        "1.救援队（由消防部门负责）要加强训练。\n",
        "1.落实责任（谁主管谁负责）。\n",
        "1.各责任单位要增强责任意识。\n责任单位要积极配合。\n",
        "1.以应急管理局为牵头部门联合水利部门开展普查。\n",
        "1.加强防汛。\n完成时限：2023年底\n",
        "1.加强防汛。（2023年底前完成）\n",
        "1.责任单位：\n",
        "1.建市场监管局（市知识产权局）\n",
        "1.建立机制。（以下简称市安委办）\n",
        "1.开展培训（政府、企业）。\n",
        "1.牵头单位为第一责任人。\n",
        "1.加强防汛。由市教育局负责解释。\n",
        "索引号\n1\n责任部门\n张掖市应急管理局\n一、总则\n正文。\n",
    ],
)
def test_words_that_assign_nothing_are_no_task(text: str) -> None:
    assert tasks_of(text) == ()


def test_document_without_numbers_has_tasks_without_numbers() -> None:
    assert summaries("加强防汛。（区水务局负责）\n加强防火。\n责任单位：区林业局\n") == [
        ("", "加强防汛。", "", "区水务局", "", None),
        ("", "加强防火。", "", "区林业局", "", None),
    ]


def test_furniture_assigns_nothing() -> None:
    text = "1.加强防汛。\n\n责任单位：区水务局\n版权所有\n"
    furniture = find_furniture(text)

    assert len(find_tasks(text, find_sections(text, furniture), furniture)) == 1
    assert find_tasks(text, find_sections(text, ()), [type(furniture[0])(furniture[0].kind, Span(0, len(text)))]) == ()


def table_of(text: str) -> Table:
    """The table whose cells `text` holds, a row a line, with | between them."""
    rows: list[Row] = []
    start = 0
    for line in text.split("\n"):
        cells = []
        for part in line.split("|"):
            cells.append(Cell(part, Span(start, start + len(part))))
            start += len(part) + 1
        rows.append(Row(tuple(cells), Span(cells[0].span.start, cells[-1].span.end)))
    return Table("", rows[0].cells, tuple(rows[1:]), (), Span(0, len(text)))


def test_row_of_a_table_with_units_is_a_task() -> None:
    text = "序号|类别|主要任务|牵头单位|责任部门|完成时限\n1|防汛|修堤|区水务局|区应急、各街镇|2023年底\n2.|防火|巡山|区应急局||\n3|其他|无|||"

    assert [summary(task) for task in find_tasks(text, (), (), [table_of(text)])] == [
        ("1", "修堤", "区水务局", "区应急局 各街镇", "", "2023年底"),
        ("2", "巡山", "区应急局", "", "", None),
    ]


def test_task_of_a_table_without_a_named_column_is_its_longest_text() -> None:
    text = "类别|具体怎么做|责任单位\n防汛|修好三条河的堤|区水务局牵头，区应急局配合"

    assert [summary(task) for task in find_tasks(text, (), (), [table_of(text)])] == [
        ("", "修好三条河的堤", "区水务局", "", "区应急局", None)
    ]


def test_table_without_a_column_of_units_has_no_tasks() -> None:
    text = "序号|指标|责任\n1|甲|乙"

    assert find_tasks(text, (), (), [table_of(text)]) == ()


def check(text: str, tasks: tuple[Task, ...]) -> None:
    for task in tasks:
        units = task.lead + task.responsible + task.supporting

        assert units
        assert task.text
        assert task.text_span.of(text) == task.text
        assert task.span.contains(task.text_span)
        assert task.deadline is None or task.deadline in text
        for unit in units:
            assert unit.span.of(text) == unit.printed
            assert task.span.contains(unit.span)
            assert not unit.span.overlaps(task.text_span)
    assert list(tasks) == sorted(tasks, key=lambda task: task.span)


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_gives_tasks_that_stand_where_they_say(text: str) -> None:
    check(text, tasks_of(text))


@given(
    st.lists(st.lists(st.sampled_from(["序号", "责任单位", "任务", *WORDS[9:13]]), min_size=3, max_size=3), min_size=1)
)
def test_any_table_gives_tasks_that_stand_where_they_say(cells: list[list[str]]) -> None:
    text = "\n".join("|".join(row) for row in cells)
    for task in find_tasks(text, (), (), [table_of(text)]):
        assert task.text_span.of(text) == task.text
        assert all(unit.span.of(text) == unit.printed for unit in task.lead + task.responsible + task.supporting)


@pytest.mark.parametrize(
    "word",
    ["责任单位：", "责任单位\n", "（责任单位：区应急局、", "区局", "（(负责)", "1.甲。责任单位：区应急局区公安局\n"],
)
def test_long_text_is_read_in_linear_time(word: str) -> None:
    tasks_of(word * 10_000)


def test_units_of_a_document_in_traditional_characters_are_read_as_printed() -> None:
    text = "一、強化演練。每年開展2次演練。\n責任單位：市消防局、市衛生局\n牽頭單位：市應急管理廳\n完成時限：長期堅持\n"
    (task,) = parse_plan("plan", "plan.txt", text).tasks
    assert [unit.name for unit in task.responsible] == ["市消防局", "市衛生局"]
    assert [unit.name for unit in task.lead] == ["市應急管理廳"]
    assert task.deadline == "長期堅持"
