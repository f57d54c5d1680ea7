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


@pytest.mark.parametrize(
    "question",
    [
        "什么事故要上报",
        "什么事项要报区委",
        "好多人员密集场所没有灭火器怎么管",
        "好多家企业违规怎么处罚",
        "那边个体户怎么管",
        "哪个人员密集场所最多",
        "是不系安全带就罚款吗",
    ],
)
def test_words_that_only_look_like_dialect_stay(question: str) -> None:
    assert in_common_words(question) == question
