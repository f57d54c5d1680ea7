"""A small map of what is covered: one tile a province, laid out as the provinces lie, drawn without a map's data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.pages.shelf import Group

# Rows from north to south, columns from west to east; a dot is an empty place.
_LAYOUT = """
.     .     .     .     .     .     .     黑龙江
.     .     .     .     .     内蒙古 .     吉林
新疆  .     甘肃  宁夏  .     北京  天津  辽宁
.     青海  .     陕西  山西  河北  山东  .
西藏  .     四川  重庆  河南  安徽  江苏  上海
.     .     云南  贵州  湖北  江西  浙江  .
.     .     .     广西  湖南  广东  福建  台湾
.     .     .     .     海南  澳门  香港  .
"""
_DIVISION = re.compile(r"(?:省|市|特别行政区|(?:回族|壮族|维吾尔)?自治区)$")


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: where it lies (from 1), its short name, and its plans; `place` is its full name where it has some."""

    row: int
    column: int
    name: str
    place: str
    plans: int


def tiles(groups: Iterable[Group]) -> tuple[Tile, ...]:
    """Return a tile for each province of China, those without plans too; none when no group is a province.

    What is no province (a plan of the whole country, of a place without a known province) has no tile.
    """
    known = {_DIVISION.sub("", group.name): group for group in groups}
    found = [
        Tile(
            row, column, name, known[name].name if name in known else "", len(known[name].plans) if name in known else 0
        )
        for row, line in enumerate(_LAYOUT.split("\n")[1:-1], start=1)
        for column, name in enumerate(line.split(), start=1)
        if name != "."
    ]
    return tuple(found) if any(tile.plans for tile in found) else ()
