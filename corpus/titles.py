"""The title of a plan, and of the notice that carries it."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus.dates import find_period
from corpus.doc_numbers import find_own_number
from corpus.issuers import is_organisation
from corpus.keys import is_keyed
from corpus.margins import Found, Line, plain
from corpus.places import gazetteer
from corpus.plan import Fact, Origin, Span

_KIND = (
    "规划|计[划画]|方案|意见|办法|规定|条例|细则|决定|决议|通知|通告|公告|通报|公报|纲要|要点|措施|分工|指南|指引|标准|规范|预案|制度|规则"
    "|规程|章程|政策|报告|函|批复|答复|行动|清单|名单|大纲|纪要|导则|任务书|白皮书|[^方设]法"
)
_ENDS_AS_TITLE = re.compile(rf"(?:{_KIND})(?:\([^()]{{1,30}}\)|》|的解读|解读|\(.{{1,20}})*$")
_NOTICE = re.compile(
    r"(?P<org>.{0,60}?)(?:关于)?(?:印发|转发|批转|发布|公布|下发|颁布|印送)(?P<title>.{4,160}?)(?:的(?:通知|通告|公告|函|决定|命令)|(?<=》))(?:\(.{1,30}\))?$"
)
_BYLINE = re.compile(r"^(?P<org>.{2,60}?)(?=关于|印发|转发|批转|发布|公布)")
_QUOTED = re.compile(r"《(?P<title>[^《》\n]{4,120})》")
_FIRST_QUOTED = re.compile(r"(?:《(?P<outer>[^《》]+(?:《[^《》]*》[^《》]*)*)》|〈(?P<inner>[^〈〉]+)〉)(?P<rest>.*)$")
_NO_TITLE = re.compile(
    r"[。；;!?！？]|[:：,，、]$|此件|[>»›|]|位置[:：]|^(?:附件?|目录|目次|各|现将|经(?![济信开贸])|为(?!民)|根据|https?)[:：0-9、，]?(?!.*(?:印发|关于))|://|^[-—]{2,}"
)
_MINUTES = re.compile(r"[^\s、，,]{4,}(?:会议)?纪要\s*$")
_LONGEST_TITLE = 160
_HEADLINE_LINES = 40
_JOINED_LINES = 5
_MENTIONS = 200  # of the word 规划 that are looked at for a name; a plan calls itself by name early
_LONGEST_NAME = 60
_BEFORE_NAME = 300
_PLAN_NAME = re.compile(
    r"[^，。；;:：《》、\n]{0,30}?“?(?:十[一二三四五六七八九]五|第十[一二三四五六七八九]?个五年)”?[^，。；;:：《》、\n]{0,12}规划$"
)
# 编制《甲规划》, and 本规划是甲规划; but 省政府编制《甲规划》 speaks of another's.
_MAKES = re.compile(
    r"(?:(?:^|[，,。；;：:\n]|特|现|我[省市县区州旗])\s*(?:研究|组织)?(?:编制|制定|制订|起草|拟定|印发)(?:了|本)?|本规划(?:即|是|为))《?$"
)
_OPENS_LINE = re.compile(r"(?:^|\n)[\s*#《]*$")
_SAYS_OF_ITSELF = re.compile(
    '》?(?:的?(?:总体|发展|主要|具体|规划)?(?:目标|期限|期|基准年|范围|指导思想|基本原则)(?:是|为|[:：])|[（(]以?下?简?称[“"《]*本)'
)
# A document of one long line opens with its title, set off by a space.
_OPENING = re.compile(
    rf"[\s#*《]*(?P<title>[^\s。；;#*《》][^\n。；;]{{3,78}}?(?:{_KIND})(?=[\s》）)]|$)|[^\s。；;，,#*《》]{{5,60}})(?=[\s》]|$)"
)


_ABOVE_KEYS = re.compile(r"[^\n。；;]{6,90}")


class Titles(NamedTuple):
    """The plan's title, its notice's, and the organisation that either names as its author."""

    title: Fact
    notice: Fact | None = None
    author: Found | None = None


class Headline:
    """Printed characters without white space and marks, each with its place in the document."""

    def __init__(self, lines: Sequence[Line]) -> None:
        kept = [
            (character, printed, line.start + at)
            for line in lines
            for at, (character, printed) in enumerate(zip(line.plain, line.text, strict=True))
            if not character.isspace() and character not in "*#"
        ]
        self.plain = "".join(character for character, _, _ in kept)
        self._printed = "".join(printed for _, printed, _ in kept)
        self._at = [at for _, _, at in kept]

    def found(self, text: str, start: int, end: int) -> Found:
        """Return a part of the headline: as printed when it stands on one line, otherwise joined."""
        span = Span(self._at[start], self._at[end - 1] + 1)
        printed = span.of(text)
        spaced_out = 3 * sum(map(str.isspace, printed)) > len(printed)
        whole = "\n" not in printed and "*" not in printed and not spaced_out
        return Found(printed if whole else self._printed[start:end], span)


def read_titles(text: str, head: Sequence[Line], keyed: Found | None, source: str) -> Titles:
    """Return the titles; that of the plan falls back to what the text or the file is called, marked as inferred."""
    headline = _headline(head, keyed)
    if headline is None:
        return Titles(_named_plan(text) or _opening(head) or _above_keys(head) or _file_name(source))
    whole = headline.found(text, 0, len(headline.plain))
    notice = _NOTICE.fullmatch(headline.plain)
    if notice is None:
        start, end = (1, -1) if re.fullmatch("《[^《》]+》", headline.plain) else (0, 0)
        title = headline.found(text, start, len(headline.plain) + end)
        carrier = _notice_of(title.value, head)
        carried = _read(carrier.found(text, 0, len(carrier.plain))) if carrier else None
        return Titles(_read(title), carried, _author(text, carrier or headline) or _author_above(head, title))
    inner, others = _inner(headline, notice.start("title"), notice.end("title"))
    title = _best_printed(head, headline.found(text, *inner))
    fact = Fact(title.value, Origin.READ, title.span, alternatives=others)
    return Titles(fact, _read(whole), _author(text, headline))


def _headline(head: Sequence[Line], keyed: Found | None) -> Headline | None:
    if keyed is not None and len(keyed.span) == len(keyed.value):
        return Headline([Line(keyed.value, plain(keyed.value), keyed.span.start)])
    for line in head[:_HEADLINE_LINES]:
        if line.is_headline and len(line.text) > 4 and not line.is_cut:
            return Headline([line])
    for at in range(min(len(head), _HEADLINE_LINES)):
        lines = _joined(head[at : at + _JOINED_LINES + 1])
        if lines and not _is_masthead(lines, head[at + 1 : at + 1 + _JOINED_LINES]):
            return Headline(lines)
    return None


def _is_masthead(lines: Sequence[Line], below: Sequence[Line]) -> bool:
    """Tell whether 会议纪要 heads the sheet, and the title is below: 防汛工作专题会议纪要."""
    return lines[0].plain.strip() == "会议纪要" and any(_MINUTES.search(line.plain) for line in below)


def _joined(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the first lines of `lines` that together are a title; none when they are not."""
    if not _opens_title(lines):
        return ()
    joined = ""
    for count, line in enumerate(lines[:_JOINED_LINES], start=1):
        if not _may_be_title(line) or (count > 1 and "关于" not in joined and _starts_anew(line, joined)):
            return ()
        joined += re.sub(r"[\s*#]", "", line.plain)
        if len(joined) > _LONGEST_TITLE:
            return ()
        unfinished = re.search("印发|转发|批转", joined) and not _NOTICE.fullmatch(joined)
        if (len(joined) > 4 or joined == "会议纪要") and _ENDS_AS_TITLE.search(joined) and not unfinished:
            more = lines[count : count + 1]
            return lines[: count + bool(more and _continues(more[0]))]
    return ()


def _may_be_title(line: Line) -> bool:
    return not (line.is_cut or _NO_TITLE.search(line.plain) or is_keyed(line) or find_own_number([line]))


def _opens_title(lines: Sequence[Line]) -> bool:
    """Tell whether the first line can open a title: an organisation's name only when 关于 or the like follows it."""
    first = lines[0].plain
    if is_organisation(first):
        return len(lines) > 1 and re.match("关于|印发|转发|批转|发布|公布", lines[1].plain) is not None
    if _ENDS_AS_TITLE.search(re.sub(r"[\s*]", "", first)):
        return True
    return re.search('关于|印发|转发|批转|[一二三四五六七八九十]五[”"]?$', first) is not None or _opens_with_place(
        first
    )


def _opens_with_place(line: str) -> bool:
    mentions = gazetteer().find(line[:24])
    return bool(mentions) and mentions[0].span.start < 2


def _starts_anew(line: Line, joined: str) -> bool:
    return is_organisation(line.plain) or (
        _opens_with_place(line.plain) and not joined.endswith(("“十四五”", "和", "、"))
    )


def _continues(line: Line) -> bool:
    """Tell whether `line` ends the title above it: （2021—2025年）, （试行）, 的通知."""
    if len(line.text) > 20 or not _may_be_title(line):
        return False
    bracketed = re.fullmatch(r"\((?P<inside>[^()]+)\)", line.plain)
    if bracketed:
        return find_period(line.text) is not None or re.search("试行|草案|稿|修订|版", line.plain) is not None
    return line.plain.startswith("的")


def _inner(headline: Headline, start: int, end: int) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Return where in the notice's title that of the plan stands, and the titles beside it (《甲》和《乙》)."""
    while True:
        quoted = _FIRST_QUOTED.match(headline.plain[start:end])
        others: tuple[str, ...] = ()
        if quoted and re.match(r"$|[和及与、,等]|[《〈]", quoted["rest"]):
            others = tuple(_QUOTED.findall(quoted["rest"]))
            title = quoted.span("outer" if quoted["outer"] else "inner")
            start, end = start + title[0], start + title[1]
        nested = _NOTICE.fullmatch(headline.plain[start:end])
        if nested is None:
            return (start, end), others
        start, end = start + nested.start("title"), start + nested.end("title")


def _best_printed(head: Sequence[Line], wanted: Found) -> Found:
    """Return the title as the head prints it: in 《》 if anywhere, then on its own line, then in the notice's title."""
    bare = _bare(wanted.value)
    for line in head:
        for match in _QUOTED.finditer(line.text):
            if _bare(match["title"]) == bare:
                return line.found(*match.span("title"))
    for line in head:
        if not line.is_cut and _bare(line.text) == bare:
            return Found(line.text, line.span)
    return wanted


def _notice_of(title: str, head: Sequence[Line]) -> Headline | None:
    """Return the title of the notice, among the lines of the head, that carries the plan called `title`."""
    bare = _bare(title)
    for line in head[:_HEADLINE_LINES]:
        if not line.is_cut and _may_be_title(line):
            headline = Headline([line])
            notice = _NOTICE.fullmatch(headline.plain)
            if notice and _bare(notice["title"]) == bare:
                return headline
    return None


def _author(text: str, headline: Headline) -> Found | None:
    byline = _BYLINE.match(headline.plain)
    if byline is None:
        return None
    found = headline.found(text, *byline.span("org"))
    return found if is_organisation(found.value) else None


def _author_above(head: Sequence[Line], title: Found) -> Found | None:
    """Return the organisation on the line above a title that comes again: 中共中央 国务院, then 关于…的意见."""
    bare = _bare(title.value)
    for above, line in zip(head, head[1:], strict=False):
        if _bare(line.text) == bare and not is_keyed(above) and is_organisation(above.text):
            return Found(above.text, above.span)
    return None


def _named_plan(text: str) -> Fact | None:
    """Return what the text calls its own plan by place and period: 和平区应急体系建设“十四五”规划的发展目标是…

    A plan that it follows, carries out or only mentions (为落实张掖市“十四五”规划) is another one.
    """
    for mention in islice(re.finditer("规划|規劃", text), _MENTIONS):
        start = max(0, mention.end() - _LONGEST_NAME)
        before = plain(text[start : mention.end()])
        for place in gazetteer().find(before):
            if place.full and _PLAN_NAME.fullmatch(before, place.span.start):
                span = Span(start + place.span.start, mention.end())
                if _is_own(plain(text[max(0, span.start - _BEFORE_NAME) : span.start]), text, span.end):
                    return Fact(span.of(text), Origin.INFERRED, span, "正文中的自称")
    return None


def _is_own(before: str, text: str, end: int) -> bool:
    """Tell whether a text speaks of its own plan, whose name stands between `before` and `end`."""
    if _MAKES.search(before):
        return True
    return _OPENS_LINE.search(before) is not None and _SAYS_OF_ITSELF.match(text, end) is not None


def _opening(head: Sequence[Line]) -> Fact | None:
    opening = _OPENING.match(head[0].text) if head else None
    if opening is None or opening["title"].count("《") != opening["title"].count("》"):
        return None
    found = head[0].found(*opening.span("title"))
    return Fact(found.value, Origin.INFERRED, found.span, "正文开头")


def _above_keys(head: Sequence[Line]) -> Fact | None:
    """Return the line above the keys of a page: 问答实录：《某办法》的有关情况, and below it 发布日期: 2024-05-06."""
    if len(head) < 2 or not is_keyed(head[1]) or not _ABOVE_KEYS.fullmatch(head[0].text.strip()):
        return None
    found = head[0].found(0, len(head[0].text))
    return Fact(found.value.strip(), Origin.INFERRED, found.span, "页面信息的上一行")


def _file_name(source: str) -> Fact:
    return Fact(PurePosixPath(source).stem, Origin.INFERRED, reason="取自文件名")


def _read(found: Found) -> Fact:
    return Fact(found.value, Origin.READ, found.span)


def _bare(title: str) -> str:
    return re.sub(r"[\s“”\"'《》〈〉*#—–－-]", "", plain(title))
