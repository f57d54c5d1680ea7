"""Title, place, document number, issuer and dates of a plan, each with the span it was read from.

A document states them in one of three ways: as a key and its value (文号 张政办发〔2022〕100号), in the notice that carries
the plan (关于印发《…》的通知), or by standing alone before the body (张掖市人民政府办公室, then 2022年7月15日).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus.lines import Line, split_lines
from corpus.places import Place, PlaceLevel, gazetteer
from corpus.plan import Fact, Furniture, Metadata, Origin, Section, Span
from corpus.spanset import SpanSet

_BRACKETS = "[〔［\\[（(【]", "[〕］\\]）)】]"
DOC_NUMBER = re.compile(rf"[一-龥]{{2,12}}{_BRACKETS[0]}(?:19|20)\d{{2}}{_BRACKETS[1]}\s*(?:第\s*)?\d{{1,4}}\s*号")
_KEYS = {
    "doc_number": ("文号", "发文字号", "发文编号", "发文号", "文件编号", "文件号"),
    "issuer": ("发文机构", "发布机构", "发文机关", "发文单位", "制定机关", "公开主体", "信息来源"),
    "issued_on": ("成文日期", "成文时间", "印发日期", "发文日期", "签发日期"),
    "published_on": ("发布日期", "发布时间", "公开日期", "生成日期", "发布于"),
    "title": ("标题", "名称", "文件名称", "信息名称"),
}
_KEY_OF = {key: name for name, keys in _KEYS.items() for key in keys}
# Keys whose values are not read, but which are no value of the key above them.
_ALL_KEYS = frozenset(_KEY_OF) | {
    "索引号",
    "关键词",
    "主题词",
    "主题分类",
    "公开形式",
    "公开范围",
    "公开属性",
    "责任部门",
    "是否有效",
    "有效性",
    "废止日期",
    "实施日期",
    "文件类型",
    "分类",
    "来源",
}
# [标  题] X · 文号：X · 发布日期:X · **发布机构**: X · the key alone, its value on the next line
_KEYED = re.compile(
    r"^[\s•·*\-]*[\[【]?\s*(?P<key>[一-龥](?:[ \u3000]*[一-龥]){1,5})\s*\**\s*(?P<colon>[:：\]】])?\**\s*(?P<value>.*?)\s*$"
)
_KIND = "规划|计划|方案|意见|办法|规定|条例|细则|决定|通知|通告|公告|纲要|要点|措施|分工|指南|标准|预案|制度|规则|政策|报告|函|批复|答复"
_NOTICE = re.compile(r"(?:关于)?(?:印发|转发|发布|公布|下发)(?P<title>.{4,80}?)的(?:通知|通告|公告)")
_ENDS_AS_TITLE = re.compile(rf"(?:{_KIND})(?:[（(][^（）()]*[）)])?$")
_QUOTED_TITLE = re.compile(r"《(?P<title>[^《》\n]{4,80})》")
_NAMED_PLAN = re.compile(
    r"(?P<title>[一-龥]{2,12}?(?:省|市|区|县|州|旗)[^，。；,;：:《》\n]{0,20}?“?十[一二三四五六七八九]五”?[^，。；,;：:《》\n]{0,8}?规划)$"
)
# A document of one long line opens with its title, set off by a space.
_OPENING = re.compile(
    rf"[\s#*《]*(?P<title>[^\s。；;#*《》][^\n。；;]{{3,78}}?(?:{_KIND})(?=[\s》）)]|$)|[^\s。；;，,#*《》]{{5,60}})(?=[\s》]|$)"
)
_ORGANISATION = re.compile(
    r"^[一-龥]{2,30}(?:政府|办公室|办公厅|委员会|委|局|厅|部|院|署|会|中心|指挥部)(?:[ \u3000]+[一-龥]{2,30}(?:政府|办公室|办公厅|委员会|委|局|厅|部))*$"
)
_FRONT_LINES = 80
_LONGEST_KEYED_LINE = 300
_MENTIONS = 200  # of the word 规划 that are looked at for a name; a plan calls itself by name early
_LONGEST_NAME = 60
_DIGIT_OF = {numeral: str(digit) for digit, numeral in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})(?:\s*日)?(?!\d)"
)
_NUMBER = "(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CHINESE_DATE = re.compile(rf"(?P<y>[〇零○一二三四五六七八九]{{4}})年(?P<m>{_NUMBER})月(?P<d>{_NUMBER})日")


class _Found(NamedTuple):
    value: str
    span: Span


def read_metadata(text: str, source: str, furniture: Sequence[Furniture], sections: Sequence[Section]) -> Metadata:
    """Return what the document says of itself; the title falls back to what the file is called, marked as inferred."""
    body_start = min((section.span.start for section in sections), default=len(text))
    front = _front(text, furniture, body_start)
    keyed = _keyed_values(front)
    title, notice_issuer = _title(text, front, keyed, source)
    signature = _signature(front)
    issuer = _first(signature[0], keyed.get("issuer"), notice_issuer)
    published_on = _date_fact(keyed.get("published_on"))
    issued_on = _date_fact(keyed.get("issued_on")) or _date_fact(signature[1])
    if issued_on is None and published_on is not None:
        issued_on = Fact(
            published_on.value, Origin.INFERRED, published_on.span, "the text has only a date of publication"
        )
    return Metadata(
        title=title,
        place=_place(title, issuer, text, front),
        doc_number=_doc_number(front, keyed),
        issuer=issuer,
        issued_on=issued_on,
        published_on=published_on,
    )


def parse_date(text: str) -> date | None:
    """Return the first date in `text` (2022年7月15日, 2022-07-15, 二〇二二年七月十五日); None when there is none or it is garbled.

    >>> parse_date("二〇二二年七月十五日").isoformat()
    '2022-07-15'
    >>> parse_date("2021123") is None
    True
    """
    text = unicodedata.normalize("NFKC", text)
    match = _DATE.search(text)
    if match:
        year, month, day = (int(match[part]) for part in "ymd")
    else:
        match = _CHINESE_DATE.search(text)
        if match is None:
            return None
        year = int("".join(_DIGIT_OF[numeral] for numeral in match["y"]))
        month, day = _chinese_number(match["m"]), _chinese_number(match["d"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _chinese_number(numerals: str) -> int:
    tens, ten, units = numerals.rpartition("十")
    if not ten:
        return int("".join(_DIGIT_OF[numeral] for numeral in numerals))
    return int(_DIGIT_OF.get(tens, "1")) * 10 + int(_DIGIT_OF.get(units, "0"))


def _front(text: str, furniture: Sequence[Furniture], body_start: int) -> list[Line]:
    """Return the lines before the first section that are not furniture: the notice, its keys and its signature."""
    taken = SpanSet(each.span for each in furniture)
    lines = (
        Line(free.of(text), free.start) for line in split_lines(text[:body_start]) for free in taken.gaps(line.span)
    )
    return list(islice((line for line in lines if line.text.strip()), _FRONT_LINES))


def _keyed_values(front: list[Line]) -> dict[str, _Found]:
    values: dict[str, _Found] = {}
    for at, line in enumerate(front):
        match = _match_key(line.text)
        name = _KEY_OF.get(re.sub(r"\s", "", match["key"])) if match else None
        if match is None or name is None or name in values:
            continue
        value = match["value"].strip("*").strip()
        if value and match["colon"] is not None:
            # 发布日期:2021-12-17 来源:西青区应急管理局 — the value ends where the next key begins.
            value = re.split(r"\s+[一-龥]{2,5}[:：]", value)[0]
            start = line.span.start + line.text.index(value, match.start("value"))
            values[name] = _Found(value, Span(start, start + len(value)))
        elif not value and at + 1 < len(front) and not _is_key(front[at + 1].text):
            below = front[at + 1]
            values[name] = _Found(below.text.strip(), _stripped(below))
    return {name: found for name, found in values.items() if found.value.strip("-—/ ") not in {"", "无", "暂无"}}


def _match_key(line: str) -> re.Match[str] | None:
    return _KEYED.match(line) if len(line) <= _LONGEST_KEYED_LINE else None


def _is_key(line: str) -> bool:
    match = _match_key(line)
    return (match is not None and match["colon"] is not None) or re.sub(r"\s", "", line) in _ALL_KEYS


def _title(text: str, front: list[Line], keyed: dict[str, _Found], source: str) -> tuple[Fact, Fact | None]:
    """Return the title of the plan, not of the notice that carries it, and the issuer that the notice's title names."""
    headline = _headline(front, keyed)
    if headline is not None:
        joined, start = headline
        notice = _NOTICE.search(joined)
        if notice:
            wanted = notice["title"].strip("《》") or joined
            issuer = joined[: notice.start()].strip()
            issuer_fact = None
            at = text.find(issuer, start) if issuer else -1
            if at >= 0 and _ORGANISATION.match(issuer):
                issuer_fact = Fact(issuer, Origin.READ, Span(at, at + len(issuer)))
            return _printed_title(text, front, wanted), issuer_fact
        at = text.find(joined, start)
        if at >= 0:
            whole = re.fullmatch(r"《([^》]+)》", joined)
            span = Span(at + 1, at + len(joined) - 1) if whole else Span(at, at + len(joined))
            return Fact(span.of(text), Origin.READ, span), None
        return Fact(joined, Origin.INFERRED, reason="joined from the lines of the document's head"), None
    named = _named_plan(text)
    if named is not None:
        return Fact(named.of(text), Origin.INFERRED, named, "the text has no title and calls itself so here"), None
    opening = _OPENING.match(front[0].text) if front else None
    if opening:
        span = Span(front[0].start + opening.start("title"), front[0].start + opening.end("title"))
        return Fact(opening["title"], Origin.INFERRED, span, "how the text opens"), None
    return Fact(PurePosixPath(source).stem, Origin.INFERRED, reason="the text has no title: the name of the file"), None


def _named_plan(text: str) -> Span | None:
    """Return where the text first calls a plan by its place and period: 和平区应急体系建设“十四五”规划."""
    for mention in islice(re.finditer("规划", text), _MENTIONS):
        start = max(0, mention.end() - _LONGEST_NAME)
        named = _NAMED_PLAN.search(text[start : mention.end()])
        if named:
            return Span(start + named.start("title"), start + named.end("title"))
    return None


def _headline(front: list[Line], keyed: dict[str, _Found]) -> tuple[str, int] | None:
    """Return the document's own headline, joined when it runs over up to three lines, and where it starts."""
    if "title" in keyed:
        return keyed["title"].value, keyed["title"].span.start
    for at in range(min(len(front), 25)):
        joined = ""
        for line in front[at : at + 3]:
            joined += line.text.strip().strip("#*").strip()
            if len(joined) > 100 or (at and _match_key(line.text) and re.search("[:：]", line.text)):
                break
            if line.text.startswith("# ") and len(joined) > 4:
                return joined, front[at].span.start
            if _ENDS_AS_TITLE.search(joined) and not re.search(r"[。；，,;]|此件|[:：]$", joined):
                return joined, front[at].span.start
    return None


def _printed_title(text: str, front: list[Line], wanted: str) -> Fact:
    """Return `wanted` as the front prints it: in 《》 if anywhere, otherwise as it stands in the notice's title."""
    for line in front:
        for match in _QUOTED_TITLE.finditer(line.text):
            if _bare(match["title"]) == _bare(wanted):
                start = line.span.start + match.start("title")
                return Fact(match["title"], Origin.READ, Span(start, start + len(match["title"])))
    at = text.find(wanted)
    if at >= 0:
        return Fact(wanted, Origin.READ, Span(at, at + len(wanted)))
    return Fact(re.sub(r"\s+", "", wanted), Origin.INFERRED, reason="joined from the lines of the notice's title")


def _bare(title: str) -> str:
    return re.sub(r"[\s“”\"'《》]", "", unicodedata.normalize("NFKC", title))


def _doc_number(front: list[Line], keyed: dict[str, _Found]) -> Fact | None:
    """Return the document's own number: under its key, or alone on a line. Numbers of other documents stand in sentences."""
    if "doc_number" in keyed:
        return Fact(keyed["doc_number"].value, Origin.READ, keyed["doc_number"].span)
    for line in front:
        bare = line.text.strip().strip("*（）()")
        match = DOC_NUMBER.search(bare)
        if match and len(match.group()) >= len(bare) - 2:
            start = line.span.start + line.text.index(match.group())
            return Fact(match.group(), Origin.READ, Span(start, start + len(match.group())))
    return None


def _signature(front: list[Line]) -> tuple[Fact | None, _Found | None]:
    """Return the organisation and the date that close the notice: the last date that stands alone on its line."""
    for at in range(len(front) - 1, -1, -1):
        bare = front[at].text.strip().strip("*")
        if len(bare) > 20 or parse_date(bare) is None or re.search(r"[:：\]】]", bare) or not bare.endswith("日"):
            continue
        signed = _Found(bare, _stripped(front[at]))
        above = front[at - 1].text.strip().strip("*") if at else ""
        if _ORGANISATION.match(above):
            return Fact(above, Origin.READ, _stripped(front[at - 1])), signed
        return None, signed
    return None, None


def _date_fact(found: _Found | None) -> Fact | None:
    day = parse_date(found.value) if found else None
    return Fact(day.isoformat(), Origin.READ, found.span) if day and found else None


def _first(*candidates: Fact | _Found | None) -> Fact | None:
    for each in candidates:
        if isinstance(each, _Found):
            return Fact(each.value, Origin.READ, each.span)
        if each is not None:
            return each
    return None


def _place(title: Fact, issuer: Fact | None, text: str, front: list[Line]) -> Fact | None:
    """Return the place the plan is for: the first named in its title, otherwise in its issuer's name."""
    head = "\n".join(line.text for line in front)
    for fact, what in ((title, "title"), (issuer, "issuer")):
        for mention in gazetteer().find(fact.value if fact else ""):
            # 乡村振兴 is no 振兴区: within a title a county counts only with its suffix.
            if not mention.full and mention.span.start > 0 and _highest(mention.places)[0].level == PlaceLevel.COUNTY:
                continue
            places = _narrowed(mention.places, head)
            span = None
            if fact and fact.span and text[fact.span.start : fact.span.end] == fact.value:
                span = Span(fact.span.start + mention.span.start, fact.span.start + mention.span.end)
            if len(places) == 1:
                return Fact(places[0].full_name, Origin.INFERRED, span, f"named in the {what}")
            names = tuple(place.full_name for place in places)
            return Fact(places[0].name, Origin.INFERRED, span, f"named in the {what}; it can be any of these", names)
    return None


def _narrowed(places: Sequence[Place], head: str) -> Sequence[Place]:
    """Keep of several namesakes those whose city or province the head of the document names, if it names any."""
    named = [place for place in places if any(outer in head for outer in place.lineage)]
    return named or _highest(places)


def _highest(places: Iterable[Place]) -> list[Place]:
    ordered = list(places)
    level = min(place.level for place in ordered)
    return [place for place in ordered if place.level == level]


def _stripped(line: Line) -> Span:
    lead = len(line.text) - len(line.text.lstrip().lstrip("*"))
    kept = line.text.strip().strip("*")
    return Span(line.span.start + lead, line.span.start + lead + len(kept))
