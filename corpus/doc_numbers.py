"""The number under which a document was issued: 张政办发〔2022〕100号, 国务院令第708号, 公告2021年第3号."""

import re
from collections.abc import Iterator, Sequence

from corpus.margins import Found, Line, plain
from corpus.plan import Span

_COUNT = r"(?:\d{1,5}|[一二三四五六七八九十百〇零]{1,7})"
_NUMBERS = (
    # 丰政发〔2022〕3号 · 丰政办发(2020)第 9 号 · 湖应急发[2021]第三十号
    r"[一-龥A-Za-z]{1,16} {0,2}[〔\[(【〈] {0,2}(?:19|20)\d\d ?年? {0,2}[〕\])】〉] {0,2}(?:第 {0,2})?"
    rf"{_COUNT} {{0,2}}(?:号|(?<=\d)期)",
    # 国务院令第708号 · 应急管理部令 第5号
    rf"[一-龥]{{0,24}}令 {{0,4}}(?:[〔\[(](?:19|20)\d\d[〕\])] ?)?第? ?{_COUNT} ?号",
    # 公告 2021年第3号
    r"[一-龥]{0,24} {0,4}(?:19|20)\d\d ?年 ?第 ?\d{1,5} ?号(?:公告|通告|令)?",
    # 〔十三届〕第五十七号
    rf"[〔\[(][一-龥]{{2,8}}届[〕\])] ?第? ?{_COUNT} ?号",
)
_NUMBER = re.compile("|".join(_NUMBERS))
_NUMBER_HERE = re.compile(rf"\s{{0,4}}(?:{_NUMBERS[0]})")
_LONGEST_NUMBER = 60
_STANDING = re.compile(rf"(?<![一-龥\w《(\[〔“、，])(?:{_NUMBERS[0]})")
# 应急管理部令, below it 第5号 or 〔2021〕第5号; 公告, below it 2021年第3号
_BELOW_HEADER = re.compile(
    rf"[(〔\[](?P<bracketed>(?:(?:19|20)\d\d ?年? ?)?第 ?{_COUNT} ?号)[)〕\]]"
    rf"|(?:[(〔\[](?:19|20)\d\d ?年?[)〕\]] ?|(?:19|20)\d\d ?年? ?)?第 ?{_COUNT} ?[号期]"
)
_ISSUE = re.compile(rf"[(〔\[](?:19|20)\d\d ?年?[)〕\]] ?第? ?{_COUNT} ?期")
_HEADED = re.compile(r"[一-龥 ]{0,30}(?:令|公告|通告|纪要|简报|专报|快报|通报)")
# (2019年2月17日国务院令第708号公布 自2019年4月1日起施行)
_PROMULGATED = re.compile(rf"\(.{{0,16}}?日?(?P<number>[一-龥]{{2,16}}令 ?第 ?{_COUNT} ?号)(?:公布|发布)")
_SIGNED_BY = re.compile(r" *(?:签发人|特急|急件|平急|加急|机密|秘密)?.{0,12}")
_TITLE_END = re.compile(r"(?:通知|意见|决定|公告|通告|办法|规定|条例|规划|方案|批复|函|计划|纲要|措施|细则)[ *(]*$")


def find_number(found: Found) -> Found | None:
    """Return the number in the value of a key; the whole value when it has an unusual form with a 号 in it."""
    match = _NUMBER.search(plain(found.value))
    if match is None or len(found.value) != len(found.span):
        return found if "号" in found.value and len(found.value) < 40 else None
    start = found.span.start + match.start()
    return Found(found.value[match.start() : match.end()], Span(start, start + len(match.group())))


def number_at(text: str, at: int) -> int | None:
    """Return where the document number ends that `text` has at `at`, behind white space; None when there is none."""
    match = _NUMBER_HERE.match(plain(text[at : at + _LONGEST_NUMBER]))
    return at + match.end() if match else None


def find_standing_numbers(text: str, span: Span) -> Iterator[Span]:
    """Yield the document numbers in `span` that no word and no bracket stands before: ---某政办发〔2025〕17号各区…"""
    for match in _STANDING.finditer(plain(span.of(text))):
        yield Span(span.start + match.start(), span.start + match.end())


def find_own_number(lines: Sequence[Line]) -> Found | None:
    """Return the document's own number: alone on its line, beside the title, or below 令.

    Numbers of other documents stand in sentences (根据…（国办发〔2020〕1号）), and behind 《》.
    """
    for at, line in enumerate(lines):
        if line.is_cut or "《" in line.text or "。" in line.text:
            continue
        below = _BELOW_HEADER.fullmatch(line.plain)
        if below and at and _HEADED.fullmatch(lines[at - 1].plain):
            above = lines[at - 1]
            number = below["bracketed"] or line.plain
            return Found(re.sub(r"\s", "", above.text) + re.sub(r"\s", "", number), Span(above.start, line.span.end))
        if _ISSUE.fullmatch(line.plain):  # of a bulletin whose name stands elsewhere
            return line.found(0, len(line.text))
        promulgated = _PROMULGATED.match(line.plain)
        if promulgated:
            return line.found(*promulgated.span("number"))
        match = _NUMBER.search(line.plain)
        if match is None:
            continue
        before, after = line.plain[: match.start()].strip(" *(["), line.plain[match.end() :].strip(" *)]")
        if not before and (not after or _SIGNED_BY.fullmatch(after) or _TITLE_END.search(after)):
            return line.found(*match.span())
        if not after and _TITLE_END.search(before):
            return line.found(*match.span())
    return None
