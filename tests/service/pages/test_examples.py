from service.pages.examples import examples
from service.pages.shelf import Shelf


def test_each_kind_has_a_question_from_the_library_itself(shelf: Shelf) -> None:
    found = {each.kind: each.question for each in examples(shelf, "zh", lambda _: True)}
    assert list(found) == ["indicator", "fact", "listing", "task", "compare", "aggregate", "metadata"]
    places = {plan.metadata.value("place") for plan in shelf.plans.values()}
    for question in found.values():
        assert any(place and question.startswith(place[-3:]) for place in places), question


def test_a_question_without_an_answer_is_not_offered(shelf: Shelf) -> None:
    asked: list[str] = []

    def second(question: str) -> bool:
        asked.append(question)
        return len(asked) == 2

    assert [each.question for each in examples(shelf, "zh", second)] == [asked[1]]


def test_a_library_without_records_offers_nothing() -> None:
    assert examples(Shelf({}), "en", lambda _: True) == []
