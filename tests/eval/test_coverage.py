from eval.coverage import coverage
from index.store import SearchIndex
from tests.eval.samples import gold, question


def test_sections_count_the_questions_that_lie_in_them_or_below(search_index: SearchIndex) -> None:
    asked = [
        question([gold("zhangye", "综合性救援队伍12支")], question_id="q-1"),
        question([gold("zhangye", "宣传活动5次"), gold("zhangye", "综合性救援队伍12支")], question_id="q-2"),
    ]
    found = {each.label: each.questions for each in coverage(asked, search_index.plans)["zhangye"]}
    assert found["三、主要任务"] == 2
    assert found["（二）建强应急救援队伍"] == 2
    assert found["（三）加强安全宣传教育"] == 1
    assert found["（一）健全物资保障体系"] == 0


def test_plans_that_nobody_asks_about_are_listed_too(search_index: SearchIndex) -> None:
    assert coverage([], search_index.plans).keys() == search_index.plans.keys()
