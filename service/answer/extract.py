"""Picks, from the hits, the sentences that answer: the spans to quote and to highlight."""

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.plan import Span
from corpus.sentences import split_clauses, split_sentences
from index.lexical import LexicalIndex
from index.query import Intent, Query
from index.rank import states_quantity, wants_quantity
from index.search import Hit
from index.tokens import tokenize
from service.answer.tokens import tokens_of

_MOST_SENTENCES = 2
# A second sentence must come near the best one, or it is padding.
_NEAR = 0.6
_LONGEST_QUOTE = 160
# What looks like a heading has many of the question's words and answers nothing.
_SHORT, _SHORT_FACTOR = 16, 0.7
_PAST_MALUS = 0.15
_PAST = re.compile(r"十[一二三]五”?(?:时期|期间|以来)")
_ASKS_BACK = re.compile(
    r"十[一二三]五|以前|过去|已经?|现[在有]|目前|成效|回顾|上一?次|做了|13th|achiev|past|so far|current|\b(?:has|have|did)\b"
)
_ASKS_WHEN = re.compile(r"哪[年天]|什么时候|何时|几时|最晚|年限|\bwhen\b", re.IGNORECASE)
_DATE = re.compile(r"20\d\d\s*年|\d+\s*月|年底")
# Where a number is asked for, a sentence with one is worth this much of the question's words.
_QUANTITY_BONUS = 0.3
_UNITS_LINE = re.compile(r"^(?:牵头|责任|配合|主办|协办|承办|参与)(?:单位|部门)\s*[:：]")
# A cell of a flattened table says nothing alone; a row is quoted from its cell to the next row's number.
_LONGEST_CELL = 40
# 5.完善应急物资储备。 — the heading that a paragraph opens with.
_HEADING = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]).{2,24}")
_COMMA = re.compile(r"[，,；;]")
_MARKER = re.compile(r"\[\d+\]")
_ORDINAL = re.compile(r"\d{1,3}")
_MOST_CELLS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of a hit's text that answers: `span` lies within `hit.passage.text`."""

    hit: Hit
    span: Span
    score: float

    @property
    def text(self) -> str:
        """The words to quote."""
        return self.span.of(self.hit.passage.text)


def pick_evidence(query: Query, hits: list[Hit], lexical: LexicalIndex) -> list[Evidence]:
    """Return the best stretches, best first: one for each place in a comparison, otherwise up to two of the best hits."""
    wanted = {token: lexical.idf(token) for token in dict.fromkeys(tokenize(query.words))}
    if len(query.places) > 1:
        first: dict[str, Hit] = {}
        for hit in hits:
            first.setdefault(hit.passage.plan_id, hit)
        return [max(_candidates(query, hit, wanted), key=_worth) for hit in first.values()]
    best_score = hits[0].score
    candidates = [
        evidence for hit in hits[:3] if hit.score >= 0.9 * best_score for evidence in _candidates(query, hit, wanted)
    ]
    candidates.sort(key=_worth, reverse=True)
    chosen: list[Evidence] = []
    for candidate in candidates:
        near = candidate.score >= _NEAR * candidates[0].score
        if near and not any(_same(candidate, other) for other in chosen):
            chosen.append(candidate)
        if len(chosen) == (1 if query.intent is Intent.TASK else _MOST_SENTENCES):
            break
    return sorted(chosen, key=lambda each: (-each.hit.score, each.span))


def _candidates(query: Query, hit: Hit, wanted: dict[str, float]) -> list[Evidence]:
    text = hit.passage.text
    spans = _stretches(text)
    # A mark like [7] in the source would be taken for one of ours.
    spans = [span for span in spans if not _MARKER.search(span.of(text))] or spans
    bound = sum(wanted.values()) or 1.0
    found: list[Evidence] = []
    for span in spans:
        content = span.of(text)
        # The first cell of a row names what the others say, so it counts most.
        name, _, rest = content.partition("\n")
        covered = (_weight(name, wanted) + _weight(rest, wanted) / 2) / bound
        if wants_quantity(query) and states_quantity(content):
            covered += min(_QUANTITY_BONUS, covered)
        if _ASKS_WHEN.search(query.text) and _DATE.search(content):
            covered += _QUANTITY_BONUS
        if _PAST.search(content) and not _ASKS_BACK.search(query.text):
            covered -= _PAST_MALUS
        if len(content) < _SHORT or _UNITS_LINE.match(content):
            covered *= _SHORT_FACTOR
        found.append(Evidence(hit, _trimmed(text, span, wanted), hit.score * (0.1 + covered)))
    return found


def _trimmed(text: str, span: Span, wanted: dict[str, float]) -> Span:
    """Return the clauses of a long sentence that have most of the wanted words, and as many around them as are short enough."""
    if len(span) <= _LONGEST_QUOTE:
        return span
    cuts = [span.start, *(match.end() for match in _COMMA.finditer(text, span.start, span.end - 1)), span.end]
    present = [tokens_of(text[start:end]) & wanted.keys() for start, end in pairwise(cuts)]
    best, most = span, (0.0, 0)
    for at, start in enumerate(cuts):
        inside: set[str] = set()
        for clause, end in enumerate(cuts[at + 1 :], at):
            if end - start > _LONGEST_QUOTE:
                break
            inside |= present[clause]
            worth = (sum(weight for token, weight in wanted.items() if token in inside), end - start)
            if worth > most:
                best, most = Span(start, end), worth
    best = best.stripped(text)
    return Span(best.start, best.end - 1) if best.end < span.end and _COMMA.match(text, best.end - 1) else best


def _weight(content: str, wanted: dict[str, float]) -> float:
    # In the order of `wanted`: a set would add up in another order in every process, and ties would fall otherwise.
    present = tokens_of(content)
    return sum(weight for token, weight in wanted.items() if token in present)


def _stretches(text: str) -> list[Span]:
    """Return sentences, the long ones cut at semicolons, and table cells joined to rows."""
    stretches: list[Span] = []
    sentences = split_sentences(text, Span(0, len(text)))
    for at, sentence in enumerate(sentences):
        if len(sentence) > _LONGEST_QUOTE:
            stretches.extend(split_clauses(text, sentence))
        elif _ORDINAL.fullmatch(sentence.of(text)):
            continue
        elif _is_cell(sentence.of(text)):
            stretches.append(_row(text, sentences[at : at + _MOST_CELLS]))
        elif at + 1 < len(sentences) and _HEADING.fullmatch(sentence.of(text)):
            # A heading says nothing without its first sentence, or the first clause of a long one.
            stretches.append(Span(sentence.start, _first_clause(text, sentences[at + 1], sentence.start)))
        else:
            stretches.append(sentence)
    return stretches


def _first_clause(text: str, sentence: Span, start: int) -> int:
    """Return where `sentence` ends; of one too long to be quoted from `start`, its last clause that is short enough."""
    if sentence.end - start <= _LONGEST_QUOTE:
        return sentence.end
    cuts = [match.start() for match in _COMMA.finditer(text, sentence.start, start + _LONGEST_QUOTE)]
    return cuts[-1] if cuts else sentence.end


def _row(text: str, cells: list[Span]) -> Span:
    """Return the first of `cells` with those that follow it, up to the number of the next row."""
    last = cells[0]
    for at, cell in enumerate(cells[1:], 1):
        # The value of the first cell may itself be a bare number (起数 0); after it, a bare number opens the next row.
        if not _is_cell(cell.of(text)) or (at > 1 and _ORDINAL.fullmatch(cell.of(text))):
            break
        last = cell
    return Span(cells[0].start, last.end)


def _is_cell(content: str) -> bool:
    return len(content) <= _LONGEST_CELL and content[-1] not in "。！？；;!?"


def _worth(evidence: Evidence) -> tuple[float, int]:
    return evidence.score, -evidence.span.start


def _same(one: Evidence, other: Evidence) -> bool:
    return one.text == other.text or (one.hit is other.hit and one.span.overlaps(other.span))
