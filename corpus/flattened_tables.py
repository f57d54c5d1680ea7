"""Tables that lost their grid: every cell stands on a line of its own.

    序号 / 指标内容 / 目标值 / 指标 / 性质 / 1 / 生产安全事故死亡人数 / 下降9%* / 约束性 / 2 / …

The words of the header say what each column holds; the lines below are then dealt to the columns in the way that fits
best, as long as they fit at all (`corpus.dealing`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from corpus.dealing import HEADING, INDEX, NATURE, PREVIEW, Deal, HeadCell, Header, deal, lines_below, promises, rows_of
from corpus.grids import Cells, Entry, Grid
from corpus.plan import Span
from corpus.table_words import Kind, header_kind, is_figure

_LONGEST_HEADER_LINE = 18
_MOST_HEADER_LINES = 14
_PROVABLE = frozenset((Kind.INDEX, Kind.NATURE, Kind.VALUE))
_MOST_JOINS = 4
_MOST_LINES = 40_000
_CHARACTERS_A_LINE = 20  # so many characters of a document allow for one line more
_GLANCES = 8  # a glance costs that much less than to deal a line
_LEAST_GLANCE = 3  # and this at least, for all that is found out before
_SHORTEST_TITLE = 4

_NOT_A_HEADER = re.compile(rf"[。；;：:，]|^(?:{HEADING.pattern})|^{NATURE.pattern}$")
_LEAST_SCORE = 8.0
_FEWEST_LINES = 3  # fewer cannot reach it
_LEAST_ROW_SCORE = 2.0
_BETTER = 0.01  # no two readings are closer, unless they are as good


class Patience:
    """How many lines of one document may still be looked at to find out how words of headers are to be read, if as any.

    A plan has some tables. In a document of nothing but headers each would be tried, in all readings, on all below.
    `ran_out` tells that a table may have been missed.
    """

    def __init__(self, lines: int = _MOST_LINES) -> None:
        self.left = lines
        self.ran_out = False
        self._read: dict[str, list[tuple[list[str], Header]]] = defaultdict(list)  # by the first line of each

    def keep(self, header: Header, entries: Sequence[Entry]) -> None:
        """Remember how a header was read: on the next page it is read alike, and at no cost."""
        lines = [each.text for each in entries[header.first : header.start]]
        if all(lines != known for known, _ in self._read[lines[0]]):
            self._read[lines[0]].append((lines, header))

    def known(self, entries: Sequence[Entry], at: int) -> Header | None:
        """Return the header at `at` as the same lines were read before; None where they were not."""
        for lines, header in self._read.get(entries[at].text, ()):
            end = at + len(lines)
            if end < len(entries) and [each.text for each in entries[at:end]] == lines:
                by = at - header.first
                cells = [(words, first + by, last + by) for words, first, last in header.cells]
                return header._replace(cells=cells, first=at, start=end)
        return None

    @classmethod
    def for_text(cls, length: int) -> "Patience":
        """Return what a document of `length` characters is worth: a long one may be a list of records by the thousand."""
        return cls(_MOST_LINES + length // _CHARACTERS_A_LINE)


def read_flattened(entries: Sequence[Entry], at: int, patience: Patience) -> Grid | None:
    """Return the table of one cell a line whose header begins at `entries[at]` or just below; None when there is none.

    Accepted: a header with a column that can be proved (序号, 属性, 目标值, 2025年), then at least two rows that fit it.
    What was looked at counts against `patience`, but for the rows of a table that is found.
    """
    if header_kind(entries[at].text) is None:
        return None
    for start in _header_starts(entries, at):
        header = patience.known(entries, start)
        if header is not None and (grid := _grid(header, deal(header, entries, len(entries)), entries)):
            return grid
    if patience.left <= 0:
        patience.ran_out = True
        return None
    return _read_best(entries, at, patience)


def _read_best(entries: Sequence[Entry], at: int, patience: Patience) -> Grid | None:
    # Most lines below a word of headers are no table: a few of them tell, and which reading of the header is right.
    best: Deal | None = None
    for start in _header_starts(entries, at):
        for each in _headers(entries, start, patience):
            if promises(each, _LEAST_SCORE if best is None else best.score + _BETTER):
                dealt = deal(each, entries, PREVIEW)
                patience.left -= dealt.looked_at
                if best is None or dealt.score > best.score:
                    best, header = dealt, each
    if best is None or best.score < _LEAST_SCORE:
        return None
    found = best if best.ended else deal(header, entries, max(PREVIEW, patience.left))
    grid = _grid(header, found, entries)
    if grid is None:
        patience.left -= found.looked_at
    else:
        patience.keep(header, entries)
    return grid


def _grid(header: Header, found: Deal, entries: Sequence[Entry]) -> Grid | None:
    """Return the table below a header as it was dealt; None when it has no two rows, or they hardly fit."""
    rows = rows_of(found, entries, len(header.kinds))
    if len(rows) < 2 or found.score < _LEAST_ROW_SCORE * len(rows):
        return None
    first, end = header.first, found.end
    heads: Cells = [Span(entries[one].span.start, entries[last].span.end) for _, one, last in header.cells]
    return Grid([heads, *rows], Span(entries[first].span.start, entries[end - 1].span.end), first, end)


def _header_starts(entries: Sequence[Entry], at: int) -> Iterator[int]:
    """Yield where the header may begin: here, or below, if what stands here may be the title (主要指标)."""
    yield at
    is_title = header_kind(entries[at].text) is Kind.TEXT and len(entries[at].text) >= _SHORTEST_TITLE
    if is_title and at + 1 < len(entries) and header_kind(entries[at + 1].text) is not None:
        yield at + 1


def _headers(entries: Sequence[Entry], at: int, patience: Patience) -> Iterator[Header]:
    """Yield the readings of the header that begins at `at`: how many lines it has, which two are one cell."""
    known, numbered = 0, False
    words: set[str] = set()
    for end in range(at + 1, min(at + _MOST_HEADER_LINES, len(entries) - 1) + 1):
        text = entries[end - 1].text
        kind = header_kind(text)
        if kind is None and (len(text) > _LONGEST_HEADER_LINE or is_figure(text) or _NOT_A_HEADER.search(text)):
            return
        known += kind is not None
        numbered = numbered or kind is Kind.INDEX
        words.add(text)
        # No more than two cells begin alike (指标 / 名称, 指标 / 性质), and what is in the header is in no row.
        if 2 * len(words) < end - at:
            return
        if known < 2 or 2 * known < end - at or (header_kind(entries[end].text) and not _opens_row(entries, end)):
            continue
        lines = entries[at:end]
        if numbered and not any(INDEX.fullmatch(each.text) for each in entries[end : end + len(lines)]):
            continue
        below = lines_below(entries, end, words)
        patience.left -= max(_LEAST_GLANCE, len(below) // _GLANCES)
        if len(below) < _FEWEST_LINES:
            continue
        blocks = entries[end].after_blank and not any(each.after_blank for each in lines[1:])
        heads = frozenset(words)
        for cells in _arrangements([(each.text, line, line) for line, each in enumerate(lines, start=at)]):
            kinds = tuple([header_kind(text) or Kind.TEXT for text, _, _ in cells])
            if len(cells) < 2 or _PROVABLE.isdisjoint(kinds) or len({text for text, _, _ in cells}) < len(cells):
                continue
            index = kinds.index(Kind.INDEX) if Kind.INDEX in kinds else None
            # The first row has a number, if the header has 序号.
            if index is None or (kinds.count(Kind.INDEX) == 1 and any(map(INDEX.fullmatch, below[: index + 2]))):
                yield Header(cells, kinds, index, heads, at, end, blocks, below)


def _opens_row(entries: Sequence[Entry], at: int) -> bool:
    """Tell whether a word of headers may name the first row: 属性 / 地震台站数量（个） / 182."""
    is_below_nature = header_kind(entries[at - 1].text) is Kind.NATURE
    return (
        is_below_nature and entries[at].text[-1] in "）)" and at + 1 < len(entries) and is_figure(entries[at + 1].text)
    )


def _arrangements(cells: list[HeadCell]) -> Iterator[list[HeadCell]]:
    """Yield the lines of a header as cells: each by itself, two joined (指标 / 性质), or years below a common cell."""
    yield cells
    joins = [at for at in range(len(cells) - 1) if _is_split(cells[at][0], cells[at + 1][0])]
    most = len(joins) if len(joins) <= _MOST_JOINS else 1
    for count in range(1, most + 1):
        for chosen in combinations(joins, count):
            yield _joined(cells, set(chosen))
    for below in range(2, 5):
        above, years = cells[:-below], cells[-below:]
        if len(above) < 2 or any(header_kind(text) is not Kind.VALUE for text, _, _ in years):
            break
        for at, (text, _, _) in enumerate(above):
            if header_kind(text) in (Kind.VALUE, None):
                yield above[:at] + years + above[at + 1 :]


def _is_split(first: str, second: str) -> bool:
    """Tell whether two lines may be one cell of a header. A year opens one: 名称 / 2025年 are two."""
    return second[0] in "（(" or (header_kind(first + second) is not None and not second[0].isdigit())


def _joined(cells: list[HeadCell], joins: set[int]) -> list[HeadCell]:
    joined = [cells[0]]
    for at, cell in enumerate(cells[1:]):
        if at in joins:
            before, first, _ = joined[-1]
            joined[-1] = (before + cell[0], first, cell[2])
        else:
            joined.append(cell)
    return joined
