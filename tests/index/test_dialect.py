import pytest

from index.dialect import in_common_words


@pytest.mark.parametrize(
    ("asked", "common"),
    [
        ("这里有没得公园", "这里有没有公园"),
        ("路要修好多公里", "路要修多少公里"),
        ("桥好久能修好", "桥多久能修好"),
        ("河水咋个治", "河水怎么治"),
        ("图书馆啥时候开", "图书馆什么时候开"),
        ("那旮旯有几口井", "那里有几口井"),
    ],
)
def test_words_of_a_dialect_become_common_ones(asked: str, common: str) -> None:
    assert in_common_words(asked) == common


@pytest.mark.parametrize("asked", ["日子好多了", "很好久没修了", "这是哪门课", "还没得到批准", "停了好久"])
def test_common_words_stay(asked: str) -> None:
    assert in_common_words(asked) == asked
