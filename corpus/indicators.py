"""The figures of a plan: its quantified targets, and what it says was reached before.

They stand in tables, and in prose (`corpus.targets`):

    人均应急避难场所面积(平方米) | 1.5 | 预期性
    到2025年,森林火灾监测覆盖率达到100%。
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.glued_tables import read_lone_row
from corpus.phrases import strip_lead
from corpus.plan import Cell, Furniture, Indicator, Operator, Row, Section, Span, Table
from corpus.quantities import MAY_COUNT, find_quantities, read_cell, to_half_width
from corpus.sentences import split_sentences
from corpus.spanset import SpanSet
from corpus.targets import Setting, read_targets
from corpus.years import Period, find_years, is_before, is_report, read_base, read_period

_PAST_TITLE = re.compile(
    r"成效|成就|回顾|现状|形势(?:分析|[与和、及]|$)|面临.{0,6}形势|发展基础|工作基础|现实基础|基础(?:与|和)|进展|工作情况|发展环境|挑战|机遇"
    r"|(?:执行|开展|完成|落实)情况|(?:工作|年度?)总结|回顾|存在.{0,6}(?:问题|短板|不足|困难)|问题[与和、及]|主要问题|问题$|背景"
)
_FUTURE_TITLE = re.compile(
    r"目标(?!任务完成)|(?:主要|重点|重大)任务|(?:任务|工程|项目|要求|措施|举措|指标)$|重[点大](?:工程|项目)|基本原则|指导思想|展望|下一步|打算|工作安排|^(?:解决|应对|防范|补齐)"
)
_GOALS = re.compile("目标|指标")
_LONGEST_TITLE = 80
# So many figures are read in prose, and sentences that may have one: a long plan has some hundreds, a dump of data more.
MOST_READ = 12_000
_FRONT = 300  # so many characters of the body hold the title and what the plan says of itself first
# A figure or a year, and what it measures, are never shorter, and a name has two letters; a colon may announce figures.
_LETTER = "A-Za-z一-龥"
_TELLING_LINE = re.compile(
    rf"^(?:(?=.*(?:{MAY_COUNT.pattern}))(?=(?:[^{_LETTER}\n]*[{_LETTER}]){{2}})|(?=.*[:：][^\S\n]*$))[^\n]{{4,}}$",
    re.MULTILINE,
)

_ITEM_NUMBER = re.compile(r"[\s#*]*(?:[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:[）)、]|\.(?![0-9])))")

_NAME = re.compile(r"指标(?:名称|内容|项目?)?$|名称$|^(?:指标)?内容$|^项目$")
_OF_INDICATORS = re.compile("指标|目标值|预期值|规划值")
_UNIT_COLUMN = re.compile("单位$")
_NATURE_COLUMN = re.compile("属性|性质|类型")
_VALUE_COLUMN = re.compile(r"目标|预期值|规划值|指标值|数值|(?:19|20)[0-9]{2}|十.五.{0,2}末")
_PAST_COLUMN = re.compile("现状|基期|基准|基数|完成|实际|现值|十三五末")
# What stands below is a value, be it words: 完成省级下达任务. Below a bare 目标 may stand what a whole row is for.
_WORDS_COLUMN = re.compile(r"(?:目标|预期|规划|指标)值|数值|(?:19|20)[0-9]{2}|十.五")
_OTHER_COLUMN = re.compile("单位|部门|责任|牵头|举措|措施|内容|说明|备注|来源|依据")
_WORDS = re.compile(r"[^一-龥]*(?:[一-龥][^一-龥]*){2,60}")
_NO_VALUE = re.compile(
    r"(?:约束|预期|指导|引导|参考)性?(?:指标)?|(?:暂无|无)\S{0,4}|不涉及|待定|另行\S{2,4}|同上|详见\S*|[0-9０-９年月日初底末前]+"
)
_CHANGE_COLUMN = re.compile("年均|累计|增[速长幅]|变化")
_NATURE = re.compile("约束性?|预期性?")
_BRACKETS = re.compile(r"[（(](?P<unit>[^（）()]{1,12})[）)]$")
_OPENING = 24  # so many characters hold the words and the year that open a paragraph
_AHEAD_COLUMN = re.compile("目标|预期|规划|计划")
_TO_DATE = re.compile(r"(?:截[至止]到?)?(?:19|20)[0-9]{2}年[0-9]{1,2}月[底末初]?$")  # 2023年6月, beside a 目标值
_COLUMN_YEAR = re.compile("(?:19|20)[0-9]{2}")


class _Column(NamedTuple):
    """A column of values: by when they stand, whether they look back, and whether words are values too."""

    at: int
    year: int | None
    is_past: bool
    takes_words: bool


# （A局牵头，2023年底前完成）: a deadline that stands apart from what is to be done names nothing.
_NAMES_SOMETHING = re.compile(r"[一-龥A-Za-z]{2}")


def find_indicators(
    text: str, furniture: Sequence[Furniture], sections: Sequence[Section], tables: Sequence[Table]
) -> tuple[Indicator, ...]:
    """Return the indicators of the body in document order; figures of the past have `is_past`."""
    half_width = to_half_width(text)
    taken = SpanSet.merged([*(each.span for each in furniture), *(each.span for each in tables)])
    front = _front(half_width, furniture)
    outline = _Outline(half_width, sections, front)
    period = outline.period
    found = [each for table in tables for each in _table_indicators(half_width, table, period)]
    found += _prose_indicators(text, half_width, taken, outline)
    found = [each for each in found if _NAMES_SOMETHING.search(each.name)]
    return tuple(sorted(found, key=lambda each: (each.value_span.start, each.value_span.end, each.year or 0)))


class _Outline:
    """The sections of a plan by position."""

    def __init__(self, text: str, sections: Sequence[Section], front: Span) -> None:
        self.text = text
        self.sections = sections
        first = sections[0].span.start if sections else front.end
        above = text[front.start : min(front.end, max(front.start, first))].split("\n")
        titles = [
            each for line in above if 0 < len(each := line.strip(" \u3000\t#*")) <= _LONGEST_TITLE and each[-1] != "。"
        ]
        self.period = read_period(text, titles, front, (to_half_width(each.title) for each in sections))
        self._is_report = any(map(is_report, titles))
        self._tenses: dict[int, bool | None] = {}
        self._starts = [each.span.start for each in sections]
        self._years: dict[int, int | None] = {}

    def path(self, position: int) -> list[int]:
        """Return the sections around `position`, innermost first."""
        at: int | None = bisect_right(self._starts, position) - 1
        path: list[int] = []
        while at is not None and at >= 0:
            if position < self.sections[at].span.end:
                path.append(at)
            at = self.sections[at].parent
        return path

    def heading_end(self, path: Sequence[int]) -> int:
        """Return where the innermost heading ends."""
        return self.sections[path[0]].heading.end if path else 0

    def is_past(self, path: Sequence[int]) -> bool:
        """Tell whether the innermost heading that speaks of time speaks of the past."""
        for at in path:
            if at not in self._tenses:
                self._tenses[at] = self._looks_back(to_half_width(self.sections[at].title))
            is_past = self._tenses[at]
            if is_past is not None:
                return is_past
        return self._is_report

    def _looks_back(self, title: str) -> bool | None:
        """Tell whether a heading speaks of the past (True), of what is to come (False), or of neither (None)."""
        if is_report(title) or (self.period is not None and is_before(title, self.period.first)):
            return True
        if _FUTURE_TITLE.search(title):
            return False
        return True if _PAST_TITLE.search(title) else None

    def goals_year(self, path: Sequence[int]) -> int | None:
        """Return the year of the goals around a position, when their section names no other."""
        for at in reversed(path):
            if _GOALS.search(self.sections[at].title):
                if at not in self._years:
                    named = {each.value for each in find_years(self.text, self.sections[at].span)}
                    self._years[at] = named.pop() if len(named) == 1 else None
                return self._years[at]
        return None


def _front(text: str, furniture: Sequence[Furniture]) -> Span:
    """Return the first characters of the body, from below the furniture above it."""
    gaps = SpanSet.merged(each.span for each in furniture).gaps(Span(0, len(text)))
    start = next((gap.start for gap in gaps if gap.of(text).strip()), 0)
    return Span(start, min(len(text), start + _FRONT))


def _prose_indicators(printed: str, text: str, taken: SpanSet, outline: _Outline) -> Iterator[Indicator]:
    read = 0
    carried: tuple[int, int | None] | None = None  # the year of a paragraph that ends in a colon, and its section
    for line in _TELLING_LINE.finditer(text):
        for paragraph in taken.gaps(Span(*line.span())):
            row = read_lone_row(text, paragraph)
            if row is not None:
                yield from _lone_row(printed, text, paragraph, row, outline)
                continue
            number = _ITEM_NUMBER.match(text, paragraph.start, paragraph.end)
            tells = MAY_COUNT.search(text, number.end() if number else paragraph.start, paragraph.end) is not None
            announces = paragraph.of(text).rstrip().endswith((":", "："))
            if not (tells or announces):
                continue
            sentences = split_sentences(text, paragraph)
            path = outline.path(sentences[0].start)
            section = path[0] if path else -1
            year = _opening_year(text, sentences, outline.heading_end(path))
            if year is None and carried is not None and carried[0] == section:
                year = carried[1]
            if announces:
                carried = (section, year)
            if not tells:
                continue
            setting = Setting(
                is_past=outline.is_past(path),
                year=year or outline.goals_year(path),
                base=_heading_base(text, sentences[0]),
                first_year=outline.period.first if outline.period else None,
            )
            for sentence in sentences:
                if MAY_COUNT.search(text, sentence.start, sentence.end):
                    found = read_targets(printed, text, sentence, setting)
                    read += max(1, len(found))
                    yield from found
                    if read >= MOST_READ:
                        return


def _lone_row(
    printed: str, text: str, line: Span, row: tuple[Span, Span, Span], outline: _Outline
) -> Iterator[Indicator]:
    """Yield the indicator of a table's row that lost header and cells: 1生产安全事故死亡人数下降15%约束性."""
    named, value, nature = row
    quantity = read_cell(text, value)
    if quantity is None:
        return
    name, unit = _split_unit(Cell(named.of(printed), named))
    path = outline.path(line.start)
    yield Indicator(
        name=name,
        operator=quantity.operator or Operator.EQUAL,
        value=quantity.value,
        unit=quantity.unit or unit,
        span=line.stripped(text),
        value_span=quantity.figure,
        year=outline.goals_year(path) or (outline.period.last if outline.period else None),
        nature=_whole_nature(nature.of(text)),
        base=read_base(text, line),
        is_past=outline.is_past(path),
    )


def _whole_nature(printed: str) -> str:
    return printed if printed.endswith("性") else f"{printed}性"


def _heading_base(text: str, sentence: Span) -> str | None:
    """Return the base that a heading gives for all below it: 主要指标（较“十三五”期间）。"""
    base = read_base(text, sentence)
    return None if base is None or find_quantities(text, sentence) else base


def _opening_year(text: str, sentences: Sequence[Span], heading_end: int) -> int | None:
    """Return the year that opens a paragraph behind its heading: 到2025年，…。…。 is all by 2025."""
    if text.find("年", sentences[0].start, sentences[-1].end) < 0:
        return None
    first = next((each for each in sentences if each.start >= heading_end), sentences[0])
    years = find_years(text, Span(first.start, min(first.end, first.start + _OPENING)))
    if years and strip_lead(text, Span(first.start, years[0].span.start)) is None:
        return years[0].value
    return None


def _table_indicators(text: str, table: Table, period: Period | None) -> Iterator[Indicator]:
    header = [re.sub(r"\s", "", each.text) for each in table.header]
    names = [at for at, each in enumerate(header) if _NAME.search(each)]
    if not names or not (_OF_INDICATORS.search("".join(header)) or "指标" in table.title):
        return
    columns = list(_value_columns(header, table.title, period, set(names)))
    for at, row in enumerate(table.rows):
        for column in columns:
            if column.at < len(row.cells):
                yield from _row_indicator(text, table, header, names, at, row, column)


def _value_columns(header: Sequence[str], title: str, period: Period | None, names: set[int]) -> Iterator[_Column]:
    stated = _COLUMN_YEAR.findall(to_half_width(title))
    by_title = int(stated[-1]) if stated else period.last if period else None
    has_goals = any(map(_AHEAD_COLUMN.search, header))
    columns: list[_Column] = []
    for at, each in enumerate(header):
        is_past = _PAST_COLUMN.search(each) is not None or (_TO_DATE.match(each) is not None and has_goals)
        if at in names or _UNIT_COLUMN.search(each) or _CHANGE_COLUMN.search(each):
            continue
        if not (is_past or _VALUE_COLUMN.search(each)) or _NATURE_COLUMN.search(each):
            continue
        years = _COLUMN_YEAR.findall(to_half_width(each))
        year = int(years[-1]) if years else None if is_past else by_title
        is_past = is_past or (year is not None and period is not None and year < period.first)
        columns.append(
            _Column(at, year, is_past, _WORDS_COLUMN.search(each) is not None and not _OTHER_COLUMN.search(each))
        )
    dated = sorted({each.year for each in columns if each.year is not None})
    others_ahead = all(_AHEAD_COLUMN.search(header[each.at]) for each in columns if each.year not in dated[:1])
    for column in columns:
        # 2021年 | 2025年 is from what and to what, and so is 2021年 | 2022年目标; 2021年 | 2022年 | … is year by year,
        # 2023年目标 is ahead in any case, and so is the last year of the plan before a more distant one.
        is_base = dated[1:] and column.year == dated[0] and not _AHEAD_COLUMN.search(header[column.at])
        yearly = is_base and period is not None and dated[0] >= period.first and dated[1] == dated[0] + 1
        is_last = period is not None and column.year == period.last
        yield column._replace(is_past=column.is_past or bool(is_base and not is_last and (others_ahead or not yearly)))


def _row_indicator(
    text: str, table: Table, header: Sequence[str], names: Sequence[int], at: int, row: Row, column: _Column
) -> Iterator[Indicator]:
    """Yield the indicator of one value, a figure or the words of a target as printed (完成省级下达任务)."""
    cell = row.cells[column.at]
    name = next((row.cells[each] for each in reversed(names) if each < len(row.cells) and row.cells[each].text), None)
    if name is None:
        return
    measured, unit = _split_unit(name)
    unit = _unit_cell(header, row) or unit
    quantity = read_cell(text, cell.span, counted=bool(unit))
    words = None if quantity else _words_of(cell, column)
    if quantity is None and words is None:
        return
    nature = next((match.group() for each in row.cells if (match := _NATURE.fullmatch(each.text.strip()))), None)
    yield Indicator(
        name=measured,
        operator=(quantity and quantity.operator) or Operator.EQUAL,
        value=quantity.value if quantity else words or "",
        unit=(quantity.unit or unit) if quantity else "",
        span=row.span,
        value_span=quantity.figure if quantity else cell.span,
        year=column.year,
        nature=None if nature is None else _whole_nature(nature),
        base=read_base(text, cell.span) or read_base(text, name.span),
        note=next((each.text for each in table.notes if _marks(each.cells, at, {column.at, *names})), None),
        is_past=column.is_past,
    )


def _words_of(cell: Cell, column: _Column) -> str | None:
    """Return the words that say what is to be reached, as printed; None for what was, and for a cell that says nothing."""
    words = re.sub(r"\s+", "", cell.text)
    if column.is_past or not column.takes_words or not _WORDS.fullmatch(words) or _NO_VALUE.fullmatch(words):
        return None
    return words


def _split_unit(name: Cell) -> tuple[str, str]:
    """Return the name and the unit that stands behind it in brackets: 死亡率(人/百亿), but not 时效(震后)."""
    words = re.sub(r"\s+", "", name.text)
    match = _BRACKETS.search(words)
    if match is None:
        return words, ""
    unit = to_half_width(match["unit"])
    probe = f"1{unit.split('/')[0]}"
    is_unit = any(each.figure.end == len(probe) for each in find_quantities(probe, Span(0, len(probe))) if each.unit)
    return (words[: match.start()], unit) if is_unit else (words, "")


def _unit_cell(header: Sequence[str], row: Row) -> str:
    for title, cell in zip(header, row.cells, strict=False):
        if _UNIT_COLUMN.search(title) and not re.search("责任|牵头", title):
            unit = to_half_width(cell.text.strip())
            return unit if unit.strip("-—/") else ""  # a rate has the unit /10万
    return ""


def _marks(cells: Sequence[tuple[int, int]], row: int, columns: set[int]) -> bool:
    return any(at == row and column in columns for at, column in cells)
