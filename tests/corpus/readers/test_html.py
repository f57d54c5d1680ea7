from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.readers import html, read_text
from tests.corpus.readers.contract import ReaderContract
from tests.corpus.readers.conversions import Block, write_html


def lines_of(folder: Path, page: str | bytes) -> list[str]:
    path = folder / "规划.html"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return read_text(path).split("\n")


class TestHtml(ReaderContract):
    endings = (".html", ".htm")

    def write(self, path: Path, blocks: Sequence[Block]) -> None:
        write_html(path, blocks)


@pytest.mark.parametrize(
    "page",
    [
        "<nav>首页</nav><p>甲</p>",
        "<header>某市人民政府</header><p>甲</p><footer>版权所有</footer>",
        "<div role=navigation>首页</div><p>甲</p>",
        "<p>甲</p><script>alert('乙')</script><style>p { color: red }</style><noscript>乙</noscript>",
        "<p>甲</p><p hidden>乙</p><p style='DISPLAY: none'>乙</p><p style='visibility:hidden'>乙</p>",
        "<p>甲</p><select><option>乙</select><button>打印</button><textarea>乙</textarea><!-- 乙 --><iframe>乙</iframe>",
        "<p>甲<del>乙</del></p><img alt=乙><svg><text>乙</text></svg><object>乙</object>",
    ],
)
def test_what_the_markup_sets_apart_is_left_out(tmp_path: Path, page: str) -> None:
    assert lines_of(tmp_path, page) == ["甲"]


def test_header_inside_the_article_belongs_to_the_text(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "<article><header><h1>规划</h1></header><p>甲</p></article>") == ["规划", "甲"]


def test_header_that_was_never_closed_does_not_take_the_text_with_it(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "<header><a>首页</a><div><p>甲。</p><p>乙。</p></div>") == ["首页", "甲。", "乙。"]


def test_broken_source_lines_of_chinese_are_joined_without_a_space(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "<p>  一、总体\n   要求 Plan\n B</p><p>甲<br>乙<span>丙</span>\u200b丁</p>") == [
        "一、总体要求 Plan B",
        "甲",
        "乙丙丁",
    ]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<ol start=9><li><p>甲</p><p>乙</p><li value=12>丙<li>丁</ol>", ["9.甲", "乙", "12.丙", "13.丁"]),
        ("<ol type=i><li>甲<ol type=A><li>乙</ol><li>丙</ol>", ["i.甲", "A.乙", "ii.丙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.甲", "1.乙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
        ("<ol style='list-style: none'><li>甲</ol><ul><li>乙</ul>", ["甲", "乙"]),
        ("<ol><li>5个专项<li>（一）甲</ol>", ["1. 5个专项", "（一）甲"]),
    ],
)
def test_items_have_the_numbers_that_a_browser_shows(tmp_path: Path, page: str, lines: list[str]) -> None:
    assert lines_of(tmp_path, page) == lines


def test_merged_cells_are_unfolded(tmp_path: Path) -> None:
    page = """
        <table><caption>表1 指标</caption>
        <tr><th rowspan=2>类别<th rowspan=2>指标<th colspan=2>数值<tr><th>2020年<th>2025年
        <tr><td rowspan=2>安全<td><p>死亡</p><p>人数</p><td>10<td>9<tr><td>起数<td>&nbsp;<td>3
        <tr><td colspan=4><p>注：每年</p><p>数据</p></table>"""

    assert lines_of(tmp_path, page) == [
        "表1 指标",
        "类别\t指标\t数值\t",
        "类别\t指标\t2020年\t2025年",
        "安全\t死亡人数\t10\t9",
        "安全\t起数\t\t3",
        "注：每年",
        "数据",
    ]


def test_table_that_only_places_the_text_gives_its_paragraphs(tmp_path: Path) -> None:
    inner = "".join(f"<p>{number}.甲。</p>" for number in range(1, 20))

    assert lines_of(tmp_path, f"<table><tr><td>左</td><td>{inner}</td></tr></table>") == [
        "左",
        *(f"{number}.甲。" for number in range(1, 20)),
    ]
    assert lines_of(tmp_path, "<table><tr><td>左<td><table><tr><td>甲<td>乙</table></table>") == ["左", "甲\t乙"]
    assert lines_of(tmp_path, "<table><tr><form><td>甲<td>乙</form></table>") == ["甲", "乙"]


HEAD = """<title>应急管理规划_张掖市人民政府网</title><meta name="SiteName" content="张掖市人民政府">
<meta name="PubDate" content="2022-12-02 14:54:15"><meta name="ContentSource" content="市政府办公室">"""


def test_metadata_of_the_page_stands_in_front(tmp_path: Path) -> None:
    assert lines_of(tmp_path, f"{HEAD}<p>甲</p>") == [
        "标题：应急管理规划",
        "发布日期：2022-12-02 14:54:15",
        "来源：市政府办公室",
        "网站名称：张掖市人民政府",
        "甲",
    ]


def test_metadata_that_the_page_shows_does_not_come_twice(tmp_path: Path) -> None:
    shown = "<h1>应急管理<br>规划</h1><p>来源：市政府办公室 2022年12月2日 张掖市人民政府</p>"

    assert lines_of(tmp_path, HEAD + shown) == ["应急管理", "规划", "来源：市政府办公室 2022年12月2日 张掖市人民政府"]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("gb18030", "GB2312"),
        ("gb18030", "utf-8"),
        ("gbk", ""),
        ("big5", "big5"),
    ],
)
def test_charset_is_found_whatever_the_page_names(tmp_path: Path, encoding: str, charset: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><p>一般公共服務'

    assert lines_of(tmp_path, page.encode(encoding)) == ["一般公共服務"]


def test_text_without_markup_stays_as_it_is(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "甲\n乙 < 丙") == ["甲", "乙 < 丙"]


@pytest.mark.parametrize("ending", [".txt", ".docx", ".pdf"])
def test_page_under_another_ending_is_named_as_what_it_is(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"规划{ending}"
    path.write_text("<!DOCTYPE html>\n<html><p>甲</html>", encoding="utf-8")

    with pytest.raises(
        CorpusError, match=r'^规划\.\w+ is a web page, its ending "\.\w+" says otherwise: rename it to .html$'
    ):
        read_text(path)


@pytest.mark.parametrize(
    "page",
    ["<div>" * 200_000 + "甲", "<p>" * 300_000, "<table><tr><td>" * 60_000, "<td rowspan=999 colspan=999>1" * 30_000]
    + [
        "<header><p>甲。</p>" * 40_000,
        '<p style="' + "list-style:" * 90_000 + '">甲',
        "<title>" + "-" * 900_000,
        "<" * 900_000,
    ],
    ids=range(8),
)
def test_a_megabyte_of_anything_comes_back(tmp_path: Path, page: str) -> None:
    (tmp_path / "规划.html").write_text(page, encoding="utf-8")
    text = ""
    with suppress(CorpusError):  # it may nest too deep
        text = html.read(tmp_path / "规划.html")

    assert len(text) <= 40 * len(page)


_TAGS = st.sampled_from(
    [
        "table",
        "tr",
        "td",
        "th",
        "p",
        "div",
        "ol",
        "li",
        "ul",
        "nav",
        "header",
        "article",
        "pre",
        "br",
        "del",
        "script",
        "b",
        "h1",
        "meta",
    ]
)
# NUL stands in no text: such a file is refused.
_TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5)
_PIECES = st.one_of(st.builds("<{}>".format, _TAGS), st.builds("</{}>".format, _TAGS), _TEXT)


@settings(deadline=None, derandomize=True, database=None, max_examples=150)
@given(st.lists(_PIECES, max_size=30))
def test_no_page_is_too_broken(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "broken.html"
    path.write_text("<html>" + "".join(pieces), encoding="utf-8", errors="ignore")

    assert all(line.strip("\t ") for line in html.read(path).split("\n") if line)


def test_heading_without_a_number_keeps_its_level(tmp_path: Path) -> None:
    page = "<h1>某市规划</h1><h2>总体要求</h2><p>甲</p><h3>一、目标</h3><p>乙</p>"

    assert lines_of(tmp_path, page) == ["某市规划", "## 总体要求", "甲", "一、目标", "乙"]


def test_window_title_with_the_names_of_channels_does_not_come_twice(tmp_path: Path) -> None:
    page = "<html><head><title>甲市2021-2025年规划的通知_政策文件-市政府文件</title></head><body><p>甲市2021-2025年规划的通知</p></body></html>"

    assert lines_of(tmp_path, page) == ["甲市2021-2025年规划的通知"]
