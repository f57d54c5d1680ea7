"""What a plan says of itself: title, place, document number, issuer and dates, each with the span it was read from.

A document states them in one of three ways: as a key and its value (文号 张政办发〔2022〕100号), in the notice that carries
the plan (关于印发《…》的通知), or by standing alone before the body or after it (张掖市人民政府办公室, then 2022年7月15日).
"""

import re
from collections.abc import Sequence

from corpus.dates import Date, find_dates, find_five_years, find_period
from corpus.doc_numbers import find_own_number
from corpus.issuers import find_dated_line, find_decree, find_imprint, find_signature, named
from corpus.keys import read_keys
from corpus.localities import describe_place, read_place
from corpus.margins import Found, Line, Margins, plain, read_margins
from corpus.plan import Fact, Furniture, Metadata, Origin, Section, Span
from corpus.titles import Titles, read_titles

_DISCLOSED = re.compile(
    r"\(?此件(?P<how>(?:主动|依申请|不予|公开|可以公开|删减后公开|[一-龥]{0,4})?(?:公开|发布)[一-龥]{0,4})\)?"
)
_IN_FORCE = re.compile(
    r"有效期(?:限)?(?:至|到|为|[:：])?[ \u3000]{0,2}[^，。；,;\n]{1,24}?(?:日|年|月|止)(?=[，。；,;）)\s]|$)"
)
_DAY = r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
# (2017年3月20日…令第225号公布 根据2023年6月8日…令第258号修订), alone or behind the title: a sentence quotes such a note, too.
_NOTE = re.compile(rf"[^()《》,，。:;；\n]{{0,60}}(?P<note>\((?:根据 ?)?{_DAY})")
_AMENDED = re.compile(
    rf"(?:(?:根据 ?)?{_DAY}|根据)(?:(?!{_DAY}|根据).){{2,160}}?修[正订改](?=[)\s,，、;；。]|根据|(?:19|20)\d\d ?年|$)"
)
_AMENDING = re.compile(rf"{_DAY}|令|决定|会议")
_NOTE_LINES = 8
_PLANNED_FOR = re.compile(r"规划(?:期限?|年限|时限|期间)\s{0,3}[:：为是]?[^，。；\n]{0,12}?(?=(?:19|20)\d\d)")
_ONE_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)年(?:度)?(?!\d|远景|前|底|至|—|-)(?P<of>(?:(?!20\d\d年).)*)")
_YEARLY = re.compile("要点|计[划画]|方案|安排|任务|分工|清单|部署|实事|目标|措施|意见$")
# 2023年执行情况和2024年计划: the second year is the one planned for.
_LOOKS_BACK = re.compile("(?:执行|完成|落实|进展|实施)情况|总结|回顾|评估")
_OPENING = 20_000  # characters in which a plan says what years it is for


def read_metadata(text: str, source: str, furniture: Sequence[Furniture], sections: Sequence[Section]) -> Metadata:
    """Return what the document says of itself; the title falls back to what the file is called, marked as inferred."""
    body_start = min((section.span.start for section in sections), default=len(text))
    margins = read_margins(text, furniture, body_start)
    keyed = read_keys(margins.keyed)
    titles = read_titles(text, margins.head, keyed.get("title"), source)
    issuer, issued_on = _issue(text, margins, keyed, titles)
    published_on = _read_date(keyed.get("published_on"))
    if issued_on is None and published_on is not None:
        issued_on = Fact(published_on.value, Origin.INFERRED, published_on.span, "正文只有发布日期")
    head = "\n".join(line.plain for line in margins.keyed if line.start < body_start)
    named_by = [("title", titles.title), ("notice", titles.notice), ("issuer", issuer)]
    # A name found in the body may be another plan's; who signs is known.
    found_in_body = titles.title.origin is Origin.INFERRED and titles.title.span is not None
    place = read_place(text, head, named_by[::-1] if found_in_body else named_by)
    level, parents = describe_place(place)
    return Metadata(
        title=titles.title,
        notice_title=titles.notice,
        place=place,
        place_level=level,
        place_parents=parents,
        doc_number=_read(keyed.get("doc_number") or find_own_number(margins.head)),
        issuer=issuer,
        issued_on=issued_on,
        published_on=published_on,
        period=_period(text, titles, margins.head),
        validity=_read(keyed.get("validity"))
        or _read(_search(_IN_FORCE, margins.foot, margins.head) or _amended(margins)),
        repealed_on=_read_date(keyed.get("repealed_on")),
        copied_to=_read(keyed.get("copied_to")),
        disclosure=_read(keyed.get("disclosure"))
        or _read(_search(_DISCLOSED, margins.head, margins.foot, group="how")),
    )


def _issue(text: str, margins: Margins, keyed: dict[str, Found], titles: Titles) -> tuple[Fact | None, Fact | None]:
    """Return who issued the document and when: who signs counts before who publishes, a day before a month."""
    head_end = margins.head[-1].span.end if margins.head else 0
    signature = find_signature(text, head_end, margins.foot[-1].span.end if margins.foot else len(text))
    decree = find_decree(margins.head)
    below = find_dated_line(margins.head)
    imprint = find_imprint(margins.foot)
    signers = [each.issuer for each in (signature, decree, below) if each]
    named_by = [*signers, keyed.get("issuer"), titles.author, keyed.get("publisher"), imprint.issuer]
    issuer = next(filter(None, named_by), None)
    signed = [each.signed for each in (signature, decree, below, imprint) if each]
    dates = [_read_date(keyed.get("issued_on")), *map(_dated, signed)]
    known = [date for date in dates if date]
    return _read(named(issuer) if issuer else None), max(known, key=lambda date: len(date.value), default=None)


def _period(text: str, titles: Titles, head: Sequence[Line]) -> Fact | None:
    """Return the years planned for: printed in the title, below it or as 规划期, otherwise those of its five-year plan."""
    title = titles.title
    for fact in (title, titles.notice):
        if fact and (printed := find_period(fact.value)):
            return Fact(printed.value, Origin.READ, _inside(text, fact, printed.span))
    for line in head:
        period = find_period(line.text)
        if period and re.fullmatch(r"[\s()（）]*", line.text[: period.span.start] + line.text[period.span.end :]):
            return _read(Found(period.value, Span(line.start + period.span.start, line.start + period.span.end)))
    stated = _PLANNED_FOR.search(text, 0, _OPENING)
    period = find_period(text[stated.end() : stated.end() + 24]) if stated else None
    if stated and period and period.span.start == 0:
        return _read(Found(period.value, Span(stated.end(), stated.end() + period.span.end)))
    for fact in (title, titles.notice):
        years = find_five_years(plain(fact.value)) if fact else None
        if fact and years:
            name = fact.value[years.span.start : years.span.end]
            return Fact(years.value, Origin.INFERRED, _inside(text, fact, years.span), f"{name}对应的年份")
    years_named = list(_ONE_YEAR.finditer(title.value))
    ahead = [year for year in years_named if not _LOOKS_BACK.search(year["of"])]
    year = next(iter(ahead or years_named), None)
    if year and _YEARLY.search(title.value):
        return Fact(year["year"], Origin.READ, _inside(text, title, Span(*year.span("year"))))
    return None


def _inside(text: str, fact: Fact, part: Span) -> Span | None:
    """Return where a part of a fact's value stands; the whole fact's span when that is printed otherwise."""
    if fact.span and fact.span.of(text) == fact.value:
        return Span(fact.span.start + part.start, fact.span.start + part.end)
    return fact.span


def _amended(margins: Margins) -> Found | None:
    """Return the last of the amendments that a decree names in the note below its title."""
    for at, line in enumerate(margins.head):
        opening = _NOTE.match(line.plain)
        lines = _note_lines(margins.head[at : at + _NOTE_LINES], opening.start("note")) if opening else []
        note = "".join(each.plain for each in lines)
        amended = [each for each in _AMENDED.finditer(note) if _AMENDING.search(each.group())]
        if amended:
            return _joined(lines, amended[-1].start(), amended[-1].end())
    return None


def _note_lines(lines: Sequence[Line], start: int) -> list[Line]:
    """Return the lines of the note that opens at `start` of the first; none when its bracket closes before a line ends."""
    taken: list[Line] = []
    depth = 0
    for line in lines:
        note = line.plain[0 if taken else start :]
        taken.append(line)
        depth += note.count("(") - note.count(")")
        if depth <= 0:
            return taken if note.endswith(")") else []
    return []


def _joined(lines: Sequence[Line], start: int, end: int) -> Found:
    """Return the characters `start` to `end` of lines put together; the span covers what stands between them."""
    parts: list[Found] = []
    for line in lines:
        if start < len(line.text) and end > 0:
            parts.append(line.found(max(0, start), min(end, len(line.text))))
        start, end = start - len(line.text), end - len(line.text)
    return Found("".join(each.value for each in parts), Span(parts[0].span.start, parts[-1].span.end))


def _search(pattern: re.Pattern[str], *margins: Sequence[Line], group: str | int = 0) -> Found | None:
    for lines in margins:
        for line in lines:
            match = pattern.search(line.plain)
            if match:
                return line.found(*match.span(group))
    return None


def _read(found: Found | None) -> Fact | None:
    return Fact(found.value, Origin.READ, found.span) if found else None


def _dated(date: Date | None) -> Fact | None:
    return Fact(date.value, Origin.READ, date.span) if date else None


def _read_date(found: Found | None) -> Fact | None:
    date = next(find_dates(found.value), None) if found else None
    if found is None or date is None:
        return None
    if len(found.value) != len(found.span):
        return Fact(date.value, Origin.READ, found.span)
    return Fact(date.value, Origin.READ, Span(found.span.start + date.span.start, found.span.start + date.span.end))
