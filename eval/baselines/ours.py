"""Our own retrieval, asked like the engines: what the service searches, before it decides whether to answer."""

import time
from collections.abc import Callable, Sequence

from eval.judgement import DEPTHS, Judgement, Measure, judgement_of, retrieval_values
from eval.metrics import Quote
from eval.question_set import Question
from index.query import Catalogue, Query, Turn, understand
from index.search import Searcher


def ask_searcher(
    searcher: Searcher, questions: Sequence[Question], change: Callable[[Query], Query] = lambda query: query
) -> list[Judgement]:
    """Return what came of each question that can be answered; `change` is what is done to each query before the search."""
    catalogue = Catalogue(searcher.index.plans)
    judgements: list[Judgement] = []
    for question in (each for each in questions if each.evidence):
        start = time.perf_counter()
        history = [Turn(each.role, each.content) for each in question.history]
        query = change(understand(question.question, catalogue, history))
        hits = searcher.search(query, max(*DEPTHS, len(question.evidence)))
        took_ms = 1000 * (time.perf_counter() - start)
        quotes = [Quote(each.passage.plan_id, each.passage.text) for each in hits]
        judgements.append(judgement_of(question, {**retrieval_values(question, quotes), Measure.TIME: took_ms}))
    return judgements
