from corpus.library import parse_plan
from corpus.places import PlaceLevel, gazetteer
from service.pages.shelf import Group, Shelf
from service.pages.tiles import tiles


def group(name: str, count: int = 1) -> Group:
    """Return a province with some plans."""
    return Group(name, tuple(parse_plan(f"p{at}", "p.txt", f"{name}规划\n\n一、目标\n建站。\n") for at in range(count)))


def test_every_province_has_one_tile_of_its_own() -> None:
    found = tiles([group("甘肃省")])
    assert len(found) == 34
    assert len({(tile.row, tile.column) for tile in found}) == 34
    provinces = {place.short for place in gazetteer().places if place.level is PlaceLevel.PROVINCE}
    assert {tile.name for tile in found} == provinces


def test_neighbours_lie_as_on_a_map() -> None:
    at = {tile.name: tile for tile in tiles([group("甘肃省")])}
    assert at["黑龙江"].row < at["辽宁"].row < at["江苏"].row < at["海南"].row
    assert at["新疆"].column < at["甘肃"].column < at["陕西"].column < at["山东"].column


def test_a_tile_counts_the_plans_of_its_province() -> None:
    names = [
        "内蒙古自治区",
        "广西壮族自治区",
        "宁夏回族自治区",
        "新疆维吾尔自治区",
        "香港特别行政区",
        "北京市",
        "甘肃省",
    ]
    found = tiles([group(name, at + 1) for at, name in enumerate(names)])
    assert {tile.place: tile.plans for tile in found if tile.plans} == {name: at + 1 for at, name in enumerate(names)}
    assert all(tile.place == "" for tile in found if not tile.plans)


def test_without_a_province_there_is_no_map(shelf: Shelf) -> None:
    assert tiles([group("全国"), group("")]) == ()
    assert tiles([]) == ()
    assert [tile.place for tile in tiles(shelf.groups) if tile.plans]
