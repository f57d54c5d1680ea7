import pytest

from corpus.library import parse_plan
from index.catalogue import Catalogue
from index.partial_titles import called
from index.query import understand

TITLES = {
    "brain": "青州市脑机接口未来产业培育行动方案2025-2030年",
    "lab": "青州市重点实验室建设与运行管理办法",
    "trade": "青州市技术交易场所管理办法",
    "g60": "关于支持g60科创走廊建设的若干措施",
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("脑机接口行动方案的文号", ("brain",)),
        ("那个脑机接口文件是谁发的", ("brain",)),
        ("G60科创走廊的措施管到哪年", ("g60",)),
        ("新的重点实验室办法和技术交易办法有什么不同", ("lab", "trade")),
    ],
)
def test_a_document_is_called_by_a_part_of_its_title(question: str, expected: tuple[str, ...]) -> None:
    assert tuple(each.plan_id for each in called(question, TITLES)) == expected


@pytest.mark.parametrize(
    "question", ["管理办法的文号", "行动方案谁负责", "实验室方案的目标", "脑机接口怎么发展", "应急预案怎么办"]
)
def test_what_is_in_every_title_or_of_another_kind_calls_none(question: str) -> None:
    assert called(question, TITLES) == []


def test_of_several_plans_of_one_place_the_called_one_is_asked() -> None:
    texts = {
        "lab": "永昌县重点实验室管理办法\n永昌县科技局\n第一条 实验室建设期为2年。",
        "trade": "永昌县技术交易场所管理办法\n永昌县科技局\n第一条 交易场所变更名称的，应当备案。",
    }
    catalogue = Catalogue({name: parse_plan(name, f"{name}.txt", text) for name, text in texts.items()})
    query = understand("永昌县的实验室办法管几年", catalogue)
    assert (query.plan_ids, query.text) == (("lab",), "办法管几年")
    assert set(understand("永昌县的备案要求", catalogue).plan_ids) == {"lab", "trade"}
    assert understand("永昌县技术交易场所管理办法的备案要求", catalogue).plan_ids == ("trade",)
