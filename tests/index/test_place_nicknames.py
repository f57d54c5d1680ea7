from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from corpus.places import Place, gazetteer
from index.place_nicknames import exchange_nicknames


@dataclass(frozen=True)
class Library:
    covered: Sequence[str] = ()
    text: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for name in self.covered for place in gazetteer().resolve(name))

    def uses(self, word: str) -> bool:
        return word in self.text


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("魔都的充电桩有多少", "上海市的充电桩有多少"),
        ("请问羊城垃圾怎么分类", "请问广东省广州市垃圾怎么分类"),
        ("科右前旗的牧草", "内蒙古自治区兴安盟科尔沁右翼前旗的牧草"),
        ("阿左旗种了多少树", "内蒙古自治区阿拉善盟阿拉善左旗种了多少树"),
    ],
)
def test_a_nickname_is_exchanged_for_the_name(asked: str, meant: str) -> None:
    text, exchanged = exchange_nicknames(asked, Library())
    assert text == meant
    assert len(exchanged) == 1


@pytest.mark.parametrize("asked", ["山城区有几个公园", "城市公园", ""])
def test_what_only_looks_like_a_nickname_is_left_as_it_is(asked: str) -> None:
    assert exchange_nicknames(asked, Library()) == (asked, ())


def test_a_word_of_the_plans_is_no_nickname() -> None:
    assert exchange_nicknames("山城步道修多长", Library(text="建设山城步道12公里。"))[1] == ()


def test_a_covered_place_keeps_its_own_name() -> None:
    assert exchange_nicknames("榕城有几个公园", Library(["榕城区"]))[1] == ()
    assert exchange_nicknames("榕城有几个公园", Library())[0] == "福建省福州市有几个公园"


def test_people_call_their_own_banner_by_its_last_two_characters() -> None:
    asked = "中旗种了多少树"
    assert exchange_nicknames(asked, Library(["乌拉特中旗"]))[0] == "内蒙古自治区巴彦淖尔市乌拉特中旗种了多少树"
    assert exchange_nicknames(asked, Library(["乌拉特中旗", "科尔沁左翼中旗"]))[0] == asked
    assert exchange_nicknames(asked, Library())[0] == asked
