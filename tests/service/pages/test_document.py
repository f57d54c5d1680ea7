from collections.abc import Iterable, Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.library import parse_plan
from corpus.plan import Plan, Span
from index.passages import split
from service.pages.document import Block, Kind, document_of
from service.pages.looks import Look, address

# Lines of which plans are made; in any order they make the tables, tasks, boxes and furniture of no real plan.
LINES = (
    "一、总体要求", "（一）指导思想", "1.健全制度。每年更新。", "## 主要目标", "第一章 总则", "专栏1 储备工程", "各镇人民政府：",
    "表1 主要指标", "序号\t指标名称\t目标值", "1\t死亡人数\t下降5%*", "| 指标 | 2025年 |", "|---|---|", "| 面积 | 1.5 |",
    "注：*为累计数", "序号", "指标", "目标值", "1", "死亡人数", "下降3%", "牵头单位：县应急局", "责任单位：县财政局、各乡镇",
    "2.建设消防站（责任单位：县住建局）", "[bookmark: _Toc1]（二）基本原则", "- 3 -", "目录", "一、总体要求 1", "主办单位：县政府",
    "<table><tr><td>指标</td><td>值</td></tr><tr><td>面积</td><td>2</td></tr></table>", "\u3000\u3000全县有队伍3支。", "", "", " ", "\f", "𠮷",
)  # fmt: skip


def blocks_of(plan: Plan, passages: Iterable[Span] = ()) -> Iterator[Block]:
    for part in document_of(plan, passages):
        yield from part.blocks


def flat(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from flat(block.blocks)


def check(plan: Plan) -> None:
    for passages in ([], [each.span for each in split(plan)]):
        blocks = list(blocks_of(plan, passages))
        assert "".join(text for block in blocks for text in block.texts()) == plan.text
        for block in flat(blocks):
            assert "".join(block.texts()) == block.span.of(plan.text)
        ids = [block.id for block in flat(blocks) if block.id]
        assert len(ids) == len(set(ids))


@given(st.lists(st.sampled_from(LINES), max_size=40), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=150, deadline=None)
def test_no_character_is_lost_or_doubled(lines: list[str], between: str) -> None:
    check(parse_plan("x", "x.txt", between.join(lines)))


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_character_of_any_text_is_lost(text: str) -> None:
    check(parse_plan("x", "x.txt", text))


def test_every_block_of_the_real_plans_is_its_slice_of_the_text(real_plans: dict[str, Plan]) -> None:
    for plan in real_plans.values():
        check(plan)


def test_headings_are_headings_and_their_depth_leaves_out_no_level(minqin: Plan) -> None:
    headings = [block for block in flat(list(blocks_of(minqin))) if block.kind is Kind.HEADING]
    assert [(block.depth, block.span.of(minqin.text).strip()) for block in headings] == [
        (0, "一、发展环境"),
        (1, "[bookmark: _Toc1]（一）工作成效"),
        (0, "二、主要目标"),
        (0, "三、重点任务"),
        (1, "（一）健全物资保障体系"),
        (2, "专栏1 物资储备工程"),
        (3, "1.新建县级储备库1座。"),
        (3, "2.补充防沙物资。"),
        (1, "（二）加强宣传教育"),
    ]


def test_a_heading_that_text_follows_stays_in_its_paragraph(minqin: Plan) -> None:
    first = next(block for block in blocks_of(minqin) if "防灾能力增强" in block.span.of(minqin.text))
    assert first.kind is Kind.PARAGRAPH
    assert [(run.text, run.look) for run in first.runs][0] == ("1.防灾能力增强。", Look.RUN_IN)


def test_leftovers_of_a_word_processor_are_hidden_within_their_line(minqin: Plan) -> None:
    heading = next(block for block in blocks_of(minqin) if "工作成效" in block.span.of(minqin.text))
    assert [(run.text, run.look) for run in heading.runs][0] == ("[bookmark: _Toc1]", Look.LEFTOVER)


def test_furniture_is_folded_and_what_follows_it_is_not(minqin: Plan) -> None:
    folded = [block.span.of(minqin.text) for block in blocks_of(minqin) if block.kind is Kind.FURNITURE]
    assert [text.split("\n")[0] for text in folded] == ["首页 > 政务公开 > 规划计划", "扫一扫在手机打开当前页"]
    assert "主办单位" in folded[1]


def test_a_task_is_a_card_with_its_units(gulang: Plan) -> None:
    tasks = [block for block in blocks_of(gulang) if block.kind is Kind.TASK]
    assert [task.blocks[0].span.of(gulang.text)[:2] for task in tasks] == ["1.", "2.", "3."]
    assert [block.kind for block in tasks[0].blocks] == [Kind.PARAGRAPH, Kind.UNITS, Kind.UNITS]
    units = [(run.text, run.look) for block in tasks[0].blocks for run in block.runs if run.look.startswith("unit")]
    assert units == [("县应急局", Look.LEAD), ("县财政局", Look.UNIT), ("各乡镇", Look.UNIT)]


def test_a_box_holds_what_stands_in_it(minqin: Plan) -> None:
    (box,) = (block for block in blocks_of(minqin) if block.kind is Kind.BOX)
    assert [block.span.of(minqin.text).strip() for block in box.blocks] == [
        "专栏1 物资储备工程",
        "1.新建县级储备库1座。",
        "2.补充防沙物资。",
    ]


def test_what_a_site_prints_above_the_first_sentence_is_set_small(minqin: Plan) -> None:
    front = [block.span.of(minqin.text).strip() for block in blocks_of(minqin) if block.kind is Kind.FRONT]
    assert front[:3] == ["索引号", "620621/2022-00001", "文号"]
    assert "到2025年，实现下列指标。" not in front


def test_the_number_signs_of_markdown_are_not_shown() -> None:
    (heading, *_) = blocks_of(parse_plan("x", "x.md", "## 一、总体要求\n\n坚持预防为主。\n"))
    assert heading.kind is Kind.HEADING
    assert [(run.text, run.look) for run in heading.runs] == [
        ("## ", Look.GAP),
        ("一、总体要求", Look.PLAIN),
        ("\n\n", Look.PLAIN),
    ]


def test_a_long_plan_is_drawn_in_parts() -> None:
    plan = parse_plan("x", "x.txt", "".join(f"第{number}段，储备物资。\n" for number in range(500)))
    parts = document_of(plan)
    assert len(parts) > 10
    assert [part.span.start for part in parts[1:]] == [part.span.end for part in parts[:-1]]


def test_a_passage_of_several_blocks_has_an_address_and_changes_no_other_block(minqin: Plan) -> None:
    # Only the server marked it: a browser without a script that was sent to #start-end found nothing there.
    def span(first: str, last: str) -> Span:
        return Span(minqin.text.index(first), minqin.text.index(last) + len(last))

    whole = span("（一）工作成效\n", "救援队伍3支。")
    into_a_box = span("新建物资储备库2座", "1.新建县级储备库1座。")
    torn = span("工作成效\n", "监测设备")
    plain, blocks = list(flat(list(blocks_of(minqin)))), list(flat(list(blocks_of(minqin, [whole, into_a_box, torn]))))
    assert [block.id for block in blocks if block.kind is Kind.PASSAGE] == [address(whole)]
    assert [block for block in blocks if block.kind is not Kind.PASSAGE] == plain


def test_most_passages_of_the_real_plans_have_an_address(real_plans: dict[str, Plan]) -> None:
    found = wanted = 0
    for plan in real_plans.values():
        spans = [passage.span for passage in split(plan)]
        blocks = list(flat(list(blocks_of(plan, spans))))
        ids = {block.id for block in blocks} | {name for block in blocks if block.grid for name in block.grid.row_ids}
        found += sum(address(span) in ids for span in spans)
        wanted += len(spans)
    assert found / wanted > 0.95  # the others begin or end within a paragraph
