"""`python -m eval.bench`: how long it takes to read the plans, and a megabyte of awkward text."""

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
# What a slow pattern would choke on: one piece over and over.
_PIECES = (
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
    "\ufeff",
    "\x0c\n",
)


def _texts(corpus: Path) -> Iterator[tuple[str, str]]:
    plans = read_library(corpus).plans
    yield "the plans", "".join(plan.text for plan in plans)
    yield "the plans, to a megabyte", _repeated("".join(plan.text for plan in plans))
    yield "targets that differ", "".join(_targets())
    for piece in _PIECES:
        yield repr(piece), _repeated(piece)


def _targets() -> Iterator[str]:
    """Yield sentences no two of which are alike: what is known of one helps none."""
    for at in range(_MEGABYTE // 40):
        yield f"{'甲乙丙丁戊己庚辛壬癸'[at % 10]}类事故死亡人数下降{at % 97}.{at % 89}%。\n"


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
