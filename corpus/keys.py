"""Keys and values at the head or foot of a document: 文号：张政办发〔2022〕100号, or key and value on lines of their own."""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from corpus.dates import parse_date
from corpus.doc_numbers import find_number
from corpus.issuers import is_organisation
from corpus.margins import Found, Line
from corpus.plan import Span

_KEYS = {
    "title": "标题 名称 文件名称 文件标题 信息名称 公文名称 政策名称",
    "doc_number": "文号 发文字号 发文编号 发文号 发文文号 文件编号 文件号 文件字号 公文文号 公文编号",
    "issuer": "发文机关 发文机构 发文单位 发文部门 制定机关 制发机关 制定单位 印发机关 颁布机关 颁布单位 成文机关",
    "publisher": "发布机构 发布机关 发布单位 发布部门 公开主体 公开机构 公开部门 信息来源 信息提供单位 来源",
    "issued_on": "成文日期 成文时间 印发日期 印发时间 发文日期 发文时间 签发日期 签发时间 通过日期",
    "published_on": "发布日期 发布时间 公布日期 公布时间 公开日期 公开时间 生成日期 上网日期 上网时间 发布于 日期 时间",
    "repealed_on": "废止日期 废止时间 失效日期 失效时间",
    "validity": "有效性 是否有效 时效性 时效状态 效力状态 有效状态 效力 时效 文件状态 文件效力 有效期 有效期限",
    "copied_to": "抄送 抄报",
    "disclosure": "公开属性 公开方式 公开形式 公开类别 公开类型 公开性质 公开选项 信息公开选项 信息公开类别 信息公开形式",
    # Their values are not read, but they end the value of the key before them.
    "": "索引号 索取号 关键词 关键字 主题词 主题分类 体裁分类 组配分类 信息分类 信息类别 公文种类 文种 公开范围 公开期限 责任部门"
    " 实施日期 施行日期 生效日期 更新日期 更新时间 修改日期 文件类型 文档类型 分类 主送 审核 编辑 责任编辑 作者 浏览次数 阅读次数 阅读 字体 字号"
    " 原文链接 检索时间 检索关键词 附件 联系人 联系电话 联系方式 语种 载体类型 服务对象 政策解读 解读 打印 分享",
}
_NAME_OF = {key: name for name, keys in _KEYS.items() for key in keys.split()}
_GAP = " {0,4}"
KEY_WORDS = "|".join(_GAP.join(key) for key in sorted(_NAME_OF, key=len, reverse=True))
# [标  题] X · 文号：X · **发布机构**: X · the key alone, its value behind a tab or on the next line
_KEY = re.compile(
    rf"(?<![一-龥\w])[\[【(]?{_GAP}(?P<key>{KEY_WORDS}){_GAP}(?P<colon>\**{_GAP}[:\]】]+[:*]*|(?=[\s|]|$))(?=(?P<rest>.*))"
)
_OTHER_KEY = re.compile(r"[ \t|][一-龥]{2,6}:")
_EMPTY = re.compile(r"(?:[-—_/\s.。，,、*()]|暂无|无|空)*")
_VALIDITY = re.compile(r"有效|失效|废止|修[改订]|^[是否]$|\d|年|执行")
# The end of what was bracketed with its key: (信息公开选项：主动公开)
_UNOPENED = re.compile(r"(?P<value>[^(（\[【]*?)\s*[)）\]】][)）\]】。；\s]*")
_MORE_LINES = 6


class _Cell(NamedTuple):
    """A stretch of a line: the key that opens it, if one does, and what follows."""

    name: str | None
    value: Found
    line: int


def read_keys(lines: list[Line]) -> dict[str, Found]:
    """Return the value of each key that has one of its kind; the first one where a key stands twice."""
    cells = list(_cells(lines))
    found: dict[str, Found] = {}
    for at, cell in enumerate(cells):
        if not cell.name or cell.name in found:
            continue
        for value in filter(None, (_accepted(cell.name, each) for each in _candidates(cells, at))):
            found[cell.name] = value
            if cell.name != "copied_to" or not value.value.endswith(("，", ",", "、")):
                break
    return found


def is_keyed(line: Line) -> bool:
    """Tell whether `line` opens with a known key (文号：…, 文号 alone, or 公文种类 | 意见 as two cells of a box)."""
    match = _KEY.match(line.plain)
    if match is None:
        return False
    rest = match["rest"].strip(" *")
    return bool(match["colon"]) or not rest.strip("|") or rest[0] in "\t|"


def _cells(lines: Iterable[Line]) -> Iterator[_Cell]:
    for at, line in enumerate(lines):
        if line.is_cut:
            continue
        keys = [
            match
            for match in _KEY.finditer(line.plain)
            if match["colon"] or not line.plain[: match.start()].strip(" |*") or line.plain[match.start() - 1] in "\t|"
        ]
        if not keys or keys[0].start() > 0:
            yield _Cell(None, line.found(0, keys[0].start() if keys else len(line.text)), at)
        for match, following in zip_longest(keys, keys[1:]):
            end = following.start() if following else len(line.text)
            other = _OTHER_KEY.search(line.plain, match.end(), end)
            name = _NAME_OF[re.sub(r"\s", "", match["key"])]
            yield _Cell(name, line.found(match.end(), other.start() if other else end), at)


def _candidates(cells: list[_Cell], at: int) -> Iterator[Found]:
    """Yield what may be the value of a key: the rest of its line, joined with the lines below, or the line below."""
    value = cells[at].value
    below = [cell.value for cell in _up_to_key(cells[at + 1 : at + 1 + _MORE_LINES])]
    parts = [value, *below] if value.value.strip(" |") else below
    if not parts:
        return
    yield parts[0]
    for count in range(2, len(parts) + 1):
        yield Found("".join(part.value for part in parts[:count]), Span(parts[0].span.start, parts[count - 1].span.end))


def _up_to_key(cells: Iterable[_Cell]) -> Iterator[_Cell]:
    for cell in cells:
        if cell.name is not None:
            return
        yield cell


def _accepted(name: str, found: Found) -> Found | None:
    """Return the part of `found` that is a value for the key `name`; None when it is none."""
    value = found.value.strip("*| ")
    unopened = _UNOPENED.fullmatch(value)
    value = unopened["value"] if unopened else value
    if _EMPTY.fullmatch(value):
        return None
    start = found.span.start + found.value.index(value)
    found = Found(value, Span(start, start + len(value)) if len(found.span) == len(found.value) else found.span)
    match name:
        case "issued_on" | "published_on" | "repealed_on":
            return found if parse_date(value) else None
        case "doc_number":
            return find_number(found) if not re.search("[，。；]", value) else None
        case "issuer" | "publisher":
            return found if is_organisation(value) else None
        case "title":
            return found if len(value) > 4 else None
        case "copied_to":
            whole = value.partition("。")[0]
            return Found(whole, Span(found.span.start, found.span.end - len(value) + len(whole))) if whole else None
        case "validity":
            return found if _VALIDITY.search(value) and len(value) < 30 else None
        case _:
            return found if "公开" in value and len(value) < 20 else None
