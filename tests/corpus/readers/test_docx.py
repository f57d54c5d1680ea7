import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from corpus.errors import CorpusError
from corpus.readers import read_text
from tests.corpus.readers.contract import ReaderContract
from tests.corpus.readers.conversions import Block, write_docx


def element(xml: str) -> Any:
    """Parse one element of a document; `w:` is declared for it."""
    name, rest = xml[1:].split(">", 1) if ">" in xml.split(" ", 1)[0] else xml[1:].split(" ", 1)
    closing = ">" if ">" in xml.split(" ", 1)[0] else " "
    return parse_xml(f"<{name} {nsdecls('w')}{closing}{rest}")


def lines_of(folder: Path, *body: str, levels: Sequence[str] = (), extra: str = "") -> list[str]:
    """Write a document of the elements in `body` and read it; the list 77 counts by `levels`."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = "".join(f'<w:lvl w:ilvl="{at}">{level}</w:lvl>' for at, level in enumerate(levels))
    numbering.insert(0, element(f'<w:abstractNum w:abstractNumId="77">{abstract}</w:abstractNum>'))
    numbering.append(element('<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    if extra:
        numbering.append(element(extra))
    for xml in body:
        document.element.body.insert_element_before(element(xml), "w:sectPr")
    document.save(str(folder / "规划.docx"))
    return read_text(folder / "规划.docx").split("\n")


def level(style: str, text: str, more: str = "") -> str:
    return f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/>'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str, at: int | None = None, num: int = 77) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered if at is not None else ''}</w:pPr>{run(text)}</w:p>"


class TestDocx(ReaderContract):
    endings = (".docx",)

    def write(self, path: Path, blocks: Sequence[Block]) -> None:
        write_docx(path, blocks)


def test_automatic_numbers_stand_in_front_of_their_paragraphs(tmp_path: Path) -> None:
    levels = [
        level("chineseCountingThousand", "第%1章"),
        level("chineseCounting", "（%2）"),
        level("decimal", "%3."),
        level("decimalEnclosedCircleChinese", "%4"),
    ]
    body = [("总则", 0), ("甲", 1), ("乙", 2), ("5个专项", 2), ("丙", 3), ("丁", 1), ("戊", 2), ("任务", 0), ("己", 1)]

    assert lines_of(tmp_path, *(paragraph(text, at) for text, at in body), levels=levels) == [
        *("第一章 总则", "（一）甲", "1.乙", "2. 5个专项", "① 丙", "（二）丁", "1.戊", "第二章 任务", "（一）己")
    ]


def test_numbers_of_several_levels_are_joined_in_arabic_digits_where_the_list_says_so(tmp_path: Path) -> None:
    levels = [level("chineseCounting", "%1、"), level("decimal", "%1.%2", "<w:isLgl/>")]

    assert lines_of(tmp_path, paragraph("甲", 0), paragraph("乙", 1), paragraph("丙", 1), levels=levels) == [
        "一、甲",
        "1.1 乙",
        "1.2 丙",
    ]


def test_level_that_never_restarts_counts_on(tmp_path: Path) -> None:
    levels = [level("chineseCounting", "%1、"), level("decimal", "%2.", '<w:lvlRestart w:val="0"/>')]
    body = [paragraph(text, at) for text, at in (("甲", 0), ("乙", 1), ("丙", 0), ("丁", 1))]

    assert lines_of(tmp_path, *body, levels=levels) == ["一、甲", "1.乙", "二、丙", "2.丁"]


def test_list_of_the_same_kind_starts_anew_where_it_says_so(tmp_path: Path) -> None:
    again = '<w:num w:numId="78"><w:abstractNumId w:val="77"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    body = (paragraph("甲", 0), paragraph("乙", 0), paragraph("丙", 0, 78), paragraph("丁", 0, 78))

    assert lines_of(tmp_path, *body, levels=[level("decimal", "%1.")], extra=again) == ["1.甲", "2.乙", "5.丙", "6.丁"]


def test_numbers_come_from_styles_and_can_be_switched_off(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("甲", "乙", "丙"):
        document.add_paragraph(text, style="List Number")
    document.paragraphs[1]._p.get_or_add_pPr().append(element('<w:numPr><w:numId w:val="0"/></w:numPr>'))
    document.save(str(tmp_path / "规划.docx"))

    assert read_text(tmp_path / "规划.docx").split("\n") == ["1.甲", "乙", "2.丙"]


def test_bullets_are_left_out_and_dashes_kept(tmp_path: Path) -> None:
    levels = [level("bullet", "\uf06c"), level("bullet", "——")]

    assert lines_of(tmp_path, paragraph("甲", 0), paragraph("乙", 1), levels=levels) == ["甲", "——乙"]


def test_tracked_insertions_are_kept_and_deletions_dropped(tmp_path: Path) -> None:
    deleted = "<w:del w:id='2'><w:r><w:delText>删</w:delText></w:r></w:del>"
    ended = "<w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr>" + run("丙") + "</w:p>"

    assert lines_of(
        tmp_path, f"<w:p>{run('甲')}<w:ins w:id='1'>{run('乙')}</w:ins>{deleted}</w:p>", ended, paragraph("丁")
    ) == ["甲乙", "丙丁"]


def test_content_controls_links_fields_and_boxes_are_read_and_hidden_text_is_not(tmp_path: Path) -> None:
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>一、甲</w:t><w:tab/><w:t>5</w:t></w:r>"
    )
    box = f"<w:p><w:r><w:t>正文</w:t><w:pict><w:txbxContent>{paragraph('框')}</w:txbxContent></w:pict></w:r></w:p>"
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:hyperlink>" + run("链") + "</w:hyperlink></w:p>"

    assert lines_of(tmp_path, f"<w:sdt><w:sdtContent><w:p>{field}</w:p></w:sdtContent></w:sdt>", box, hidden) == [
        "一、甲\t5",
        "正文",
        "框",
        "链",
    ]


def test_soft_line_break_ends_the_line(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>") == ["甲", "乙"]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, text.split('|')))}</w:tc>"


def test_merged_cells_are_unfolded_and_boxes_keep_their_lines(tmp_path: Path) -> None:
    start, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="3"/>'
    rows = (
        cell("专栏1 指标|到2025年", wide),
        cell("类别") + cell("指|标") + cell("目标值"),
        cell("安全", start) + cell("死亡人数") + cell("下降5%"),
        cell("", on) + cell("起数") + cell(""),
    )
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    assert lines_of(tmp_path, table) == [
        "专栏1 指标",
        "到2025年",
        "类别\t指标\t目标值",
        "安全\t死亡人数\t下降5%",
        "安全\t起数\t",
    ]


def test_rows_are_numbered_by_empty_paragraphs(tmp_path: Path) -> None:
    row = f"<w:tr><w:tc>{paragraph('', 0)}</w:tc>{cell('甲')}</w:tr>"

    assert lines_of(tmp_path, f"<w:tbl>{row}{row}</w:tbl>", levels=[level("decimal", "%1")]) == ["1\t甲", "2\t甲"]


def test_footnote_follows_its_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    document.element.body.insert(
        0, element("<w:p><w:r><w:t>死亡率</w:t><w:footnoteReference w:id='5'/><w:t>下降</w:t></w:r></w:p>")
    )
    notes = element(f"<w:footnotes><w:footnote w:id='5'>{paragraph('五年平均数')}</w:footnote></w:footnotes>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = XmlPart(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes,
        document.part.package,
    )
    document.part.relate_to(part, kind)
    document.save(str(tmp_path / "规划.docx"))

    assert read_text(tmp_path / "规划.docx").split("\n") == ["死亡率[注1]下降", "[注1]五年平均数"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is a document of Word 97 to 2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (b"PK\x03\x04" + bytes(100), "is damaged or no document of Word"),
    ],
)
def test_what_is_wrong_with_a_document_is_said(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "规划.docx").write_bytes(data)

    with pytest.raises(CorpusError, match=f"^规划.docx {reason}"):
        read_text(tmp_path / "规划.docx")


def test_document_that_unpacks_to_a_flood_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.docx._LARGEST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "规划.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(3_000_000))

    with pytest.raises(CorpusError, match=r"^规划.docx unpacks to 3 MB"):
        read_text(tmp_path / "规划.docx")


def test_heading_that_only_its_style_tells_is_marked(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("某市规划", 0)
    document.add_heading("总体要求", 1)
    document.add_heading("（一）指导思想", 2)
    document.add_paragraph("正文。")
    document.save(str(tmp_path / "a.docx"))

    assert read_text(tmp_path / "a.docx").split("\n") == ["某市规划", "# 总体要求", "（一）指导思想", "正文。"]
