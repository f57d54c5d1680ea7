"""Marks the furniture of a document: what stands around the plan and is not part of it.

Furniture is found by what a line is and where it stands, never by which document it is in. It is marked, not removed:
offsets stay what they are.
"""

import re

from corpus.lines import Line, split_lines
from corpus.plan import Furniture, FurnitureKind, Span
from corpus.spanset import SpanSet

_LEFTOVER = re.compile(r"\[bookmark: [^\]\n]{0,200}\]")
_CONTENTS_TITLE = re.compile(r"^[#*\s]*(?:目\s*[录錄次]|contents)[\s*:：]*$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[.．·…\s]*\d{1,3}$")
_NUMBERED = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[编章节条]|[一二三四五六七八九十]{0,3}、|[（(][一二三四五六七八九十]+[）)]"
    r"|\d{1,2}[.．、]|附[件录表]|专栏)"
)
# No longer than a heading is: a paragraph that happens to open like one is not a contents entry.
_LONGEST_ENTRY = 60

# Phrases that pages put above or below a document. Each must stand in a short line by itself.
_SITE_PHRASE = re.compile(
    r"版权所有|(?:主办|承办|备案)(?:单位)?\s*[:：]|移动版|电脑版|即将离开|网站标识码|ICP备|公网安备|举报电话|网站地图|联系我们|邮\s*编\s*[:：]"
    r"|^(?:邮\s*箱|地\s*址|电\s*话|传\s*真|技术支持)\s*[:：]|扫一扫|二维码|无障碍|适老|字\s*[号体]\s*(?:[:：]|$)|打印(?:本页)?$|关闭(?:窗口)?$|分享(?:到|$)|当前位置|您(?:所)?在的?位置"
    r"|上一篇|下一篇|返回顶部|收藏本页|设为首页|天气预报|相关(?:链接|文章|阅读|新闻)|政策解读$|图解|图读懂|部门解读|热点解读"
    r"|文件下载|附件下载|浏览次数|点击(?:数|量)|^\S+\.(?:png|jpe?g|gif|svg)$",
    re.IGNORECASE,
)
_LONGEST_SITE_LINE = 120
_WEATHER = re.compile(r"气象台.{0,30}(?:发布|预报)")
# The page's header is looked for in the first lines only, before the document has begun.
_HEADER_LINES = 40


def find_furniture(text: str) -> tuple[Furniture, ...]:
    """Return the furniture of `text`, in order, no two overlapping."""
    lines = split_lines(text)
    contents = SpanSet(_contents(lines))
    site = SpanSet(each for each in {*_header(lines), *_footer(lines)} if not contents.overlapping(each))
    leftovers = [Span(*match.span()) for match in _LEFTOVER.finditer(text)]
    marked = [Furniture(FurnitureKind.CONTENTS, span) for span in contents.spans]
    marked += [Furniture(FurnitureKind.SITE, span) for span in site.spans]
    marked += [
        Furniture(FurnitureKind.LEFTOVER, span)
        for span in leftovers
        if not contents.overlapping(span) and not site.overlapping(span)
    ]
    return tuple(sorted(marked, key=lambda each: each.span))


def _contents(lines: list[Line]) -> list[Span]:
    """Find each table of contents: its title and the entries below it, up to the first line that is none.

    The contents end where the first entry comes again (the body begins), or at a line that is not like an entry:
    it has neither a number (三、主要任务) nor a page number (工作成效5).
    """
    found: list[Span] = []
    at = 0
    while at < len(lines):
        if not _CONTENTS_TITLE.match(lines[at].text):
            at += 1
            continue
        start = lines[at].span.start
        end = lines[at].span.end
        at += 1
        seen: set[str] = set()
        paged = 0
        while at < len(lines):
            entry = lines[at].text.strip()
            if entry:
                if len(entry) > _LONGEST_ENTRY:
                    break
                has_page = _paged(entry)
                # After entries with page numbers, a heading without one is the first of the body.
                if _key(entry) in seen or not (has_page or (_NUMBERED.match(entry) and paged < 2)):
                    break
                paged += has_page
                seen.add(_key(entry))
                end = lines[at].span.end
            at += 1
        if len(seen) > 1:
            found.append(Span(start, end))
    return found


def _paged(entry: str) -> bool:
    bare = _PAGE_NUMBER.sub("", entry)
    return bare != entry and any(character.isalpha() for character in bare)


def _key(entry: str) -> str:
    return re.sub(r"\W+", "", _PAGE_NUMBER.sub("", entry))


def _header(lines: list[Line]) -> list[Span]:
    """Find the page's own lines above the document: before its first numbered heading."""
    found: list[Span] = []
    for line in lines[:_HEADER_LINES]:
        entry = line.text.strip()
        if _NUMBERED.match(entry):
            break
        if _is_site_line(entry) or _WEATHER.search(entry):
            found.append(line.span)
    return found


def _footer(lines: list[Line]) -> list[Span]:
    """Find the page's own lines below the document: from a site line to the end, at least half of them site lines.

    Between them may stand short lines that say nothing of themselves (移动版). A sentence or a heading ends the search.
    """
    footer: list[Span] = []
    seen: list[Span] = []
    site_lines = 0
    for line in reversed(lines):
        entry = line.text.strip()
        if not entry:
            continue
        is_site = _is_site_line(entry)
        if not is_site and (len(entry) > _LONGEST_SITE_LINE or entry[-1] in "。；" or _NUMBERED.match(entry)):
            break
        seen.append(line.span)
        site_lines += is_site
        if is_site and 2 * site_lines >= len(seen):
            footer = list(seen)
    return footer


def _is_site_line(entry: str) -> bool:
    if not entry or len(entry) > _LONGEST_SITE_LINE or entry[-1] in "。；":
        return False
    return _SITE_PHRASE.search(entry) is not None
