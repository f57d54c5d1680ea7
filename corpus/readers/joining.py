"""How pieces of a laid-out document become lines of text: broken lines, numbered paragraphs, rows of tables."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Between two of these a line break is no space: Chinese characters, their punctuation, full-width forms.
WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’—…·\U00020000-\U0003ffff"
_WIDE_END = re.compile(rf"[{WIDE}]$")
_WIDE_START = re.compile(rf"[{WIDE}]")
_INVISIBLE = re.compile("[\0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# The numbers that open a heading or an item: 第一章 一、 （一） 1. (1) ① 专栏1 附件 ——
OPENS_PARAGRAPH = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,6}[编章节条]|[一二三四五六七八九十百]{1,5}[、．.]"
    r"|[（(][一二三四五六七八九十百]{1,5}[）)]|\d{1,3}(?:[、．]|\.(?!\d))|[（(]\d{1,3}[）)]|\d{1,2}[）)]|[①-⑳]"
    r"|专栏\s*[\d一二三四五六七八九十]|附[件录表]\s*[\d一二三四五六七八九十]*\s*(?:[:：]|$)|——|[●•◆■□➢])"
)

# A wider grid is no table of a plan; its rows are not filled up to its width.
_MOST_COLUMNS = 256
# No cell of a table of data holds a page of text: such a table only places what is in it.
_LONGEST_CELL = 1500
_MOST_CELL_LINES = 12


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a laid-out table: where it stands, how far it reaches, and its lines."""

    row: int
    column: int
    rows: int
    columns: int
    lines: Sequence[str]


def join_lines(parts: Iterable[str]) -> str:
    """Return the parts of one broken line as one line: a space between words, nothing between Chinese characters."""
    joined = ""
    for part in map(tidy, parts):
        if joined and part and not (_WIDE_END.search(joined[-1:]) or _WIDE_START.match(part)):
            joined += " "
        joined += part
    return joined


def tidy(line: str) -> str:
    """Return the line without invisible characters and without white space around it."""
    return _INVISIBLE.sub("", line).strip()


def number_line(number: str, line: str) -> str:
    """Return the line with the number that the layout puts in front of it, apart where the two would run together.

    >>> number_line("1.", "加强培训"), number_line("1.", "5个工程"), number_line("第一章", "总则")
    ('1.加强培训', '1. 5个工程', '第一章 总则')
    """
    runs_together = number[-1:].isalnum() or (number[-1:] == "." and line[:1].isascii() and line[:1].isalnum())
    return f"{number}{' ' if runs_together and line else ''}{line}"


def table_lines(cells: Iterable[GridCell]) -> Iterator[str]:
    """Yield one line a row, its cells separated by tabs.

    A cell that reaches over several rows comes again in each of them, so that every row says all that holds for it; one
    that reaches over several columns leaves the further ones empty. Where one cell is the whole row, such as the text
    of a box (专栏), its lines stay lines; so do all lines of a table that only places paragraphs.
    """
    cells = list(cells)
    if any(len(cell.lines) > _MOST_CELL_LINES or sum(map(len, cell.lines)) > _LONGEST_CELL for cell in cells):
        yield from filter(None, (tidy(line) for cell in cells for line in cell.lines))
        return
    grid: defaultdict[int, dict[int, GridCell]] = defaultdict(dict)
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            grid[row].setdefault(cell.column, cell)
    # A column where no cell begins is the trace of cells that reach over it.
    columns = sorted({column for across in grid.values() for column in across})
    padded = columns if len(columns) <= _MOST_COLUMNS else None
    for row, across in sorted(grid.items(), key=lambda item: item[0]):
        first = next(iter(across.values()))
        if len(across) == 1 and first.column == columns[0] and first.column + first.columns > columns[-1]:
            if first.row == row:
                yield from filter(None, map(tidy, first.lines))
            continue
        texts = [join_lines(across[at].lines) if at in across else "" for at in padded or sorted(across)]
        if any(texts):
            yield "\t".join(text.replace("\t", " ") for text in texts)


def heading_line(level: int, line: str) -> str:
    """Return the line of a heading that only its style tells: marked as Markdown marks it, unless it has a number of its own."""
    return line if OPENS_PARAGRAPH.match(line) else f"{'#' * level} {line}"
