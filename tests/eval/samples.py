"""Questions and answers made by hand, for the tests of this folder."""

from eval.judgement import Judgement, Measure
from eval.question_set import Gold, Half, Message, Question
from index.passages import Passage
from index.query import Catalogue, understand
from index.store import SearchIndex
from service.answer.model import Answer, Citation, Status


def gold(plan: str, text: str) -> Gold:
    """Return a stretch of a plan that answers."""
    return Gold(plan=plan, text=text)


def question(
    *evidence: list[Gold], question_id: str = "q-1", asked: str = "死亡人数下降多少", shown: tuple[str, ...] = ()
) -> Question:
    """Return a question that needs each of `evidence`; without any it is unanswerable."""
    return Question(
        id=question_id,
        question=asked,
        language="zh",
        type="number",
        history=[],
        evidence=list(evidence),
        answer_contains=list(shown),
        unanswerable=None if evidence else "subject",
    )


def follow_up(question_id: str, asked: str, before: str) -> Question:
    """Return an unanswerable question that follows another."""
    history = [Message(role="user", content=before), Message(role="assistant", content="见规划。")]
    return question(question_id=question_id, asked=asked).model_copy(update={"history": history})


def passage_with(index: SearchIndex, plan_id: str, text: str) -> Passage:
    """Return the passage of a plan that has `text`."""
    return next(each for each in index.passages if each.plan_id == plan_id and text in each.text)


def cited(index: SearchIndex, *passages: Passage) -> tuple[Citation, ...]:
    """Return citations of the passages, in their order."""
    return tuple(
        Citation(number, index.plans[each.plan_id], each, each.span, (), (), 0.9)
        for number, each in enumerate(passages, 1)
    )


def answered(text: str, citations: tuple[Citation, ...] = (), total_ms: float = 1.0) -> Answer:
    """Return an answer, or with no citations a refusal."""
    status = Status.ANSWERED if citations else Status.NO_EVIDENCE
    query = understand("死亡人数", Catalogue({}))
    return Answer("a-1", status, text, citations, query, "version", {"total": total_ms})


def judged(question_id: str = "q-1", *, kind: str = "number", half: Half = Half.DEV, **values: float) -> Judgement:
    """Return a judgement; values by the names of the measures in `Measure`."""
    return Judgement(
        id=question_id,
        type=kind,
        language="zh",
        half=half,
        unanswerable=None,
        values={Measure[name]: value for name, value in values.items()},
    )
