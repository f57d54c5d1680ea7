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
_ORDINAL = re.compile(r"\d{1,3}")


def stretches(text: str) -> list[Span]:
    """Return sentences, the long ones cut at semicolons, and table cells joined to rows."""
    found: list[Span] = []
    sentences = split_sentences(text, Span(0, len(text)))
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
    return len(content) <= _LONGEST_CELL and content[-1] not in "。！？；;!?"
