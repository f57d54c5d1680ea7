"""Web pages as they are saved from government sites."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.errors import CorpusError
from corpus.readers import plain
from corpus.readers.joining import WIDE, GridCell, heading_line, number_line, table_lines, tidy
from corpus.readers.numerals import format_number

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre section summary "
        "table tbody td tfoot th thead tr ul",
    )
)
# What a browser does not print as text of the page, or what only answers to a mouse.
_UNSEEN = frozenset(
    re.findall(
        r"\w+",
        "applet area audio base button canvas datalist del embed frame frameset head iframe img input link map math meta "
        "meter noembed noframes noscript object option param picture progress rp rt script select source style svg template "
        "textarea title track video",
    )
)
_HEADING = re.compile("h[2-6]")  # h1 is the title of the page
_TABLE_PARTS = frozenset(re.findall(r"\w+", "caption colgroup col thead tbody tfoot tr td th script style template"))
_AROUND = frozenset(("nav", "header", "footer"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "search"))
_MAIN = frozenset(("article", "main"))
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_TAG = re.compile(r"<(?:[a-z][a-z0-9]*[\s/>]|!doctype|!--)", re.IGNORECASE)
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE
)
_HEAD_BYTES = 4096
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WIDE_BREAK = re.compile(rf"(?<=[{WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{WIDE}])")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十百\dA-Za-z]{1,4}[）)、．.]|第.{1,5}[章节条]|[①-⑳]")
_LARGEST_SPAN = 100
_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LIST_STYLES = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "none": "",
    **dict.fromkeys(("lower-alpha", "lower-latin"), "lowerLetter"),
    **dict.fromkeys(("upper-alpha", "upper-latin"), "upperLetter"),
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-decimal": "ideographDigital",
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"), "chineseCountingThousand"),
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
}
_LIST_STYLE = re.compile(
    rf"list-style(?:-type)?\s*:[^;]{{0,80}}?(?<![\w-])({'|'.join(_LIST_STYLES)})(?![\w-])", re.IGNORECASE
)
# The names that sites of governments give their metadata, and the words by which a document states them.
_META = {"articletitle": "标题", "pubdate": "发布日期", "contentsource": "来源", "sitename": "网站名称"}
_SITE_SUFFIX = re.compile(r"\s*[-_|–—]+\s*[^-_|–—]*(?:政府|网|网站|门户|平台|局|委员会|委|厅|部|公开)\s*$")
_PLAN_TITLE = re.compile("(?:规划|纲要|计划|方案|预案|通知|意见|办法|决定|条例|规定|[)）])$")
_CHANNEL = re.compile(r"\s*[-_|–—]+\s*")
_SHORTEST_TITLE, _LONGEST_TITLE = 5, 300


def read(path: Path) -> str:
    """Return the text of the page: one line a paragraph, heading, list item and table row; its metadata in front.

    Left out is what the markup itself sets apart: scripts, forms' controls, hidden parts, navigation, the header and
    the footer of the page. Metadata comes as 标题：… only where the page does not show it. Raises CorpusError when the
    bytes are not text.
    """
    source = _decode(path.read_bytes(), path.name)
    if not _TAG.search(source):
        return plain.read(path)
    # huge_tree: pages made by Word nest deeper than the parser's usual limit, behind which it drops the rest.
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = document_fromstring(source.replace("\0", "").encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise CorpusError(f"{path.name} is no page that can be read, a plan needs text: save the page again") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise CorpusError(f"{path.name} nests too deep, the rest of its text cannot be read: save the page as text")
    body = _Page(root).lines()
    return "\n".join((*_metadata_lines(root, "".join(body)), *body))


def _decode(data: bytes, name: str) -> str:
    """Return the page as text: UTF-8 when it is valid, otherwise in the charset that the page names, if its bytes fit."""
    named = _CHARSET.search(data[:_HEAD_BYTES])
    for charset in ("utf-8-sig", named[1].decode("ascii", "replace").lower() if named else ""):
        with suppress(UnicodeDecodeError, LookupError):
            # Pages that name GB2312 or GBK hold characters of GB18030.
            text = data.decode("gb18030" if charset.startswith(("gb", "x-gbk")) else charset)
            if "\0" not in text:
                return text
    return plain.decode(data, name)


@dataclass(slots=True)
class _List:
    """An ol that is open: the number of its next item, and how it counts."""

    element: HtmlElement
    number: int
    step: int
    style: str


class _Page:
    """Walks a page, or a cell of a table, in document order and gathers its lines."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._lines: list[str] = []
        self._pieces: list[str] = []  # of the line that is open
        self._number = ""  # of the list item that the next line opens
        self._lists: list[_List] = []
        self._heading = 0  # the level of the heading that is open
        self._verbatim = 0  # how many pre are open
        self._main: list[HtmlElement] = []  # the open main and article, and what holds the text itself

    def lines(self) -> list[str]:
        """Return the lines, none of them empty."""
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element)
            elif not self._enter(element):
                walk.skip_subtree()
        self._end_line()
        return self._lines

    def _enter(self, element: HtmlElement) -> bool:
        """Take in what stands before the children of `element`; False when the children are not to be visited."""
        if element.tag in _UNSEEN or _is_hidden(element):
            return False
        if element.tag in _BLOCKS or element.tag == "br":
            self._end_line()
        if not self._main and _is_around(element):
            if not self._holds_the_text(element):
                return False
            self._main.append(element)
        elif element.tag in _MAIN:
            self._main.append(element)
        if element.tag == "table" and _is_table_of_data(element):
            self._lines += _table(element)
            return False
        if _HEADING.fullmatch(str(element.tag)):
            self._heading = int(element.tag[1])
        elif element.tag == "pre":
            self._verbatim += 1
        elif element.tag == "ol":
            self._lists.append(_open_list(element))
        elif element.tag == "li" and self._lists and element.getparent().tag == "ol":
            self._number = _next_number(self._lists[-1], element)
        self._add(element.text)
        return True

    def _leave(self, element: HtmlElement) -> None:
        """Take in what stands after `element`; also called for those whose children were not visited."""
        if self._main and self._main[-1] is element:
            self._main.pop()
        if element.tag in _BLOCKS and element.tag not in _UNSEEN:
            self._end_line()
        if _HEADING.fullmatch(str(element.tag)):
            self._heading = 0
        elif element.tag == "pre" and self._verbatim:
            self._verbatim -= 1
        elif element.tag == "ol" and self._lists and self._lists[-1].element is element:
            self._lists.pop()
        elif element.tag == "li":
            self._number = ""
        if element is not self._root:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._verbatim:
            *lines, text = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for line in lines:
                self._pieces.append(line)
                self._end_line()
        self._pieces.append(text)

    def _end_line(self) -> None:
        line = tidy(_SPACE.sub(" ", _WIDE_BREAK.sub("", "".join(self._pieces))))
        self._pieces.clear()
        if line:
            # Where an item opens with a number of its own, the style sheet of the site hides the browser's.
            own = not self._number or _NUMBERED.match(line)
            line = line if own else number_line(self._number, line)
            self._lines.append(heading_line(self._heading, line) if self._heading else line)
            self._heading = 0
            self._number = ""

    def _holds_the_text(self, element: HtmlElement) -> bool:
        """Tell whether most sentences of the page are in `element`: a header that was never closed swallows the rest."""
        return 2 * _sentences(element) > _sentences(self._root)


def _is_hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", "")) is not None


def _is_around(element: HtmlElement) -> bool:
    return element.tag in _AROUND or element.get("role", "").lower() in _AROUND_ROLES


def _sentences(element: HtmlElement) -> int:
    texts = (each.text for each in element.iter() if each.text and each.tag not in _UNSEEN)
    tails = (each.tail for each in element.iterdescendants() if each.tail)
    return sum(text.count("。") + text.count("；") for text in chain(texts, tails))


def _open_list(element: HtmlElement) -> _List:
    backwards = "reversed" in element.attrib
    items = sum(child.tag == "li" for child in element) if backwards else 1
    return _List(element, _whole(element.get("start"), items), -1 if backwards else 1, _list_style(element, "decimal"))


def _next_number(counted: _List, item: HtmlElement) -> str:
    number = _whole(item.get("value"), counted.number)
    counted.number = number + counted.step
    style = _list_style(item, counted.style)
    if not style:
        return ""
    written = format_number(number, style)
    return written + ("." if written.isascii() else "、")


def _list_style(element: HtmlElement, inherited: str) -> str:
    """Return the style of the numbers in words of Word (see `format_number`); empty where none are shown."""
    stated = _LIST_STYLE.search(element.get("style", ""))
    return _LIST_STYLES[stated[1].lower()] if stated else _TYPES.get(element.get("type", ""), inherited)


def _whole(written: str | None, otherwise: int) -> int:
    match = re.match(r"\s*([+-]?\d{1,6})", written or "", re.ASCII)
    return int(match[1]) if match else otherwise


def _is_table_of_data(table: HtmlElement) -> bool:
    """Tell a table from one that only places what is in it, as old pages do with the whole document."""
    if next(table.iterdescendants("table"), None) is not None or table.get("role") in {"presentation", "none"}:
        return False
    for element in table.iter("table", "thead", "tbody", "tfoot", "tr"):
        # Text between the cells would be lost with them.
        stray = [element.text, *(child.tail for child in element)]
        if any(map(str.strip, filter(None, stray))) or any(child.tag not in _TABLE_PARTS for child in element):
            return False
    return True


def _table(table: HtmlElement) -> Iterator[str]:
    for caption in table.iterchildren("caption"):
        yield from _Page(caption).lines()
    yield from table_lines(_cells(table))


def _cells(table: HtmlElement) -> Iterator[GridCell]:
    rows = [row for row in table.iter("tr") if not any(map(_is_hidden, (row, *row.iterancestors("tbody", "table"))))]
    free_from: defaultdict[int, int] = defaultdict(int)  # for each column, the first row below the cells placed so far
    for at, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            if _is_hidden(cell):
                continue
            while free_from[column] > at:
                column += 1
            width = min(max(_whole(cell.get("colspan"), 1), 1), _LARGEST_SPAN)
            height = _whole(cell.get("rowspan"), 1) or len(rows)  # 0 is down to the last
            height = min(max(height, 1), len(rows) - at, _LARGEST_SPAN)
            yield GridCell(at, column, height, width, _Page(cell).lines())
            for taken in range(column, column + width):
                free_from[taken] = at + height
            column += width


def _metadata_lines(root: HtmlElement, body: str) -> Iterator[str]:
    """Yield the page's metadata that its body does not show, each as `键：值`."""
    shown = _bare(body)
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        stated.setdefault(meta.get("name", "").lower(), _SPACE.sub(" ", tidy(meta.get("content", ""))))
    titles = [tidy(title.text or "") for title in root.iter("title")]
    # What Word writes as title is often that of the document from which the file was once copied.
    if (
        not stated.get("articletitle")
        and titles
        and not re.search("word|wps", stated.get("generator", ""), re.IGNORECASE)
    ):
        title = _without_channels(_without_site(_SPACE.sub(" ", titles[0][:_LONGEST_TITLE])), shown)
        stated["articletitle"] = title if len(title) >= _SHORTEST_TITLE else ""
    for name, key in _META.items():
        value = stated.get(name, "")
        if _bare(value) and not (_shows_date(body, value) if name == "pubdate" else _bare(value) in shown):
            yield f"{key}：{value}"


def _without_site(title: str) -> str:
    """Return the title of a window without the names of the site behind it: 应急管理规划_张掖市人民政府网 loses _张掖市人民政府网."""
    while (shorter := _SITE_SUFFIX.sub("", title)) != title:
        title = shorter
    return title


def _without_channels(title: str, shown: str) -> str:
    """Return the part of a window's title that the page shows: …的通知 of …的通知_政策文件; all of it where it shows none."""
    if _bare(title) in shown:
        return title
    for separator in reversed(list(_CHANNEL.finditer(title))):
        before = title[: separator.start()]
        if _PLAN_TITLE.search(before) and _bare(before) in shown:
            return before
    return title


def _shows_date(body: str, value: str) -> bool:
    parts = [part.lstrip("0") for part in re.findall(r"\d+", value)[:3]]
    return bool(parts) and re.search(r"(?<!\d)" + r"\D{1,3}0?".join(parts) + r"(?!\d)", body) is not None


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
