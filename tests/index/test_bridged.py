import pytest

from corpus.library import parse_plan
from index.bridged import bridged
from index.query import Catalogue

TEXT = "永昌县供水规划\n永昌县人民政府\n一、目标\n修缮水库大坝，人均用水120升。十三五期间建成水闸三座。\n二、措施\n检验水质，中小学开设节水课堂，配备 Huawei 设备，教师讲课，老师示范。"


def _library(count: int) -> Catalogue:
    texts = {f"p{at}": TEXT for at in range(count)}
    return Catalogue({name: parse_plan(name, f"{name}.txt", text) for name, text in texts.items()})


@pytest.fixture(scope="module")
def library() -> Catalogue:
    return _library(1)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("repair the dam", "修缮 大坝¦水库"),
        ("How many lessons in middle schools?", "课堂 中小学"),  # many is no word for a thing, 几个
        ("sluices built in 2016-2020", "水闸 十三五"),  # five years are called by their plan
        ("Which Huawei devices for Zhangye?", "设备 Huawei"),  # where it is asked is not what is asked
    ],
)
def test_an_english_question_is_searched_with_the_words_of_the_plans(
    library: Catalogue, english: str, chinese: str
) -> None:
    assert bridged(english, library, library.plan_ids) == chinese


def test_among_many_documents_a_term_may_mean_what_another_field_calls_so(library: Catalogue) -> None:
    many = _library(13)
    assert bridged("teachers", library, library.plan_ids) == "教师"
    assert bridged("teachers", many, many.plan_ids) == "教师¦老师"
