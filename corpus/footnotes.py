"""The footnotes below a table, and the marks that tie its cells to them.

注:*为五年平均数;应急力量包括区、街镇(园城)应急管理人员…
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set

from corpus.plan import Note, Span
from corpus.table_words import opens_note

# m² is a unit.
_MARK = r"[*＊※]+|[①-⑳]|(?<![mM米])[¹²³⁴-⁹]|[\[［〔]注?\d{1,2}[\]］〕]|[（(]注\d{1,2}[）)]|注\d{1,2}"
_MARK_AT_END = re.compile(rf"(?:{_MARK})$")
_MARK_AT_EDGE = re.compile(r"^[*＊※]|[*＊※①-⑳¹²³⁴-⁹\d\]］〕)）]$")
_STAR_AT_START = re.compile(r"[*＊※]+")
_LEAD = re.compile(r"[（(]?(?:备?注|说明)\s*[：:]\s*")
_NUMBER = r"\d{1,2}(?=[.．、：:)）](?!\d))"
_NOTE_MARK = re.compile(rf"(?:\d{{1,2}}[.．、])?(?P<mark>{_MARK}|(?<![.．、]){_NUMBER})[.．、：:)）]?\s*")
# A footnote begins its line, or stands behind the end of another.
_NOTE_START = re.compile(rf"(?:^|(?<=[；;。\s]))(?=(?:{_MARK})|\d{{1,2}}[.．、](?!\d))")
# 应急力量包括…: a clause that explains a word of the table is a footnote of its own.
_EXPLAINED = re.compile(
    r"(?<=[；;。])\s*[“\"]?(?P<term>[^，,。；;：:“”\"\s]{2,20}?)[”\"]?(?:包括|包含|不含|是指|指|为|按)"
)
_BRACKETS = str.maketrans("〔〕", "[]")
_LONGEST_NOTE = 2000


def split_marks(words: str, known: Set[str] | None = None) -> tuple[str, list[str]]:
    """Return the words of a cell without the marks at their end (100%*), and the keys of these marks.

    A star is always a mark; anything else (方案①) only where it is in `known`, or where `known` is None.
    """
    keys: list[str] = []
    if not _MARK_AT_EDGE.search(words):
        return words, keys
    while (mark := _MARK_AT_END.search(words[-8:])) is not None and mark[0] != words:
        key = mark_key(mark[0])
        if not (key[0] in "*※" or known is None or key in known):
            break
        keys.append(key)
        words = words[: len(words) - len(mark[0])].rstrip()
    star = _STAR_AT_START.match(words)
    if star is not None and star[0] != words:
        keys.append(mark_key(star[0]))
        words = words[star.end() :].lstrip()
    return words, keys


def mark_key(mark: str) -> str:
    """Return what two prints of one mark have in common.

    >>> mark_key("＊"), mark_key("［1］"), mark_key("（注1）"), mark_key("¹"), mark_key("①")
    ('*', '[1]', '注1', '1', '①')
    """
    if "①" <= mark <= "⑳":
        return mark
    return unicodedata.normalize("NFKC", mark).translate(_BRACKETS).strip("()")


def read_notes(text: str, lines: Sequence[Span], carried: Set[str], words: str) -> tuple[list[Note], int]:
    """Return the footnotes that `lines` begin with, tied to no cell yet, and how many lines they take.

    `carried` holds the keys of the marks in the table, `words` all that its cells say.
    """
    notes: list[Note] = []
    number: int | None = None  # of the latest footnote, where they are numbered
    for taken, line in enumerate(lines):
        if len(line) > _LONGEST_NOTE:
            return notes, taken
        printed = line.of(text)
        lead = _LEAD.match(printed)
        body = Span(line.start + (lead.end() if lead else 0), line.end)
        mark = _NOTE_MARK.match(body.of(text))
        if lead is None and not opens_note(printed) and not _is_next(mark, number, carried):
            return notes, taken
        if lead is not None and not len(body):
            number = 0
        for note in _split_notes(text, body, words):
            notes.append(note)
            number = _number(note.mark) or number
    return notes, len(lines)


def _is_next(mark: re.Match[str] | None, number: int | None, carried: Set[str]) -> bool:
    """Tell whether a line with this mark is a footnote: the next by number, or one with a mark that a cell carries."""
    if mark is None:
        return False
    if number is not None and _number(mark["mark"]) == number + 1:
        return True
    # A bare 1. may be the next paragraph.
    return mark_key(mark["mark"]) in carried and not mark["mark"].isdecimal()


def _number(mark: str) -> int | None:
    digits = re.search(r"\d+", unicodedata.normalize("NFKC", mark))
    return int(digits[0]) if digits else None


def _split_notes(text: str, body: Span, words: str) -> Iterator[Note]:
    printed = body.of(text)
    starts = {0, *(each.start() for each in _NOTE_START.finditer(printed))}
    starts |= {each.start() for each in _EXPLAINED.finditer(printed) if each["term"] in words}
    ends = [*sorted(starts)[1:], len(printed)]
    for start, end in zip(sorted(starts), ends, strict=True):
        part = Span(body.start + start, body.start + end).stripped(text)
        part = Span(part.start, part.start + len(part.of(text).rstrip("；; ")))
        mark = _NOTE_MARK.match(part.of(text))
        said = part.of(text)[mark.end() if mark else 0 :]
        if said:
            yield Note(mark["mark"] if mark else "", said, part)
