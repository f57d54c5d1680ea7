import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plan import Span, Task, Unit
from corpus.units import UnitNames, looks_like_unit, matching_units, split_list

# What lists are made of, so that chance finds the glued and the shortened.
WORDS = [
    "区",
    "市",
    "各",
    "应急",
    "公安",
    "局",
    "委",
    "支队",
    "分局",
    "街镇",
    "办公室",
    "等部门",
    "和",
    "、",
    "（",
    "）",
    "\n",
]
LISTS = st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text(max_size=40)


def whole(text: str) -> Span:
    return Span(0, len(text))


def parts(text: str) -> list[str]:
    return [each.of(text) for each in split_list(text, whole(text))]


def read(*lists: str) -> list[list[str]]:
    """The names in each of the lists of one document."""
    return [[unit.name for unit in units] for units in read_units(*lists)]


def read_units(*lists: str) -> list[tuple[Unit, ...]]:
    text = "\n".join(lists)
    spans: list[Span] = []
    for each in lists:
        start = spans[-1].end + 1 if spans else 0
        spans.append(Span(start, start + len(each)))
    names = UnitNames(text, spans)
    return [names.read(span) for span in spans]


def task(*lead: str) -> Task:
    units = tuple(Unit(name, name, Span(0, 1)) for name in lead)
    return Task("1", "", Span(0, 0), units, (), (), None, Span(0, 1))


@pytest.mark.parametrize("separator", ["、", "，", ",", "；", ";", "/", " ", "\u3000", "\n"])
def test_every_separator_parts_two_names(separator: str) -> None:
    assert parts(f"区应急局{separator}区教育局") == ["区应急局", "区教育局"]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("市教育局等部门", ["市教育局"]),
        ("市教育局等有关部门和各区政府", ["市教育局", "各区政府"]),
        ("财政部、工业和信息化部等有关部门和地方各级人民政府", ["财政部", "工业和信息化部", "地方各级人民政府"]),
        ("由市应急局", ["市应急局"]),
        ("区应急局（排名不分先后）、区财政局", ["区应急局", "区财政局"]),
        ("各县（市、区）人民政府、各镇（街道）", ["各县（市、区）人民政府", "各镇（街道）"]),
        ("**区应急局**", ["区应急局"]),
    ],
)
def test_list_is_read_without_what_is_no_name(printed: str, names: list[str]) -> None:
    assert parts(printed) == names


def test_name_that_a_line_break_cuts_is_joined() -> None:
    assert read("市发展改\n革委、市财政局") == [["市发展改革委", "市财政局"]]


@pytest.mark.parametrize(
    "name",
    [
        "区人力资源和社会保障局",
        "市政府办公室",
        "区委宣传部",
        "区发展和改革委员会",
        "市公安局交警支队",
        "市公安局市北分局",
        "市规划和自然资源局",
        "市市场监管局",
        "市政府各部门",
        "国家药品监督管理局医疗器械技术审评检查长三角分中心",
        "负有安全生产管理责任部门",
    ],
)
def test_single_name_stays_whole(name: str) -> None:
    assert read(name) == [[name]]
    assert read(f"{name}、市公安局、区委、市政府、市教育局") == [[name, "市公安局", "区委", "市政府", "市教育局"]]


@pytest.mark.parametrize(
    ("glued", "names"),
    [
        ("区城管委区运管局", ["区城管委", "区运管局"]),
        ("区应急局区消防救援支队", ["区应急局", "区消防救援支队"]),
        ("消防救援支队各街镇", ["消防救援支队", "各街镇"]),
        ("省税务局市场监管局市财政局", ["省税务局市场监管局", "市财政局"]),
        ("市妇联团市委", ["市妇联团市委"]),
    ],
)
def test_glued_names_part_where_a_level_begins(glued: str, names: list[str]) -> None:
    assert read(glued) == [names]


def test_glued_names_part_where_both_stand_alone_elsewhere() -> None:
    assert read("工信公安西青分局、经开集团", "公安西青分局", "工信")[0] == ["工信", "公安西青分局", "经开集团"]
    assert read("区金融局科技局", "区科技局、区金融局")[0] == ["区金融局", "区科技局"]
    assert read("民政局卫健委", "区民政局", "区卫健委")[0] == ["区民政局", "区卫健委"]


def test_new_name_before_known_ones_comes_apart_from_them() -> None:
    assert read("区人武部农业农村水务局", "区水务局", "农业农村")[0] == ["区人武部", "农业农村", "区水务局"]


def test_sub_unit_parts_from_its_office_when_it_is_common_alone() -> None:
    assert read("市公安局交警支队", "市公安局")[0] == ["市公安局交警支队"]
    assert read("市公安局交警支队", "市公安局", "交警支队", "交警支队")[0] == ["市公安局", "交警支队"]


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("区应急", "区应急局"),
        ("应急", "区应急局"),
        ("应急局", "区应急局"),
        ("区住建", "区住建委"),
        ("网格", "区网格中心"),
        ("区消防", "区消防救援支队"),
        ("区委组织", "区委组织部"),
        ("区宣传部", "区委宣传部"),
        ("委编办", "区委编办"),
        ("区政府办", "区政府办公室"),
        ("市人社局", "市人力资源和社会保障局"),
        ("市发改委", "市发展和改革委员会"),
        ("规划资源西青分局", "市规划资源局西青分局"),
    ],
)
def test_short_name_is_joined_to_the_full_name_used_elsewhere(short: str, full: str) -> None:
    (units, _) = read_units(short, full)

    assert units == (Unit(full, short, Span(0, len(short)), inferred=True),)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("工信", "区工信局、市工信局"),
        ("区发改", "区发改委、区发改局"),
        ("区信办", "区网信办、区信访办"),
        ("市应急局", "区应急局"),
        ("区政府办", "区政府服务办"),
        ("区委办", "区委网信办"),
        ("市公安局", "市公安局交警支队、市公安局城关分局"),
        ("体育局", "区教育局"),
    ],
)
def test_name_that_fits_no_other_or_several_stays_as_printed(name: str, others: str) -> None:
    (units, _) = read_units(name, others)

    assert units == (Unit(name, name, Span(0, len(name)), inferred=False),)


def test_branch_named_for_its_place_needs_no_level() -> None:
    assert read("区公安西青分局", "公安西青分局、区应急局", "公安西青分局")[0] == ["公安西青分局"]


def test_full_name_may_stand_in_the_prose_alone() -> None:
    text = "区应急\n由区应急局组织。"

    assert [unit.name for unit in UnitNames(text, [Span(0, 3)]).read(Span(0, 3))] == ["区应急局"]


def test_unit_that_is_named_twice_counts_once() -> None:
    assert read("市场监管局、区司法局、区市场监管局") == [["区市场监管局", "区司法局"]]


@pytest.mark.parametrize("name", ["市应急局", "各街镇", "区应急", "经开集团", "国家发展改革委"])
def test_unit_looks_like_one(name: str) -> None:
    assert looks_like_unit(name)


@pytest.mark.parametrize("name", ["", "局", "长期坚持", "2023年底前", "要增强责任意识", "全社会"])
def test_other_words_do_not_look_like_a_unit(name: str) -> None:
    assert not looks_like_unit(name)


@pytest.mark.parametrize(
    "asked",
    [
        "区消防救援支队",
        "消防救援支队",
        "西青区消防救援支队",
        "天津市西青区消防救援支队",
        "区消防支队",
        " 区消防救援支队 ",
    ],
)
def test_asked_unit_is_found_by_any_of_its_names(asked: str) -> None:
    assert matching_units([task("区应急局"), task("区消防救援支队")], asked) == ("区消防救援支队",)


@pytest.mark.parametrize("asked", ["应急管理局", "区应急管理局", "应急", "区应急"])
def test_asked_unit_may_be_longer_or_shorter_than_in_the_plan(asked: str) -> None:
    assert matching_units([task("区应急局", "区司法局")], asked) == ("区应急局",)


@pytest.mark.parametrize("asked", ["公安局", "区公安局", "西青公安局", "公安分局"])
def test_a_branch_is_asked_for_as_the_bureau(asked: str) -> None:
    assert matching_units([task("区应急局", "公安西青分局")], asked) == ("公安西青分局",)


def test_the_bureau_of_the_city_is_not_its_branch() -> None:
    assert matching_units([task("公安西青分局")], "市公安局") == ()


def test_unit_of_another_level_is_not_the_one_asked_for() -> None:
    assert matching_units([task("区应急局")], "市应急局") == ()
    assert matching_units([task("区应急局")], "") == ()
    assert matching_units([], "区应急局") == ()


def test_asked_name_that_fits_two_units_gives_both() -> None:
    assert matching_units([task("市应急局"), task("区应急局")], "应急局") == ("市应急局", "区应急局")


def test_name_as_printed_finds_the_full_name() -> None:
    unit = Unit("区城市管理委", "城管委", Span(0, 3), inferred=True)

    assert matching_units([Task("1", "", Span(0, 0), (), (unit,), (), None, Span(0, 3))], "城管委") == ("区城市管理委",)


@given(st.lists(LISTS, max_size=6))
def test_any_lists_give_units_that_stand_where_they_say(lists: list[str]) -> None:
    text = "\n".join(lists)
    for units in read_units(*lists):
        assert len({unit.name for unit in units}) == len(units)
        for unit in units:
            assert unit.span.of(text) == unit.printed
            assert unit.inferred == (unit.name != unit.printed)
            assert matching_units([task(unit.name)], unit.name) == (unit.name,)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_name_can_be_asked_for(name: str, asked: str) -> None:
    assert set(matching_units([task(name)], asked)) <= {name}
