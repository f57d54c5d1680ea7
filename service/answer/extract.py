"""Picks, from the hits, the sentences that answer: the spans to quote and to highlight."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.plan import Span
from corpus.sentences import split_sentences
from index.alternatives import Wanted
from index.lexical import LexicalIndex
from index.query import Query
from index.search import Hit
from service.answer.sought import Sought, asks_who, names_body, sought_by
from service.answer.stretches import below_heading, credits_of, narrowed, stretches, trimmed
from service.answer.tokens import tokens_of

_MOST_SENTENCES = 2
_MOST_HITS = 8
# So near the best one, the second is right as often as the best is wrong; further off it is padding.
_NEAR = 0.25
# Further off than this it must, besides, say something of the question that the best does not.
_AS_GOOD = 0.15
# Fitted, see `sought.py`: the relevance of the hit, and the share of the question's words in the sentence, with its heading, and with the sentence before it.
_HIT, _ALONE, _HEADED, _FOLLOWING = 1.2, 0.8, 0.8, 0.65
# What looks like a heading, who is addressed, and the line of units below a task have many of the question's words and answer nothing.
_SHORT, _EMPTY_MALUS, _UNITS_MALUS = 16, 0.5, 1.0
_PAST_MALUS = 0.35
_PAST = re.compile(r"十[一二三]五”?(?:时期|期间|以来)")
_ASKS_BACK = re.compile(
    r"十[一二三]五|以前|过去|已经?|现[在有]|目前|成效|回顾|上一?次|做了|13th|achiev|past|so far|current|\b(?:has|have|did)\b"
)
# Rare in plans and so of weight, but nothing is asked by them.
_EMPTY_WORDS = frozenset("或和谁跟与及并对由把被让给向从往各这那里上下中前后")
_UNITS_LINE = re.compile(r"^(?:牵头|责任|配合|主办|协办|承办|参与)(?:单位|部门)\s*[:：]")
# 它们应当报送结果, 该中心设置床位: of whom that is said stands in the sentence before.
_POINTS_BACK = re.compile(r"它们?|他们|其(?!他|它)|该(?!死)|此类?|这[些一类]?|上述|前[款项]|后者|前者")
_LONGEST_WITH_SUBJECT = 200
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]|[①-⑳]|\d{1,2}[.．、](?!\d)")
_TITLE = re.compile(r".{6,}(?:通知|规划|方案|意见|办法|细则|计划|纲要|措施|分工)")
# **发布日期**: 2024年2月19日
_LABELLED = re.compile(r"^[^\w\n]*[一-龥]{2,8}[^\w\n]*[:：]", re.MULTILINE)
_MARKER = re.compile(r"\[\d+\]")
# In a text without line breaks the first sentence has all of that before it.
_LABEL = re.compile(r"[一-龥]{2}(?:日期|机构|时间|来源|文号|编号)[:：]")
_ADDRESSED = re.compile(r"(?:单位|部门|政府|企业|委员会|[局厅委办院])[:：]\s*")
_IN_BRACKETS = re.compile("《([^《》]{6,})》")
_WANTS_CREDITS = re.compile(r"谁|部门|单位|机构|负责|牵头|责任|\bwho\b|responsible|department", re.IGNORECASE)


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


@dataclass(frozen=True)
class _Asked:
    query: Query
    lexical: LexicalIndex

    @cached_property
    def sought(self) -> Sought:
        return sought_by(self.query.text)

    @cached_property
    def wanted(self) -> Wanted:
        return Wanted.build(self.query.words, self.lexical.idf, without=_EMPTY_WORDS)

    @cached_property
    def asks_back(self) -> bool:
        return _ASKS_BACK.search(self.query.text) is not None

    def share(self, *texts: str) -> float:
        """Return which share of the question's words, by weight, `texts` together have."""
        return self.wanted.share(frozenset().union(*map(tokens_of, texts)))


def pick_evidence(query: Query, hits: Sequence[Hit], lexical: LexicalIndex) -> list[Evidence]:
    """Return the stretch of the hits that answers best, and after it a second one that is nearly as good."""
    asked = _Asked(query, lexical)
    told = [hit for hit in hits[:_MOST_HITS] if not _is_front_matter(hit)] or hits[:_MOST_HITS]
    candidates = [evidence for hit in told for evidence in _candidates(asked, hit)]
    candidates.sort(key=lambda each: -each.score)
    if candidates and asks_who(query.question):
        candidates = _with_a_body(asked, candidates)
    chosen: list[Evidence] = []
    for candidate in candidates:
        if candidate.score < candidates[0].score - _NEAR or len(chosen) == _MOST_SENTENCES:
            break
        if chosen and candidate.score < candidates[0].score - _AS_GOOD and not _adds(asked, chosen[0], candidate):
            continue
        if not any(_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return [replace(each, span=_with_subject(each.hit.passage.text, _quoted(asked, each))) for each in chosen]


def _with_a_body(asked: _Asked, candidates: list[Evidence]) -> list[Evidence]:
    """Return the candidates; of the best hit those that name a body, where its best sentence names none though others do.

    Its heading must be of what is asked as much as that sentence is: else the others may be of something else.
    """
    best = candidates[0]
    if names_body(best.text) or asked.share(best.hit.passage.heading) < asked.share(best.text):
        return candidates
    return [each for each in candidates if each.hit is best.hit and names_body(each.text)] or candidates


def _adds(asked: _Asked, best: Evidence, other: Evidence) -> bool:
    """Tell whether a stretch has words of the question that the best one, with its heading, lacks."""
    known = (best.text, best.hit.passage.heading)
    return asked.share(*known, other.text) > asked.share(*known)


def _candidates(asked: _Asked, hit: Hit) -> Iterable[Evidence]:
    text = hit.passage.text
    spans = [_without_opening(hit, span) for span in _led_in(text, stretches(text))]
    # 问：资金从哪里来？ — what is asked in a text is not what it says.
    spans = [span for span in spans if span.of(text)[-1] not in "？?"] or spans
    # A mark like [7] in the source would be taken for one of ours.
    spans = [span for span in spans if not _MARKER.search(span.of(text))] or spans
    before = ""
    for span in spans:
        content = span.of(text)
        alone = asked.share(content)
        score = _HIT * hit.score + asked.sought.stated_in(content)
        score += _ALONE * alone + _HEADED * asked.share(content, hit.passage.heading)
        score += _FOLLOWING * asked.share(content, hit.passage.heading, before)
        score -= _PAST_MALUS * (not asked.asks_back and _PAST.search(content) is not None)
        score -= _EMPTY_MALUS * (_is_fragment(content) or _is_address(hit, content))
        score -= _UNITS_MALUS * (_UNITS_LINE.match(content) is not None)
        # The first cell of a row names what the others say.
        name, _, cells = content.partition("\n")
        score -= alone - asked.share(name) if cells else 0.0
        yield Evidence(hit, span, score)
        before = content


def _led_in(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return `spans`; items ((一) 变更名称；) from the sentence with the colon above them on, where that is not too long."""
    lead: Span | None = None
    whole: list[Span] = []
    for span in spans:
        is_item = _ITEM.match(text, span.start) is not None
        if lead and is_item and span.end - lead.start <= _LONGEST_WITH_SUBJECT:
            whole.append(Span(lead.start, span.end))
        else:
            whole.append(span)
        if text[span.end - 1] in "：:":
            lead = span
        elif not is_item:
            lead = None
    return whole


def _quoted(asked: _Asked, evidence: Evidence) -> Span:
    text = evidence.hit.passage.text

    def worth(clause: str) -> float:
        return asked.share(clause) + asked.sought.stated_in(clause)

    span = below_heading(text, narrowed(text, trimmed(text, evidence.span, worth), worth))
    behind = None if _WANTS_CREDITS.search(asked.query.text) else credits_of(text, span)
    return Span(span.start, behind.start).stripped(text) if behind else span


def _without_opening(hit: Hit, span: Span) -> Span:
    """Return a stretch without the lines above a document that stand before its first sentence: title, date, addressees."""
    text = span.of(hit.passage.text)
    if hit.passage.section is not None or not _LABEL.search(text):
        return span
    titles = [hit.passage.heading, *_IN_BRACKETS.findall(hit.passage.heading)]
    ends = [text.rfind(title) + len(title) for title in titles if title and title in text]
    ends += [match.end() for match in _ADDRESSED.finditer(text)]
    begins = max((end for end in ends if len(text) - end >= _SHORT), default=0)
    return Span(span.start + begins, span.end).stripped(hit.passage.text)


def _with_subject(text: str, span: Span) -> Span:
    """Return `span` from the sentence before it on, where its own subject is a word that points back there."""
    if not _POINTS_BACK.match(text, span.start):
        return span
    paragraph = Span(text.rfind("\n", 0, span.start) + 1, span.start)
    before = split_sentences(text, paragraph)
    if not before or span.end - before[-1].start > _LONGEST_WITH_SUBJECT:
        return span
    return Span(before[-1].start, span.end)


def _is_front_matter(hit: Hit) -> bool:
    """Tell whether a passage is no more than a title and its labels: it has the words of the question and answers nothing."""
    text = hit.passage.text
    if hit.passage.section is not None or "。" in text:
        return False
    return len(_LABELLED.findall(text)) > 1 or _TITLE.fullmatch(text) is not None


def _is_address(hit: Hit, content: str) -> bool:
    """Tell whether a line says to whom a document goes: 各镇人民政府,区政府各部门:"""
    return hit.passage.section is None and content[-1] in "：:"


def _is_fragment(content: str) -> bool:
    return len(content) < _SHORT and content[-1] not in "。！？；;!?"


def _same(one: Evidence, other: Evidence) -> bool:
    return one.text in other.text or other.text in one.text or (one.hit is other.hit and one.span.overlaps(other.span))
