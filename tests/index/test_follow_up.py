import pytest

from corpus.library import parse_plan
from index.follow_up import make_whole, resolve_reference
from index.query import Catalogue, Intent, Turn, understand
from index.store import SearchIndex

LISTED = "1. 建设避难场所[1]\n2. 储备应急物资[2]\n3. 培训志愿者[3]"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("第二个呢", "储备应急物资"),
        ("第3条呢", "培训志愿者"),
        ("最后一个呢", "培训志愿者"),
        ("the first one", "建设避难场所"),
    ],
)
def test_an_item_of_the_list_is_meant(question: str, meant: str) -> None:
    assert resolve_reference(question, LISTED) == meant


@pytest.mark.parametrize("question", ["第0个呢", "第00条呢", "第四个呢"])
def test_an_item_that_is_not_there_leaves_the_question_as_it_is(question: str) -> None:
    assert resolve_reference(question, LISTED) == question


def test_items_among_many_blank_lines_are_found() -> None:
    assert resolve_reference("第二个呢", "\n" * 20_000 + "  1. 建设避难场所\n\n  2. 储备应急物资") == "储备应急物资"


def test_items_named_in_one_sentence_are_told_apart() -> None:
    said = "重点工程有水库工程、灌区工程、供水工程等[1]。"
    assert resolve_reference("第二个具体讲了什么", said) == "灌区工程"


def test_another_unit_is_asked_the_same(search_index: SearchIndex) -> None:
    catalogue = Catalogue(search_index.plans)
    before = understand("区水务局牵头多少项任务", catalogue)
    assert make_whole(understand("气象局呢", catalogue), before, catalogue).text == "气象局牵头多少项任务"


ONE_PLACE = {
    "lab": "永昌县重点实验室管理办法\n永昌县科技局\n第一条 重点实验室的建设期为两年，期满验收。\n第二条 评估每五年一次，评估结果由科技局公布。",
    "trade": "永昌县技术交易场所管理细则\n永昌县商务局\n第一条 交易场所变更名称的，应当备案。",
}
SAID = (Turn("user", "重点实验室建设期多久"), Turn("assistant", "第一条 重点实验室的建设期为两年，期满验收。[1]"))


@pytest.fixture
def of_one_place() -> Catalogue:
    return Catalogue({name: parse_plan(name, f"{name}.txt", text) for name, text in ONE_PLACE.items()})


@pytest.mark.parametrize("question", ["评估呢", "谁发的？", "它的文号呢"])
def test_a_follow_up_is_about_the_document_that_was_quoted(of_one_place: Catalogue, question: str) -> None:
    assert understand(question, of_one_place, SAID).plan_ids == ("lab",)


@pytest.mark.parametrize("question", ["变更名称呢", "交易场所变更名称要办什么手续"])
def test_a_subject_that_the_quoted_document_has_not_is_looked_for_in_all(
    of_one_place: Catalogue, question: str
) -> None:
    assert set(understand(question, of_one_place, SAID).plan_ids) == {"lab", "trade"}


def test_who_issued_it_is_asked_of_the_document_and_not_of_its_subject(of_one_place: Catalogue) -> None:
    assert "建设期" not in understand("谁发的？", of_one_place, SAID).text


def test_who_publishes_is_asked_of_what_is_published(of_one_place: Catalogue) -> None:
    before = (Turn("user", "重点实验室的评估结果怎么公布"), Turn("assistant", "评估结果由科技局公布。[1]"))
    assert "评估" in understand("谁发的？", of_one_place, before).text


@pytest.mark.parametrize("question", ["上一条是哪个文件说的", "这是哪份文件里写的？", "出处呢", "what's the source?"])
def test_where_it_is_said_is_answered_with_the_document(of_one_place: Catalogue, question: str) -> None:
    query = understand(question, of_one_place, SAID)
    assert (query.intent, query.plan_ids) == (Intent.METADATA, ("lab",))
    assert "标题" in query.words


@pytest.mark.parametrize("question", ["哪个文件规定了建设期", "什么方案最好", "数据来源有哪些规定"])
def test_a_question_about_documents_asks_for_no_source(of_one_place: Catalogue, question: str) -> None:
    assert "标题" not in understand(question, of_one_place, SAID).words


PLACES = {
    "yongchang": "永昌县应急规划\n永昌县人民政府\n一、任务\n2023年完成灾害普查，由县水利局、县气象局参加。",
    "gaotai": "高台县应急规划\n高台县人民政府\n一、任务\n灾害普查每三年一次。谁管电梯安全：县市场监管局。",
}
ASKED = (Turn("user", "永昌县灾害普查哪年完成"), Turn("assistant", "2023年完成灾害普查。[1]"))


@pytest.fixture
def of_two_places() -> Catalogue:
    return Catalogue({name: parse_plan(name, f"{name}.txt", text) for name, text in PLACES.items()})


@pytest.mark.parametrize("question", ["具体哪些部门参加", "由谁来落实？", "有没有类似的"])
def test_who_takes_part_is_asked_of_the_subject_before(of_two_places: Catalogue, question: str) -> None:
    query = understand(question, of_two_places, ASKED)
    assert "灾害普查" in query.words
    assert query.plan_ids == ("yongchang",)


def test_the_same_is_asked_of_another_place(of_two_places: Catalogue) -> None:
    query = understand("高台县是不是也这么写", of_two_places, ASKED)
    assert "灾害普查" in query.words
    assert query.plan_ids == ("gaotai",)


def test_what_announces_another_subject_is_not_searched(of_two_places: Catalogue) -> None:
    query = understand("换个话题，高台县谁管电梯安全", of_two_places, ASKED)
    assert "话题" not in query.text + query.words
    assert "普查" not in query.words
