"""`python -m eval.bench.parsing`: how long it takes to read the plans, and a megabyte of awkward text."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from corpus.library import parse_plan, read_library
from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_MEGABYTE = 1_000_000
_GOAL_S = 5.0  # for a megabyte of anything
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# What a slow pattern would choke on: one piece over and over.
PIECES = (
    "\n",
    "1\n",
    "1.目标。\n",
    "一、目标\n",
    "（一",
    "建设5个、",
    "序号\n指标\n目标值\n",
    "指标\t目标值\n",
    "牵头单位：市应急局\n",
    "《",
    "2022年7月15日\n",
    "甲",
    "\t",
    "\t\n",
    "|",
    "|\n",
    "| 甲 | 乙 |\n",
    "　",
    "一、",
    "一、\n",
    "（一）\n",
    "（1）\n",
    "①",
    "1.",
    "1.1\n",
    "1.1.1 目标\n",
    "第一条 ",
    "第一条\n",
    "第一条 为了加强管理，制定本办法。\n",
    "第一章 总则 第一条 ",
    "2025年",
    "到2025年，",
    "到2025年达到5%；",
    "责任单位：",
    "责任单位：市应急局、市公安局；",
    "责任单位：市应急局\n责任部门：区公安分局\n",
    "市应急局",
    "各区市应急局、",
    "专栏1 工程\n一、工程\n",
    "专栏1\n",
    "＜p＞",
    "<p>",
    "<table><tr><td>",
    "<",
    "&nbsp;",
    "[bookmark: ",
    "（（【《“",
    "）",
    ".",
    "1",
    "1.5",
    "5%、",
    "附件：\n1.清单\n",
    "关于印发",
    "关于印发《甲市规划》的通知\n",
    "张掖市",
    "规划",
    "抄送：",
    "目录\n",
    "目录\n一、目标\n",
    "健全领导体制。",
    "健全领导体制。推动成立机构，形成合力。\n",
    "。",
    "、",
    "约束性\n",
    "1死亡人数下降15%约束性\n",
    "死亡人数下降15%。\n",
    "死亡人数下降15%。\r\n",
    "已建成消防站5座。\n",
    "每个街道至少配备3名专职安全员。\n",
    "甲、乙、丙分别下降43.9%、20%、25.1%。\n",
    "2022年底前完成编制。\n",
    "实现全覆盖。\n",
    "100%*\n",
    "二〇二二年七月十五日\n",
    "2022-07-15 ",
    "2021—2025年\n",
    "- 5 -\n",
    "第 5 页 共 60 页\n",
    "1.2 目标\n",
    "一、目标\n（一）目标\n1.目标\n（1）目标\n①目标\n",
    "| 1 | 死亡人数 | 下降15% |\n",
    "序号\n指标\n目标值\n1\n死亡人数\n15%\n2\n覆盖率\n90%\n",
    "张掖市公安局张掖市财政局\n",
    "# 目标\n",
    "——",
    "注：\n",
    "序号  指标  目标值\n",
    "首页\n",
    "移动版\n",
    "序号\n指标内容\n目标值\n指标\n性质\n1\n生产安全事故死亡人数\n下降9%*\n约束性\n",
    "指标名称\n单位\n2020年\n2025年\n属性\n森林覆盖率\n%\n40\n41\n约束性\n岸线保有率\n%\n60\n62\n预期性\n",
    "指标名称\n目标值\n死亡人数\n",
    "序号\t指标\t2025年\n1\t死亡人数\t5\n2\t覆盖率\t90%\n",
    "| 序号 | 指标 | 2025年 |\n| --- | --- | --- |\n| 1 | 死亡率 | 5% |\n| 2 | 覆盖率 | 90% |\n\n",
    "序号指标目标值属性\n1死亡率5%约束性\n2覆盖率90%预期性\n",
    "<table><tr><td>指标</td><td>2025年</td></tr><tr><td>死亡率</td><td>5%</td></tr></table>\n",
    "<tr><td>死亡率</td><td>5%</td></tr>\n",
    "专栏1 工程\n1.建设站点5个。\n2.配备人员3名。\n",
    "（一）目标\n专栏1 工程\n（一）建站\n（二）建库\n",
    "（一）加强管理。（牵头单位：市应急局；配合单位：市公安局；完成时限：2024年6月底前）\n",
    "第一条 为了加强管理。第二条 建设站点5个。",
    "一、总体要求............1\n（一）指导思想............2\n",
    "发文机关：市政府\n发文字号：甲政发〔2022〕3号\n成文日期：2022年1月5日\n",
    "由2020年的3%提高到2025年的8%。\n",
    "较“十三五”期间下降15%，与2020年相比下降5%。\n",
    "实现全覆盖、零死亡、清零。\n",
    "## 目标\n",
    "百分之九十五、",
    "12345678901234567890",
    "，。；：！？",
    "\ufeff",
    "\x0c\n",
    "<td>1、。、\n",
    ">；<td>1 ",
    "较2020年下降5%\n\n",
    "三个\n下降15%\n<td>1\n]\n\n",
    "责任单位\n[\n指标名称\n\n",
    "死亡人数下降15%。",
    "指标\n单位\n2020年\n2025年\n属性\n1\n死亡人数\n下降15%\n约束性\n",
    # The slowest of 14,000 random pairs, triples and quadruples of the above.
    "一、目标\n（一）目标\n1.目标\n（1）目标\n①目标\n指标名称\n单位\n2020年\n2025年\n属性\n森林覆盖率\n%\n40\n41\n约束性\n岸线保有率\n%\n60\n62\n预期性\n",
    "序号\t指标\t2025年\n1\t死亡人数\t5\n2\t覆盖率\t90%\n指标名称\n单位\n2020年\n2025年\n属性\n森林覆盖率\n%\n40\n41\n约束性\n岸线保有率\n%\n60\n62\n预期性\n",
    ">；<td>1 1.",
)


def _texts(corpus: Path) -> Iterator[tuple[str, str]]:
    plans = read_library(corpus).plans
    yield "the plans", "".join(plan.text for plan in plans)
    yield "the plans, to a megabyte", _repeated("".join(plan.text for plan in plans))
    yield "targets that differ", "".join(_targets())
    yield "heads of tables that differ", "".join(_heads())
    yield "one table, a cell a line", "".join(_long_table())
    for piece in PIECES:
        yield repr(piece), _repeated(piece)


def _targets() -> Iterator[str]:
    """Yield sentences no two of which are alike: what is known of one helps none."""
    for at in range(_MEGABYTE // 40):
        yield f"{_STEMS[at % 10]}类事故死亡人数下降{at % 97}.{at % 89}%。\n"


def _heads() -> Iterator[str]:
    """Yield words of headers no two of which are alike, with lines below that are nearly a table: none ends the other."""
    for at in range(_MEGABYTE // 50):
        name = f"{_STEMS[at % 10]}{_STEMS[at // 10 % 10]}{_STEMS[at // 100 % 10]}{_STEMS[at // 1000 % 10]}"
        yield f"{name}单位\n{name}数量\n5\n6\n7\n8\n"


def _long_table() -> Iterator[str]:
    yield "序号\n指标\n目标值\n属性\n"
    for at in range(_MEGABYTE // 40):
        yield f"{at % 999 + 1}\n{_STEMS[at % 10]}{_STEMS[at // 10 % 10]}死亡率\n{at % 97}%\n约束性\n"


def _repeated(piece: str) -> str:
    return piece * (_MEGABYTE // len(piece.encode()) + 1)


def bench(
    corpus: Annotated[Path | None, typer.Option("--corpus", help="folder of plans (POLICYQA_CORPUS)")] = None,
) -> None:
    """Parse each text once and print the CPU seconds, with those for a megabyte of UTF-8; what misses the goal is marked."""
    table = Table("text", "MB", "seconds", "seconds a MB", "", box=None)
    for name, text in _texts(corpus or read_settings().corpus):
        started = time.process_time()
        parse_plan("plan", "plan.txt", text)
        seconds = time.process_time() - started
        size = len(text.encode()) / _MEGABYTE
        table.add_row(
            name, f"{size:.2f}", f"{seconds:.2f}", f"{seconds / size:.2f}", "over" if seconds / size > _GOAL_S else ""
        )
    _OUT.print(table)


if __name__ == "__main__":
    typer.run(bench)
