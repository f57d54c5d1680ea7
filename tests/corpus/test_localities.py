import pytest

from corpus.library import parse_plan


@pytest.mark.parametrize(
    "title",
    [
        "与《北京市防汛规划》衔接的张掖市防汛方案",
        "与北京市防汛规划衔接的张掖市防汛方案",
        "贯彻落实《北京市防汛规划》的张掖市防汛方案",
    ],
)
def test_the_place_of_a_plan_that_is_followed_is_not_the_place_of_the_plan(title: str) -> None:
    place = parse_plan("a", "a.txt", f"{title}\n一、总则\n建设堤防。\n").metadata.place
    assert place is not None
    assert place.value == "甘肃省张掖市"
