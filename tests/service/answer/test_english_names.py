import pytest

from service.answer.english_names import in_both, in_english


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("北京市丰台区", "Fengtai District"),
        ("甘肃省张掖市", "Zhangye"),
        ("贵州省", "Guizhou Province"),
        ("某地规划", None),
    ],
)
def test_a_place_is_named_as_english_has_it(place: str, english: str | None) -> None:
    assert in_english(place) == english


def test_what_is_no_place_stays_as_it_is() -> None:
    assert in_both("某地规划") == "某地规划"
