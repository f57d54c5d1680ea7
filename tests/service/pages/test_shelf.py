from corpus.library import parse_plan
from service.pages.shelf import Shelf, kind_of


def test_plans_are_chosen_by_place_kind_and_year(shelf: Shelf) -> None:
    assert {plan.id for plan in shelf.chosen(place="甘肃省")} == {"gulang", "minqin", "zhangye"}
    assert [plan.id for plan in shelf.chosen(place="甘肃省", kind="任务分工")] == ["gulang"]
    assert [plan.id for plan in shelf.chosen(year="2022", words="民勤")] == ["minqin"]
    assert shelf.chosen(place="浙江省") == []


def test_choices_say_how_many_plans_they_leave(shelf: Shelf) -> None:
    for choices, name in ((shelf.places, "place"), (shelf.kinds, "kind"), (shelf.years, "year")):
        for choice in choices:
            assert len(shelf.chosen(**{name: choice.value})) == choice.count


def test_plans_stand_below_their_province(shelf: Shelf) -> None:
    groups = {group.name: {plan.id for plan in group.plans} for group in shelf.groups}
    assert groups["甘肃省"] == {"gulang", "minqin", "zhangye"}


def test_the_kind_is_how_the_title_ends() -> None:
    for title, kind in (
        ("清水县应急管理“十四五”规划任务分工", "任务分工"),
        ("清水县防汛应急预案（试行）", "预案"),
        ("清水县安全生产三年行动计划", "行动计划"),
        ("清水县概况", ""),
    ):
        plan = parse_plan("x", "x.txt", f"{title}\n\n一、总则\n储备物资。\n")
        assert (plan.metadata.title.value, kind_of(plan)) == (title, kind)


def test_what_is_made_is_kept_and_the_oldest_is_made_anew(shelf: Shelf) -> None:
    assert shelf.parts("minqin") is shelf.parts("minqin")
    made: list[int] = []
    for number in range(40):
        shelf.recent(f"number {number}", lambda: made.append(1))
    shelf.recent("number 39", lambda: made.append(2))
    shelf.recent("number 0", lambda: made.append(3))
    assert made[-1] == 3
    assert 2 not in made
