import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.places import Gazetteer, Mention, Place, PlaceLevel, gazetteer
from corpus.plan import Span

ZHANGYE = Place("6207", "张掖市", PlaceLevel.PREFECTURE, ("甘肃省",))


def find(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The printed name of each mention and the places it can be."""
    return [readable(mention, text) for mention in gazetteer().find(text)]


def find_latin(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [readable(mention, text) for mention in gazetteer().find_latin(text)]


def readable(mention: Mention, text: str) -> tuple[str, tuple[str, ...]]:
    return mention.span.of(text), tuple(place.full_name for place in mention.places)


@pytest.mark.parametrize("name", ["张掖", "张掖市", "甘肃张掖", "甘肃张掖市", "甘肃省张掖市"])
def test_place_is_found_by_each_of_its_names(name: str) -> None:
    assert find(f"请问{name}的规划") == [(name, ("甘肃省张掖市",))]


@pytest.mark.parametrize(
    ("text", "full_name"),
    [
        ("沈阳和平区", "辽宁省沈阳市和平区"),
        ("沈阳市和平区", "辽宁省沈阳市和平区"),
        ("辽宁省沈阳市和平区", "辽宁省沈阳市和平区"),
        ("天津和平区", "天津市和平区"),
        ("北京丰台", "北京市丰台区"),
        ("重庆市北碚区", "重庆市北碚区"),
        ("浦东新区", "上海市浦东新区"),
    ],
)
def test_outer_name_decides_which_namesake_is_meant(text: str, full_name: str) -> None:
    assert find(text) == [(text, (full_name,))]


def test_county_named_after_its_people_is_known_by_its_short_forms() -> None:
    assert find("东乡") == [("东乡", ("江西省抚州市东乡区", "甘肃省临夏回族自治州东乡族自治县"))]
    assert find("东乡县") == [("东乡县", ("甘肃省临夏回族自治州东乡族自治县",))]


@pytest.mark.parametrize("text", ["雄安新区", "贵安新区"])
def test_new_area_is_no_county_of_the_same_characters(text: str) -> None:
    assert find(text) == []


def test_name_of_two_places_stays_open() -> None:
    assert find("和平区") == [("和平区", ("天津市和平区", "辽宁省沈阳市和平区"))]


def test_short_form_of_two_levels_stays_open() -> None:
    assert find("吉林") == [("吉林", ("吉林省", "吉林省吉林市"))]


@pytest.mark.parametrize("name", ["肃南县", "肃南", "肃南裕固族自治县"])
def test_autonomous_county_is_known_by_its_short_forms(name: str) -> None:
    assert find(name) == [(name, ("甘肃省张掖市肃南裕固族自治县",))]


@pytest.mark.parametrize(
    ("name", "full_name"),
    [
        ("延边州", "吉林省延边朝鲜族自治州"),
        ("广西", "广西壮族自治区"),
        ("新疆", "新疆维吾尔自治区"),
        ("宁夏", "宁夏回族自治区"),
    ],
)
def test_autonomous_places_leave_out_their_peoples(name: str, full_name: str) -> None:
    assert find(name) == [(name, (full_name,))]


@pytest.mark.parametrize("name", ["日本", "美国", "法国"])
def test_other_countries_are_places(name: str) -> None:
    (mention,) = gazetteer().find(f"{name}的防灾经验")

    assert [place.level for place in mention.places] == [PlaceLevel.COUNTRY]


@pytest.mark.parametrize("text", ["中国", "全国各地", "祖国"])
def test_china_itself_is_no_place_to_tell_plans_apart(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "城区",
        "中心城区",
        "主城区",
        "郊区",
        "矿区",
        "新区",
        "新城区",
        "老城区",
        "开发区",
        "市辖区",
        "全市各县区",
        "城市",
        "",
    ],
)
def test_generic_words_are_no_places(text: str) -> None:
    assert find(text) == []


def test_generic_name_behind_its_city_is_a_place() -> None:
    assert find("西安新城区") == [("西安新城区", ("陕西省西安市新城区",))]


@pytest.mark.parametrize(("text", "full"), [("张掖市", True), ("张掖", False), ("肃南县", True), ("甘肃省张掖", False)])
def test_mention_knows_whether_the_suffix_was_printed(text: str, full: bool) -> None:
    assert [mention.full for mention in gazetteer().find(text)] == [full]


@pytest.mark.parametrize("text", ["乡村振兴", "部门合作", "应急资源", "消防通道", "平安建设"])
def test_word_that_is_also_a_county_is_never_its_full_name(text: str) -> None:
    assert not any(mention.full for mention in gazetteer().find(text))


def test_several_places_are_found_from_left_to_right() -> None:
    assert find("张掖市和丰台区、北碚的规划") == [
        ("张掖市", ("甘肃省张掖市",)),
        ("丰台区", ("北京市丰台区",)),
        ("北碚", ("重庆市北碚区",)),
    ]


@pytest.mark.parametrize(("text", "names"), [("张掖丰台", ["张掖", "丰台"]), ("张掖市张掖市", ["张掖市", "张掖市"])])
def test_neighbouring_names_that_do_not_nest_stay_apart(text: str, names: list[str]) -> None:
    assert [name for name, _ in find(text)] == names


@pytest.mark.parametrize(
    ("text", "name", "full_name"),
    [
        ("Zhangye's plan", "Zhangye", "甘肃省张掖市"),
        ("plan of ZHANGYE", "ZHANGYE", "甘肃省张掖市"),
        ("the Beibei plan", "Beibei", "重庆市北碚区"),
        ("in Inner Mongolia", "Inner Mongolia", "内蒙古自治区"),
        ("Shaanxi", "Shaanxi", "陕西省"),
        ("Shanxi", "Shanxi", "山西省"),
        ("Hong Kong", "Hong Kong", "香港特别行政区"),
        ("What does Japan do?", "Japan", "日本"),
        ("Macau", "Macau", "澳门特别行政区"),
        ("Xizang", "Xizang", "西藏自治区"),
        ("Changzhi", "Changzhi", "山西省长治市"),
        ("Duyun", "Duyun", "贵州省黔南布依族苗族自治州都匀市"),
    ],
)
def test_place_is_found_in_english(text: str, name: str, full_name: str) -> None:
    assert find_latin(text) == [(name, (full_name,))]


@pytest.mark.parametrize("name", ["Xi'an", "Xi’an", "Xian"])
def test_apostrophe_of_pinyin_may_be_left_out(name: str) -> None:
    ((found, places),) = find_latin(f"Is {name}'s plan here?")

    assert found == name
    assert "陕西省西安市" in places


def test_chaoyang_is_read_as_people_read_it() -> None:
    ((_, places),) = find_latin("the Chaoyang plan")

    assert {"北京市朝阳区", "辽宁省朝阳市", "吉林省长春市朝阳区"} <= set(places)
    assert find_latin("Zhaoyang District") != find_latin("Chaoyang District")


def test_english_word_in_lower_case_is_no_place() -> None:
    assert find_latin("hami and dali") == []


def test_long_pinyin_counts_without_a_capital() -> None:
    ((found, places),) = find_latin("what are zhangye's targets")
    assert (found, places) == ("zhangye", ("甘肃省张掖市",))


@pytest.mark.parametrize("text", ["Heping, Tianjin", "Tianjin's Heping District", "Tianjin Heping"])
def test_neighbours_in_english_are_one_place(text: str) -> None:
    ((_, places),) = find_latin(text)
    assert places == ("天津市和平区",)


@pytest.mark.parametrize(
    ("name", "full"), [("内蒙古", "内蒙古自治区"), ("西藏", "西藏自治区"), ("彭水", "重庆市彭水苗族土家族自治县")]
)
def test_autonomous_divisions_have_their_short_form(name: str, full: str) -> None:
    assert [place.full_name for place in gazetteer().resolve(name)] == [full]


def test_chinese_names_are_not_looked_for_in_english() -> None:
    assert find("Zhangye") == []
    assert find_latin("张掖") == []


@pytest.mark.parametrize("name", ["张掖", "张掖市", "甘肃省张掖市"])
def test_name_resolves_to_its_place(name: str) -> None:
    assert gazetteer().resolve(name) == (ZHANGYE,)


@pytest.mark.parametrize("name", ["火星", "张掖市的规划", "张掖丰台", ""])
def test_what_is_not_one_place_resolves_to_none(name: str) -> None:
    assert gazetteer().resolve(name) == ()


def test_place_lies_within_itself_and_what_is_above_it() -> None:
    gansu = Place("62", "甘肃省", PlaceLevel.PROVINCE)
    ganzhou = Place("620702", "甘州区", PlaceLevel.COUNTY, ("甘肃省", "张掖市"))

    assert ganzhou.within(gansu)
    assert ganzhou.within(ganzhou)
    assert not gansu.within(ganzhou)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("张掖市", "张掖"),
        ("浦东新区", "浦东"),
        ("香港特别行政区", "香港"),
        ("延边朝鲜族自治州", "延边"),
        ("肃南裕固族自治县", "肃南"),
        ("阿拉善盟", "阿拉善"),
        ("应县", "应县"),
        ("城区", "城区"),
    ],
)
def test_short_form_keeps_at_least_two_characters(name: str, short: str) -> None:
    assert Place("0", name, PlaceLevel.COUNTY).short == short


def test_level_is_lower_the_larger_the_place() -> None:
    assert PlaceLevel.COUNTRY < PlaceLevel.PROVINCE < PlaceLevel.PREFECTURE < PlaceLevel.COUNTY


def test_gazetteer_knows_only_the_places_it_is_given() -> None:
    assert Gazetteer([ZHANGYE]).find("张掖市和丰台区") == [Mention(Span(0, 3), (ZHANGYE,), full=True)]


def test_every_place_has_a_code_of_its_own() -> None:
    codes = [place.code for place in gazetteer().places]

    assert len(set(codes)) == len(codes)


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="甘肃省张掖市沈阳和平区县丰台新城、的 XianBeijing'", max_size=30))
def test_mentions_stand_in_order_and_apart(text: str) -> None:
    for mentions in (gazetteer().find(text), gazetteer().find_latin(text)):
        ends = [0, *(mention.span.end for mention in mentions)]

        assert all(end <= mention.span.start for end, mention in zip(ends, mentions, strict=False))
        assert ends[-1] <= len(text)
        assert all(mention.places for mention in mentions)


def test_a_name_that_is_also_a_word_is_a_place_only_when_it_is_asked_for() -> None:
    assert gazetteer().find("新城区的养老服务") == []
    assert [mention.generic for mention in gazetteer().find("新城区的养老服务", generic=True)] == [True]
    assert [mention.generic for mention in gazetteer().find("西安市新城区")] == [False]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("丰台和平谷区", ["丰台", "平谷区"]),
        ("丰台和平谷", ["丰台", "平谷"]),
        ("丰台和平区", ["丰台", "和平区"]),
        ("乾安县与干县", ["乾安县", "干县"]),
    ],
)
def test_a_name_across_another_is_found(text: str, names: list[str]) -> None:
    assert [mention.span.of(text) for mention in gazetteer().find(text)] == names
