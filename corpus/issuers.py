"""Organisations that issue a document, and the signature with which they close it."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from corpus.dates import Date, find_dates
from corpus.margins import Found, Line, plain
from corpus.plan import Span

_ENDINGS = (
    "政府|办公室|办公厅|委员会|委|局|厅|部|院|署|会|中心|指挥部|处|司|总队|支队|大队|公司|集团|银行|大学|学院|检察院|法院"
    "|领导小组|专班|党组|办|中央|军区|管委会|街道|总社|联社|团"
)
_ORGANISATION = re.compile(rf"[一-龥“”()]{{1,36}}(?:{_ENDINGS})")
_NO_ORGANISATION = re.compile(
    r"^(?:为|现(?!代)|经(?![济信开贸])|将(?!乐)|请|按|根据|关于|特此|附|各|全(?![国南州椒])|以下|目录|总则|有关)|的|工作会$|社会$|机会$|全部$|干部$|内部$|大会$"
)
_ONLY_ENDING = re.compile("(?:人民)?政府|办公[室厅]|委员会|管委会")
# 市公安局|市财政局; but 国家税务总局甲市税务局 and 甲市公安局乙区分局 are one each.
_GLUED = re.compile(
    r"(?:(?<=[局委厅办府])|(?<=委员会)|(?<=办公室))(?<!总局)(?=(?:[一-龥]{2,3}[省市区县州]|省|市(?![场容直民]|政(?!府))|区(?!域)|县|州)[一-龥]{2,})(?![一-龥]{1,5}分局)"
)
_SEPARATOR = re.compile(r"[ \t、,，;；|]+")
# 工业和信息化部等七部门
_AND_OTHERS = re.compile("等[一二三四五六七八九十0-9]{0,3}(?:个)?(?:部门|单位|部委|委办局)$")
# The person who signs a decree stands between the organisation and the date: 部长 王祥喜.
_PERSON = re.compile(
    r"(?:总理|主席|主任|署长|行长|[部局省市区县州盟旗厅]长|代[理]?[省市区县]长)[ :]*[一-龥·]( ?[一-龥·]){1,8}"
)
_SEAL = re.compile(r"[(（](?:盖章|印章|公章|章|代章)[)）]|印$")
_DATE_LINE = re.compile(r"(?m)^[^\S\n]*[(（*]{0,3}(?=[0-9０-９〇零○ＯOo一二三四五六七八九])[^\n]{6,40}$")
_DECREE = re.compile(
    r"\(?(?P<day>[^()年]{4,8}年[^()日]{1,8}日)?(?:中华人民共和国)?(?P<org>[一-龥]{3,24}?)令(?: ?\(?第[^()]{1,8}号\)?)?(?:公布|发布)?[^()]{0,60}\)?"
)
# (2019年8月28日大连市第十六届人民代表大会常务委员会第十二次会议通过 …批准)
_PASSED = re.compile(
    r"\((?P<day>[^()年]{4,8}年[^()日]{1,8}日)(?:第[一二三四五六七八九十]{1,4}届)?(?P<place>[一-龥]{2,16}?)(?:第[一二三四五六七八九十]{1,4}届)?(?P<body>人民代表大会(?:常务委员会)?)"
    r"[^()]{0,24}?会议(?:审议|修订|批准)?(?:通过|批准)[^()]*\)"
)
# What stands below a signature that closes a text.
_BELOW = re.compile(r"\s*(?:附|[(（]?此件|抄\s*[送报]|[(（]?(?:信息)?公开(?:选项|属性|方式|形式|类[别型])|[*#【—-]|《)")
# The head of a column of dates, which can end a text as a signature does.
_DEADLINES = re.compile(
    r"(?m)(?:^|[|\t])[ \u3000*]*(?:完成|办结|整改|时间)?(?:时限|时间|期限|节点|要求)[ \u3000*]*(?:$|[|\t])"
)
_FOOT = 600  # characters
_MOST_SIGNERS = 24
_MOST_DATE_LINES = 2000  # a text with more is a table of dates
_LONGEST_NAME = 120


class Signature(NamedTuple):
    """Who signs and when; either may be missing."""

    issuer: Found | None
    signed: Date | None


def is_organisation(name: str) -> bool:
    """Tell whether `name` is an organisation's, or those of several: 市发展改革委 市应急局."""
    return split_organisations(name) != ()


def split_organisations(names: str) -> tuple[str, ...]:
    """Return the organisations in `names`; none when anything in it is not one.

    >>> split_organisations("上海市科学技术委员会  上海市杨浦区人民政府")
    ('上海市科学技术委员会', '上海市杨浦区人民政府')
    """
    if not 2 < len(names) <= _LONGEST_NAME and plain(names) not in {"市委", "区委", "县委", "省委"}:
        return ()
    bare = plain(_SEAL.sub("", names)).strip(" *:")
    parts = [_AND_OTHERS.sub("", part) for part in _SEPARATOR.split(bare) if part]
    if not any(_ONLY_ENDING.fullmatch(part) for part in parts[1:]) and parts and all(map(_is_one, parts)):
        return tuple(parts)
    joined = "".join(parts)
    return (joined,) if _is_one(joined) else ()


def find_signature(text: str, head_end: int, text_end: int) -> Signature | None:
    """Return the first signature of `text`: one line or several with organisations, then a line with the date.

    张掖市人民政府办公室
    2022年7月15日

    Behind the head it must close a text: in a flattened table, too, a date can stand below a unit. What ends the whole
    text at `text_end` is a signature wherever the text has no such table, and a month is enough there.
    """
    monthly = None
    tabular = _DEADLINES.search(text) is not None
    for line in islice(_DATE_LINE.finditer(text), _MOST_DATE_LINES):
        signed = _date_alone(line.group(), line.start())
        signers = _signers_above(text, line.start()) if signed else []
        if not signed or not signers:
            continue
        to_the_day = len(signed.value) == len("2022-07-15")
        ends = not tabular and line.start() < text_end and not text[line.end() : text_end].strip()
        if line.start() > head_end and not (ends or (to_the_day and _closes(text, signers[0].span.start, line.end()))):
            tabular = True
            continue
        signature = Signature(_joint(signers), signed)
        if to_the_day:
            return signature
        monthly = monthly or signature
    return monthly


def find_decree(lines: Sequence[Line]) -> Signature:
    """Return whose decree the document is: 中华人民共和国国务院令, or (2019年2月17日国务院令第708号公布 …) and its date.

    What a congress or its committee passed is theirs, whichever session it was.
    """
    for line in lines:
        passed = _PASSED.fullmatch(line.plain)
        if passed is not None and not line.is_cut:
            date = next(find_dates(line.text), None)
            placed = Date(date.value, Span(line.start + date.span.start, line.start + date.span.end)) if date else None
            place, body = line.found(*passed.span("place")), line.found(*passed.span("body"))
            return Signature(Found(place.value + body.value, Span(place.span.start, body.span.end)), placed)
        match = _DECREE.fullmatch(line.plain)
        if match and not line.is_cut and is_organisation(match["org"]):
            date = next(find_dates(line.text), None) if match["day"] else None
            placed = Date(date.value, Span(line.start + date.span.start, line.start + date.span.end)) if date else None
            return Signature(line.found(*match.span("org")), placed)
    return Signature(None, None)


def find_dated_line(lines: Sequence[Line]) -> Signature:
    """Return what closes the notice when no organisation stands above its date: 某局 2022年7月15日, or the date alone.

    A date in brackets below the title counts as well: （2021年1月4日）.
    """
    for line in reversed(lines):
        if line.is_cut or len(line.text) > _LONGEST_NAME:
            continue
        alone = _date_alone(line.text, line.start)
        if alone and re.search("[日号]|月$", line.text):
            return Signature(None, alone)
        for date in find_dates(line.text):
            before = line.text[: date.span.start]
            if len(line.text) == date.span.end and before.strip(" \u3000") and is_organisation(before.strip()):
                at = Date(date.value, Span(line.start + date.span.start, line.start + date.span.end))
                return Signature(named(line.found(0, date.span.start)), at)
    return Signature(None, None)


def find_imprint(lines: Sequence[Line]) -> Signature:
    """Return who printed the document and when, from its last lines: 张掖市人民政府办公室  2022年7月15日印发."""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.is_cut or not re.search("印 {0,4}发$", line.plain):
            continue
        date = next(find_dates(line.text), None)
        before = line.found(0, date.span.start) if date else line.found(0, 0)
        above = lines[at - 1].found(0, len(lines[at - 1].text)) if at else before
        issuer = next((each for each in (before, above) if each.value and is_organisation(each.value)), None)
        if not date and not issuer:
            continue
        placed = Date(date.value, Span(line.start + date.span.start, line.start + date.span.end)) if date else None
        return Signature(named(issuer) if issuer else None, placed)
    return Signature(None, None)


def named(found: Found) -> Found:
    """Return the organisations in `found` with 、 between them where white space was."""
    return Found(
        "、".join(split_organisations(found.value) if re.search(r"\s", found.value) else split_glued(found.value)),
        found.span,
    )


def _date_alone(line: str, offset: int) -> Date | None:
    for date in find_dates(line):
        around = line[: date.span.start] + line[date.span.end :]
        if re.fullmatch(r"[\s*()（）]*", around):
            return Date(date.value, Span(offset + date.span.start, offset + date.span.end))
    return None


def _signers_above(text: str, end: int) -> list[Found]:
    """Return the organisations on the lines that end before `end`, up to the first line that is none, in order."""
    signers: list[Found] = []
    while end > 0 and len(signers) < _MOST_SIGNERS:
        end -= 1
        start = text.rfind("\n", 0, end) + 1
        if end - start > 3 * _LONGEST_NAME:
            break
        line = text[start:end]
        name = line.strip().strip("*").strip()
        end = start
        if not name or (not signers and _PERSON.fullmatch(plain(name))):
            continue
        if not is_organisation(name):
            break
        at = start + line.index(name)
        signers.append(Found(name, Span(at, at + len(name))))
    return signers[::-1]


def _closes(text: str, start: int, end: int) -> bool:
    """Tell whether the signature from `start` to `end` stands at the end of its text."""
    before = text[max(0, start - _FOOT) : start].rstrip(" \t\u3000\n*")
    at_foot = len(text) - end < _FOOT and before.endswith(tuple("。）)！”"))
    return at_foot or _BELOW.match(text, end) is not None


def _joint(signers: Sequence[Found]) -> Found:
    return Found("、".join(_printed_names(signers)), Span(signers[0].span.start, signers[-1].span.end))


def _printed_names(signers: Sequence[Found]) -> list[str]:
    names: list[str] = []
    for signer in signers:
        bare = _SEAL.sub("", signer.value).strip()
        if names and _ONLY_ENDING.fullmatch(plain(bare)):
            names[-1] += bare
        elif len(split_organisations(bare)) > 1:
            names += [part for part in _SEPARATOR.split(bare) if part]
        else:
            names += split_glued(re.sub(r"\s", "", bare))
    return names


def split_glued(name: str) -> list[str]:
    """Return the organisations that `name` runs together, each with its place before it; one alone as it is.

    >>> split_glued("张掖市公安局张掖市财政局")
    ['张掖市公安局', '张掖市财政局']
    """
    parts = _GLUED.split(name)
    return parts if len(parts) > 1 and all(len(part) > 2 and _is_one(plain(part)) for part in parts) else [name]


def _is_one(name: str) -> bool:
    return _ORGANISATION.fullmatch(name) is not None and _NO_ORGANISATION.search(name) is None
