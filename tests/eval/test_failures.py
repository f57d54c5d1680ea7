from eval.failures import failures
from eval.judgement import judge
from eval.question_set import Question
from eval.retrieval import Outcome
from index.store import SearchIndex
from service.answer.model import Answer
from tests.eval.samples import answered, cited, gold, passage_with, question

FALL = gold("zhangye", "死亡人数下降15%")


def outcome(asked: Question, answer: Answer, index: SearchIndex) -> Outcome:
    return Outcome(asked, answer, judge(asked, answer, index.plans))


def test_a_good_answer_is_no_failure(search_index: SearchIndex) -> None:
    answer = answered("15%[1]", cited(search_index, passage_with(search_index, "zhangye", FALL.text)))
    assert failures([outcome(question([FALL], shown=("15%",)), answer, search_index)], search_index.plans) == []


def test_a_failure_shows_what_was_needed_and_what_was_cited_instead(search_index: SearchIndex) -> None:
    other = passage_with(search_index, "fengtai", "死亡人数下降10%")
    answer = answered("下降10%[1]", cited(search_index, other))
    (failure,) = failures([outcome(question([FALL], shown=("15%",)), answer, search_index)], search_index.plans)
    assert failure.reasons == ("前十条引用不全", "引用了别处的规划", "答案缺：15%")
    start = search_index.plans["zhangye"].text.index(FALL.text)
    assert [each.url for each in failure.needed] == [f"/plans/zhangye#{start}-{start + len(FALL.text)}"]
    assert [(each.url, each.is_right) for each in failure.cited] == [
        (f"/plans/fengtai#{other.span.start}-{other.span.end}", False)
    ]


def test_refusals_and_missing_refusals_are_failures(search_index: SearchIndex) -> None:
    answer = answered("15%[1]", cited(search_index, passage_with(search_index, "zhangye", FALL.text)))
    wrong = [outcome(question([FALL], shown=("15%",)), answered("没有"), search_index)]
    wrong.append(outcome(question(), answer, search_index))
    assert [each.reasons for each in failures(wrong, search_index.plans)] == [
        ("不该拒答而拒答",),
        ("应拒答而作答（subject）",),
    ]
