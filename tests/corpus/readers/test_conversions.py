"""Each of the five plans, converted to another format and read back, is the same plan."""

from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.library import parse_plan
from corpus.plan import Plan
from corpus.readers import read_text
from tests.corpus.readers.conversions import CONVERSIONS, blocks_of


class Understood(NamedTuple):
    """What a conversion must not change: the heading tree, the cells of the tables, the tasks with their units."""

    sections: list[tuple[int, str, str]]
    tables: list[tuple[tuple[str, ...], ...]]
    tasks: list[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]


def understood(plan: Plan) -> Understood:
    return Understood(
        [(each.level, each.number, each.title) for each in plan.sections],
        [
            tuple(tuple(cell.text for cell in cells) for cells in (each.header, *(row.cells for row in each.rows)))
            for each in plan.tables
        ],
        [
            (
                each.number,
                "".join(each.text.split()),  # the source itself has stray double spaces, which no layout keeps
                tuple(unit.name for unit in each.lead),
                tuple(unit.name for unit in each.responsible),
                tuple(unit.name for unit in each.supporting),
            )
            for each in plan.tasks
        ],
    )


# The plans with tables once more, the tables as tables of their format.
@pytest.mark.parametrize(
    ("plan_id", "real_tables"),
    [(plan_id, False) for plan_id in ("beibei", "fengtai", "heping", "xiqing", "zhangye")]
    + [(plan_id, True) for plan_id in ("beibei", "fengtai", "heping")],
)
@pytest.mark.parametrize("ending", CONVERSIONS)
def test_converted_plan_is_understood_as_the_original(
    real_plans: dict[str, Plan], plan_id: str, ending: str, real_tables: bool, tmp_path: Path
) -> None:
    plan = real_plans[plan_id]
    path = tmp_path / f"{plan.id}{ending}"
    CONVERSIONS[ending](path, blocks_of(plan, real_tables=real_tables))

    assert understood(parse_plan(plan.id, plan.source, read_text(path))) == understood(plan)
