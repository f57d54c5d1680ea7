"""Marks the furniture of a document: what stands around the plan and is not part of it.

Furniture is found by what a line is and where it stands, never by which document it is in. It is marked, not removed:
offsets stay what they are.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile, islice

from corpus.lines import Line, split_lines
from corpus.plan import Furniture, FurnitureKind, Span
from corpus.spanset import SpanSet

_LEFTOVER = re.compile(
    r"(?=[\[错PHT&<])(?:\[bookmark: [^\]\n]{0,200}\]"
    r"|错误[!！]\s?未(?:定义书签|找到引用源)[。.]?|PAGEREF\s+_\w{1,40}(?:\s+\\[a-z])*|HYPERLINK\s+(?:\\l\s+)?\"[^\"\n]{0,200}\""
    r"|TOC\s+\\o\s+\"[^\"\n]{0,20}\"(?:\s+\\[a-z])*"
    # Tags that touch are one.
    r"|(?:&(?:nbsp|emsp|ensp|ldquo|rdquo|lt|gt|amp|middot);|</?(?:br|p|span|div|font|strong|b|o:p)(?:\s[^<>\n]{0,200})?/?>)++)"
)
_CONTENTS_TITLE = re.compile(r"^[#*\s]*(?:目\s*[录錄次]|contents)[\s*:：]*$", re.IGNORECASE)
_CONTENTS_WORD = re.compile(r"目\s*[录錄次]|contents", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[.．·…\s]*\d{1,3}$")
_NUMBERED = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+(?:[编編章节節条條篇]|部分)|[一二三四五六七八九十]{0,3}、|[（(][一二三四五六七八九十]+[）)]"
    r"|\d{1,2}[.．、]|附[件录表]|专栏)"
)
_UNNUMBERED_ENTRY = re.compile(
    r"(?:前\s*言|序\s*言|引\s*言|绪\s*论|导\s*言|结\s*语|附\s*[件录表则].{0,30}|名词解释|编制说明)"
)
# No longer than a heading is: a paragraph that happens to open like one is not a contents entry.
_LONGEST_ENTRY = 60

# What only a web page says: a short line with one of these is the page's.
_SITE_PHRASE = re.compile(
    r"版权所有|即将离开|网站标识码|ICP备|公网安备|举报电话\s*[:：]|网站地图|联系我们|邮\s*编\s*[:：]|^(?:邮\s*箱|地\s*址|电\s*话|传\s*真|技术支持)\s*[:：]"
    r"|扫一扫|(?<!文)字\s*[号体]\s*(?:[:：]|$)|打印(?:本页)?$|关闭(?:窗口)?$|分享(?:到|$)|当前位置|您(?:所在|现在|当前)?的?位置|上一篇|下一篇|返回顶部"
    r"|收藏本页|设为首页|天气预报|浏览次数|点击(?:数|量)|^\S+\.(?:png|jpe?g|gif|svg)$|^\**(?:原文链接|检索时间|检索关键词|更新时间)\**\s*[:：]|^.{0,3}(?:文件|附件|原文)下载"
    r"|^(?:网站)?首页\s*(?:$|[>»›/|])|登录\s*[|/丨]?\s*注册|简体\s*[|/丨]?\s*繁体|支持IPv6|^\[?(?:大|默认)\s*(?:中|大)\s*(?:小|超大)\]?$|^\W*【?(?:图解|一图读懂|图读懂)】?\W",
    re.IGNORECASE,
)
# What a page says too, but a plan may as well: the page's only where the line says hardly anything else.
_SITE_LABEL = re.compile(
    r"移动版|电脑版|手机版|二维码|无障碍(?:浏览|阅读|版|模式|辅助|工具)?|适老(?:化?版|化?模式)?|长者(?:模式|助手|版)|关怀版|微信公众号|官方微博|图解|一?图读懂"
    r"|(?:政策|部门|热点|专家)解读|相关(?:链接|文章|阅读|新闻)"
)
_MOST_WORDS_BESIDE_A_LABEL = 4
# 主办：… is the page's only beside a line that is surely so: a plan has organisers too.
_SITE_KEY = re.compile(r"(?:主办|承办|备案|协办)(?:单位)?\s*[:：]")
_DOCUMENT_TITLE = re.compile(
    r"(?:规划|计划|方案|意见|办法|规定|条例|细则|决定|通知|通告|公告|纲要|要点|措施|分工)[》”’)）]*$"
)
_LONGEST_SITE_LINE = 120
_CJK = re.compile("[一-龥]")
_WEATHER = re.compile(r"气象台.{0,30}(?:发布|预报)")
# The page's header is looked for in the first lines only, before the document has begun.
_HEADER_LINES = 40
_FOOTER_LINES = 200
# What a document opens with: its title, or the first of its keys.
_DOCUMENT_HEAD = re.compile(
    r"关于.{2,}的(?:通知|意见|决定|公告|通告|报告|函|批复)|规划|索引号|发文|文\s*号|标\s*题|发布日期|成文日期|^第\S{1,3}号$"
)
# What a page says of itself in its head stands above its menu.
_PAGE_KEY = re.compile(r"\s*(?:标题|发布日期|来源|网站名称)：")
_LABEL = re.compile(r"[^\W\d_][^。；：:;，,《》“”]{0,11}")
_FEWEST_LABELS = 3
# Two lines are a menu only where both are of one: 政务公开 / 互动交流, but not 特急 / 甲市文件.
_MENU_WORD = re.compile(
    r"首页|政[务民]|互动|信息公开|办事|服务$|新闻|资讯|专题|专栏$|走进|概况|导航|搜索|登录|注册|数据开放"
)
# - 5 - · — 5 — · 第5页 · 第 5 页 共 60 页 · 5 / 60
_SURE_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—－–]{1,2}\s*\d{1,4}\s*[-—－–]{1,2}|第\s*\d{1,4}\s*页(?:[\s,，]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*$"
)
_BARE_NUMBER = re.compile(r"^\s*\d{1,3}\s*$")
_FEWEST_PAGES = 3
_LONGEST_CELL = 12  # a number beside a line as short as this may be a cell of a flattened table
_SHORTEST_TITLE = 8
_TITLE_WORD = re.compile("规划|计划|方案|意见|办法|规定|条例|细则|决定|通知|通告|公告|纲要|要点|措施|分工")


def find_furniture(text: str) -> tuple[Furniture, ...]:
    """Return the furniture of `text`, in order, no two overlapping."""
    lines = split_lines(text)
    filled = [line for line in lines if line.text.strip()]
    marked: list[Furniture] = []
    taken = SpanSet([])
    for kind, spans in (
        (FurnitureKind.CONTENTS, _contents(lines) if _CONTENTS_WORD.search(text) else []),
        (FurnitureKind.SITE, sorted({*_header(lines), *_footer(filled)})),
        (FurnitureKind.PAGE, _pages(filled)),
        (FurnitureKind.REPEATED, _repeated_titles(lines)),
        (FurnitureKind.LEFTOVER, [Span(*match.span()) for match in _LEFTOVER.finditer(text)]),
    ):
        marked += [Furniture(kind, span) for span in spans if not taken.overlapping(span)]
        taken = SpanSet(each.span for each in marked)
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
                is_entry = _NUMBERED.match(entry) or _UNNUMBERED_ENTRY.fullmatch(entry)
                if _key(entry) in seen or not (has_page or (is_entry and paged < 2)):
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


def _first_lines(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines with words above the first numbered heading and the contents, as many as a header may have."""
    filled = (line for line in lines if line.text.strip())
    for line in islice(filled, _HEADER_LINES):
        if _NUMBERED.match(line.text) or _CONTENTS_TITLE.match(line.text):
            return
        yield line


def _header(lines: list[Line]) -> list[Span]:
    """Find the page's own lines above the document: before its first numbered heading."""
    found: list[Span] = []
    head: list[Line] = []
    for line in _first_lines(lines):
        entry = line.text.strip()
        head.append(line)
        if _is_site_line(entry) or _WEATHER.search(entry):
            found.append(line.span)
    return found + _navigation(head)


def _navigation(head: list[Line]) -> list[Span]:
    """Find the labels of a menu (政务公开 / 政务服务 / 互动交流) above the first line that a document opens with."""
    labels: list[Span] = []
    only_menu = True
    for line in dropwhile(lambda line: _PAGE_KEY.match(line.text), head):
        entry = line.text.strip(" \t\u3000•·*-|>")[: 2 * _LONGEST_SITE_LINE]
        if _DOCUMENT_HEAD.search(entry):
            is_menu = len(labels) >= _FEWEST_LABELS or (len(labels) > 1 and only_menu)
            return labels if is_menu else []
        if _LABEL.fullmatch(entry) and not entry.endswith(("政府", "办公室", "委员会", "局", "厅", "部")):
            labels.append(line.span)
            only_menu = only_menu and _MENU_WORD.search(entry) is not None
        elif entry and not _is_site_line(entry) and not _WEATHER.search(entry):
            return []
    return []


def _pages(filled: list[Line]) -> list[Span]:
    """Find page numbers, and the title that runs at the head or foot of the pages beside them."""
    at_number = [at for at, line in enumerate(filled) if _SURE_PAGE_NUMBER.match(line.text)]
    if len(at_number) < _FEWEST_PAGES:
        at_number = _bare_page_numbers(filled)
    beside = Counter(
        filled[near].text.strip() for at in at_number for near in (at - 1, at + 1) if 0 <= near < len(filled)
    )
    running = {entry for entry, times in beside.items() if times >= _FEWEST_PAGES and _is_running_title(entry)}
    heads = [at for at, line in enumerate(filled) if line.text.strip() in running] if running else []
    # The first of them, above the first page number, is the title itself.
    repeated = {at for at in heads if at > heads[0] or at > at_number[0]}
    return [filled[at].span for at in sorted(repeated.union(at_number))]


def _bare_page_numbers(filled: list[Line]) -> list[int]:
    """Return the positions of lone numbers that count the pages: each one more than the last, between long lines."""
    found: list[int] = []
    last = None
    for at, line in enumerate(filled):
        if not _BARE_NUMBER.match(line.text):
            continue
        value = int(line.text.strip())
        counts_on = last is None or value == last + 1
        if counts_on and not (_has_short(filled, at - 1) or _has_short(filled, at + 1)):
            found.append(at)
            last = value
    return found if len(found) >= _FEWEST_PAGES else []


def _has_short(filled: list[Line], at: int) -> bool:
    return 0 <= at < len(filled) and len(filled[at].text.strip()) <= _LONGEST_CELL


def _is_running_title(entry: str) -> bool:
    return _SHORTEST_TITLE <= len(entry) <= _LONGEST_ENTRY and entry[-1] not in "。；：:" and not _NUMBERED.match(entry)


def _repeated_titles(lines: list[Line]) -> list[Span]:
    """Find the lines above the first heading that print the title once more, word for word."""
    seen: set[str] = set()
    found: list[Span] = []
    for line in _first_lines(lines):
        entry = line.text.strip()
        key = re.sub(r"^\W*(?:标\s*题|名\s*称)\W*|\W", "", entry)
        if len(key) < _SHORTEST_TITLE or len(entry) > _LONGEST_SITE_LINE or entry[-1] in "。；：:":
            continue
        if key in seen and _TITLE_WORD.search(key):
            found.append(line.span)
        seen.add(key)
    return found


def _footer(filled: list[Line]) -> list[Span]:
    """Find the page's own lines below the document: from a site line to the end, at least half of them site lines.

    Between them may stand short lines that say nothing of themselves (移动版). A sentence or a heading ends the search.
    """
    footer: list[Span] = []
    seen: list[Span] = []
    site_lines = sure_lines = 0
    for line in islice(reversed(filled), _FOOTER_LINES):
        entry = line.text.strip()
        is_site = _is_site_line(entry)
        is_key = not is_site and _SITE_KEY.search(entry) is not None and len(entry) <= _LONGEST_SITE_LINE
        if not (is_site or is_key) and (
            len(entry) > _LONGEST_SITE_LINE or entry[-1] in "。；" or _NUMBERED.match(entry)
        ):
            break
        seen.append(line.span)
        site_lines += is_site or is_key
        sure_lines += is_site
        if (is_site or is_key) and sure_lines and 2 * site_lines >= len(seen):
            footer = list(seen)
    return footer


def _is_site_line(entry: str) -> bool:
    if not entry or len(entry) > _LONGEST_SITE_LINE or entry[-1] in "。；" or _NUMBERED.match(entry):
        return False
    if _SITE_PHRASE.search(entry):
        return True
    if not _SITE_LABEL.search(entry) or (len(entry) > _SHORTEST_TITLE and _DOCUMENT_TITLE.search(entry)):
        return False
    return len(_CJK.findall(_SITE_LABEL.sub("", entry))) <= _MOST_WORDS_BESIDE_A_LABEL
