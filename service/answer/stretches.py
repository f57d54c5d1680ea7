"""Cuts the text of a passage into what can be quoted: sentences, clauses of long ones, rows of flattened tables."""

import re
from collections.abc import Callable
from itertools import pairwise

from corpus.plan import Span
from corpus.sentences import split_clauses, split_sentences

LONGEST_QUOTE = 160
# A cell of a flattened table says nothing alone; a row is quoted from its cell to the next row's number.
_LONGEST_CELL = 40
_MOST_CELLS = 4
# 5.完善应急物资储备。 — the heading that a paragraph opens with; what ends with a semicolon is an item.
_HEADING = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]).{2,24}(?<![；;])")
_COMMA = re.compile(r"[，,；;]")
# （责任单位：市科委） or （市科委、各区政府）: in a text without line breaks it stands at the start of the next sentence.
_CREDITS = re.compile(r"[（(](?P<bodies>[^（()）。\n]{2,200})[)）] *")
_BODIES = re.compile(r"(?:[^、：:]{2,6}(?:单位|部门)[:：] *)?[^、：:，,]{1,30}[委局办厅院会部处区府位门行心]")
_FEWEST, _NEARLY = 2, 0.85
# 其中城区5座: of what stands before the semicolon.
_GOES_ON = re.compile("其中|但|否则|并|且|同时|逾期|还|也|确[有因需]|因特殊")
# 一般不得改变用途；确需改变的，应当报批。 — what stands before it does not hold without it.
_EXCEPTS = re.compile("但|确[有因需]|因特殊|除")
_LITTLE = 16
_NO_CLAUSES = re.compile("[：:\n]")
_ORDINAL = re.compile(r"\d{1,3}")


def stretches(text: str) -> list[Span]:
    """Return sentences, the long ones cut at semicolons, and table cells joined to rows."""
    found: list[Span] = []
    sentences = _with_credits(text, split_sentences(text, Span(0, len(text))))
    for at, sentence in enumerate(sentences):
        if len(sentence) > LONGEST_QUOTE:
            found.extend(split_clauses(text, sentence))
        elif _ORDINAL.fullmatch(sentence.of(text)):
            continue
        elif _is_cell(sentence.of(text)):
            found.append(_row(text, sentences[at : at + _MOST_CELLS]))
        elif at + 1 < len(sentences) and _HEADING.fullmatch(sentence.of(text)):
            # A heading says nothing without its first sentence, or the first clause of a long one.
            found.append(Span(sentence.start, _first_clause(text, sentences[at + 1], sentence.start)))
        else:
            found.append(sentence)
    return found


def trimmed(text: str, span: Span, worth: Callable[[str], float]) -> Span:
    """Return the clauses of a long sentence that are worth most, and as many around them as are short enough."""
    if len(span) <= LONGEST_QUOTE:
        return span
    cuts = [span.start, *(match.end() for match in _COMMA.finditer(text, span.start, span.end - 1)), span.end]
    best, most = span, (float("-inf"), 0)
    for at, start in enumerate(cuts):
        ends = [end for end in cuts[at + 1 :] if end - start <= LONGEST_QUOTE]
        if ends:
            value = (worth(text[start : ends[-1]]), ends[-1] - start)
            if value > most:
                best, most = Span(start, ends[-1]), value
    best = best.stripped(text)
    return Span(best.start, best.end - 1) if best.end < span.end and _COMMA.match(text, best.end - 1) else best


def narrowed(text: str, span: Span, worth: Callable[[str], float]) -> Span:
    """Return the one of the clauses between semicolons that is worth nearly as much as all of them; all where none is.

    What follows a colon is a list, and a list is quoted whole, as a row of a table is.
    """
    clauses = split_clauses(text, span)
    if len(clauses) < _FEWEST or _NO_CLAUSES.search(text, span.start, span.end):
        return span
    whole = worth(span.of(text))
    best = max(clauses, key=lambda clause: worth(clause.of(text)))
    if worth(best.of(text)) < _NEARLY * whole or _GOES_ON.match(text, best.start):
        return span
    if any(each.start >= best.end and _EXCEPTS.match(text, each.start) for each in clauses):
        return span
    return Span(best.start, best.end - (text[best.end - 1] in "；;"))


def below_heading(text: str, span: Span) -> Span:
    """Return a stretch without the heading that it opens with, which its citation names; with it where little is below."""
    sentences = split_sentences(text, span)
    if len(sentences) < _FEWEST or not _HEADING.fullmatch(sentences[0].of(text)):
        return span
    rest = Span(sentences[1].start, span.end)
    return rest if len(rest) >= _LITTLE else span


def credits_of(text: str, span: Span) -> Span | None:
    """Return who is responsible, as it stands in brackets behind a sentence; None where nobody is named there.

    Brackets that end the sentence itself explain its last word: 每个村（社区）.
    """
    at = max(text.rfind("（", span.start, span.end), text.rfind("(", span.start, span.end))
    is_behind = text[span.start : at].rstrip()[-1:] in tuple("。；;！？!?") if at > span.start else False
    match = _CREDITS.fullmatch(text, at, span.end) if is_behind else None
    return Span(at, span.end) if match and _names_bodies(match["bodies"]) else None


def _with_credits(text: str, sentences: list[Span]) -> list[Span]:
    """Return sentences, each with who is responsible for it in brackets behind it."""
    found: list[Span] = []
    for sentence in sentences:
        credit = _CREDITS.match(text, sentence.start, sentence.end)
        is_behind = bool(found) and "\n" not in text[found[-1].end : sentence.start]
        if credit is None or not is_behind or not _names_bodies(credit["bodies"]):
            found.append(sentence)
            continue
        found[-1] = Span(found[-1].start, credit.end()).stripped(text)
        if credit.end() < sentence.end:
            found.append(Span(credit.end(), sentence.end))
    return found


def _names_bodies(listed: str) -> bool:
    return all(_BODIES.fullmatch(each) for each in listed.split("、"))


def _first_clause(text: str, sentence: Span, start: int) -> int:
    """Return where `sentence` ends; of one too long to be quoted from `start`, its last clause that is short enough.

    Between commas it is not cut here: what is left out may be what is asked for, see `trimmed`.
    """
    if sentence.end - start <= LONGEST_QUOTE:
        return sentence.end
    ends = [clause.end for clause in split_clauses(text, sentence) if clause.end - start <= LONGEST_QUOTE]
    return ends[-1] if ends else sentence.end


def _row(text: str, cells: list[Span]) -> Span:
    """Return the first of `cells` with those that follow it, up to the number of the next row."""
    last = cells[0]
    for before, cell in pairwise(cells):
        # The value of the first cell may itself be a bare number (起数 0); after it, a bare number opens the next row.
        if not _is_cell(cell.of(text)) or (before != cells[0] and _ORDINAL.fullmatch(cell.of(text))):
            break
        last = cell
    return Span(cells[0].start, last.end)


def _is_cell(content: str) -> bool:
    return len(content) <= _LONGEST_CELL and "。" not in content and content[-1] not in "！？；;!?"
