from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

from corpus.errors import CorpusError
from corpus.readers import read_text
from tests.corpus.readers.contract import ReaderContract
from tests.corpus.readers.conversions import Block, write_pdf


def sentences(seed: int, count: int) -> str:
    """Return sentences that no other seed gives."""
    return "".join(
        f"第{seed}类第{at}项指挥有力、专常兼备、反应灵敏，到{2025 + seed + at}年形成体系。" for at in range(count)
    )


class TestPdf(ReaderContract):
    endings = (".pdf",)

    def write(self, path: Path, blocks: Sequence[Block]) -> None:
        write_pdf(path, blocks, header="")  # on a single page nothing tells a header from the text


def lines_of(path: Path, blocks: Sequence[Block]) -> list[str]:
    write_pdf(path, blocks)
    return read_text(path).split("\n")


def drawn(path: Path, *pages: Sequence[tuple[float, float, str]]) -> list[str]:
    """Write each (x, y from the top, text) of each page in 12 points and read the document."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for page in pages:
        canvas.setFont("STSong-Light", 12)
        for x, y, text in page:
            canvas.drawString(x, A4[1] - y, text)
        canvas.showPage()
    canvas.save()
    return read_text(path).split("\n")


def test_lines_of_a_paragraph_are_joined_also_over_pages(tmp_path: Path) -> None:
    blocks = [Block(f"{number}.{sentences(number, 3)}") for number in range(1, 40)]

    assert lines_of(tmp_path / "规划.pdf", blocks) == [block.text for block in blocks]


def test_paragraph_without_a_number_begins_at_its_indent(tmp_path: Path) -> None:
    blocks = [Block(sentences(number, number % 5 + 1)) for number in range(40)]

    assert lines_of(tmp_path / "规划.pdf", blocks) == [block.text for block in blocks]


def test_header_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def page(number: int) -> list[tuple[float, float, str]]:
        return [(250, 40, "应急管理规划"), (72, 100, f"正文{'甲乙丙'[number]}。"), (290, 810, str(number + 4))]

    assert drawn(tmp_path / "规划.pdf", *map(page, range(3))) == ["正文甲。", "正文乙。", "正文丙。"]


def test_lone_number_that_does_not_count_pages_stays(tmp_path: Path) -> None:
    assert drawn(tmp_path / "规划.pdf", [(72, 100, "甲"), (72, 800, "7")], [(72, 100, "乙"), (72, 800, "3")]) == [
        *("甲", "7", "乙", "3")
    ]


def test_columns_without_rules_are_set_apart_by_tabs(tmp_path: Path) -> None:
    assert drawn(
        tmp_path / "规划.pdf", [(72, 100, "指标"), (300, 100, "2025年"), (72, 120, "死亡人数"), (300, 120, "5")]
    ) == [
        "指标\t2025年",
        "死亡人数\t5",
    ]


def test_table_that_goes_on_over_a_page_is_one_table(tmp_path: Path) -> None:
    rows = (("序号", "指标", "目标值"), *((str(at), f"第{at}个指标的名称", "下降15%") for at in range(1, 80)))

    assert lines_of(tmp_path / "规划.pdf", [Block("一、指标"), Block(rows=rows), Block("二、保障")]) == [
        "一、指标",
        *map("\t".join, rows),
        "二、保障",
    ]


def test_radicals_are_read_as_the_characters_that_they_look_like() -> None:
    from corpus.readers.pdf import _RADICALS

    assert "⼀、⻛险⻔类⽔⽕".translate(_RADICALS) == "一、风险门类水火"


def test_scan_names_the_step_that_is_missing(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), "white").save(tmp_path / "page.png")
    canvas = Canvas(str(tmp_path / "规划.pdf"))
    canvas.drawImage(str(tmp_path / "page.png"), 0, 0, 500, 700)
    canvas.save()

    with pytest.raises(CorpusError, match=r"^规划.pdf holds pictures of pages, a PDF with text is wanted: run OCR"):
        read_text(tmp_path / "规划.pdf")


def test_protected_document_is_refused(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "规划.pdf"), encrypt="secret")
    canvas.drawString(72, 700, "plan")
    canvas.save()

    with pytest.raises(CorpusError, match=r"^规划.pdf is protected by a password"):
        read_text(tmp_path / "规划.pdf")


def in_columns(folder: Path, blocks: Sequence[str], *, lower_by: float = 0.0) -> list[str]:
    """Set a title over two columns of prose, the right one `lower_by` points lower, and read the document."""
    width, height = A4
    half = (width - 150) / 2
    body = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=10.5, leading=16, wordWrap="CJK", firstLineIndent=21
    )
    title = ParagraphStyle("title", body, fontSize=16, leading=24, alignment=1, firstLineIndent=0)
    first = [
        Frame(60, height - 120, width - 120, 60),
        Frame(60, 60, half, height - 190),
        Frame(90 + half, 60 - lower_by, half, height - 190),
    ]
    later = [Frame(60, 60, half, height - 130), Frame(90 + half, 60, half, height - 130)]
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = folder / "规划.pdf"
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=True)
    document.addPageTemplates(
        [PageTemplate("first", first, onPage=number_page), PageTemplate("later", later, onPage=number_page)]
    )
    paragraphs = [Paragraph(text, body) for text in blocks[1:]]
    document.build([NextPageTemplate("later"), Paragraph(blocks[0], title), FrameBreak(), *paragraphs])
    return read_text(path).split("\n")


def number_page(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("STSong-Light", 9)
    canvas.drawCentredString(A4[0] / 2, 30, f"— {document.page} —")


@pytest.mark.parametrize("lower_by", [0.0, 5.0, 8.0])
def test_two_columns_are_read_one_after_the_other_also_over_pages(tmp_path: Path, lower_by: float) -> None:
    blocks = ["甲市综合防灾减灾规划", "一、任务", *(f"（{at}）{sentences(at, at % 4 + 2)}" for at in range(1, 16))]

    assert in_columns(tmp_path, blocks, lower_by=lower_by) == blocks


def test_short_cells_side_by_side_are_a_table_and_no_columns(tmp_path: Path) -> None:
    rows = [(f"第{at}个指标{'名称' * (at % 4)}", f"{at * 7}.5%") for at in range(1, 20)]
    drawn_rows = [
        (x, 100.0 + 20 * at, text) for at, row in enumerate(rows) for x, text in zip((72, 320), row, strict=True)
    ]

    assert drawn(tmp_path / "规划.pdf", drawn_rows) == ["\t".join(row) for row in rows]
