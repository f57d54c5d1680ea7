"""Turns a plan into the formats that readers read, so that tests can say: read back, it is the same plan."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import NamedTuple

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from corpus.lines import split_lines
from corpus.plan import Plan

_FONT = "STSong-Light"  # every PDF reader brings it: no font file is needed
_SIZE = 14.0


class Block(NamedTuple):
    """A paragraph, a heading (level above 0) or, when it has rows, a table."""

    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def blocks_of(plan: Plan, *, real_tables: bool = False) -> list[Block]:
    """Return the plan's lines as blocks; with `real_tables` header and rows of a table become one block."""
    starts = {line.start + len(line.text) - len(line.text.lstrip()): line for line in split_lines(plan.text)}
    levels = {
        line.start: section.level
        for section in plan.sections
        if (line := starts.get(section.heading.start)) and line.text.strip() == section.heading.of(plan.text)
    }
    tables = {}
    if real_tables:
        for table in plan.tables:
            grid = [table.header, *(row.cells for row in table.rows)]
            spans = [cell.span for row in grid for cell in row if len(cell.span)]
            tables[min(spans).start] = (max(spans, key=lambda span: span.end).end, grid)
    blocks: list[Block] = []
    skip_to = 0
    for line in split_lines(plan.text):
        at = next((start for start in tables if line.start <= start < line.start + max(len(line.text), 1)), None)
        if at is not None:
            skip_to, grid = tables[at]
            blocks.append(Block(rows=tuple(tuple(cell.text for cell in row) for row in grid)))
        elif line.start >= skip_to and line.text.strip():
            blocks.append(Block(line.text.strip(), levels.get(line.start, 0)))
    return blocks


def write_html(path: Path, blocks: Sequence[Block]) -> None:
    """Write a page as sites publish it: metadata in its head, navigation above and a footer below the text."""
    body = "\n".join(map(_html, blocks))
    path.write_text(
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>规划</title><script>var a = "一、脚本";</script></head>\n'
        f"<body><nav><a>首页</a><a>政务公开</a></nav>\n<div><article>\n{body}\n</article></div>\n"
        "<footer>一、页脚</footer></body></html>\n",
        encoding="utf-8",
    )


def _html(block: Block) -> str:
    if block.rows:
        rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in block.rows)
        return f"<table>\n{rows}</table>"
    tag = f"h{min(block.level + 1, 6)}" if block.level else "p"
    return f"<{tag}>{escape(block.text)}</{tag}>"


def write_docx(path: Path, blocks: Sequence[Block]) -> None:
    """Write a document of Word: headings in heading styles, a header and a footer on its pages."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "一、页眉"
    document.sections[0].footer.paragraphs[0].text = "二、页脚"
    for block in blocks:
        if block.rows:
            table = document.add_table(len(block.rows), len(block.rows[0]))
            for cells, row in zip(table.rows, block.rows, strict=True):
                for cell, text in zip(cells.cells, row, strict=True):
                    cell.text = text
        elif block.level:
            document.add_heading(block.text, min(block.level, 9))
        else:
            document.add_paragraph(block.text)
    document.save(str(path))


def write_pdf(path: Path, blocks: Sequence[Block], header: str = "一、页眉") -> None:
    """Write a PDF in 14 points: paragraphs indented by two characters, a header and — 1 — on every page."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    template = SimpleDocTemplate(str(path), pagesize=A4, title="规划", invariant=True)
    frame = partial(_frame, header=header)
    template.build([_flowable(block) for block in blocks], onFirstPage=frame, onLaterPages=frame)


def _flowable(block: Block) -> Flowable:
    body = ParagraphStyle(
        "body", fontName=_FONT, fontSize=_SIZE, leading=1.6 * _SIZE, wordWrap="CJK", firstLineIndent=2 * _SIZE
    )
    if block.rows:
        cell = ParagraphStyle("cell", body, fontSize=10.5, leading=14, firstLineIndent=0)
        rows = [[Paragraph(escape(text), cell) for text in row] for row in block.rows]
        return Table(rows, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
    return Paragraph(escape(block.text), body)


def _frame(canvas: Canvas, document: SimpleDocTemplate, header: str) -> None:
    canvas.setFont(_FONT, 9)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 40, header)
    canvas.drawCentredString(A4[0] / 2, 40, f"— {document.page} —")


CONVERSIONS: dict[str, Callable[[Path, Sequence[Block]], None]] = {
    ".html": write_html,
    ".docx": write_docx,
    ".pdf": write_pdf,
}
