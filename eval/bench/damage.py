"""Whole documents of Word, PDFs and pages, and what can go wrong with them: for the fuzzer. Wants reportlab.

Damage is done where it matters: to the bytes of a file, to a part inside of a zip file that is packed anew (else its
checksum would tell), to the numbers and the names of what is marked up, and to which parts a zip file has.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from functools import cache

import docx
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A6
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

Parts = dict[str, bytes]
Damage = Callable[[bytes], bytes]
_FONT = "STSong-Light"  # every PDF reader brings it: no font file is needed
_LINES = (
    *("规划", "第一章 总则", "一、主要目标", "到2025年，建成避难场所12个，储备物资满足3万人15天需要。", "（一）重点任务", "1.新建仓库2座。"),
    "（牵头单位：县应急局；责任单位：县住建局）",
)  # fmt: skip
_ROWS = (
    ("序号", "指标名称", "2025年目标", "属性"),
    ("1", "事故死亡人数", "下降12%", "约束性"),
    ("2", "覆盖率", "≥95%", "预期性"),
)
_NUMBERS = (
    b"",
    b"-1",
    b"0",
    b"1",
    b"2",
    b"9",
    b"65536",
    b"99999999",
    b"4294967295",
    b"9223372036854775808",
    b"1e9",
    b"NaN",
    b"\xff",
)
_DIGITS = re.compile(rb"\d+")
_NAMES = re.compile(rb"(?<=[</])[A-Za-z:]+")  # of elements, and of what a PDF calls its things
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_AT = st.integers(0, 1 << 20)
_LARGEST_BYTES = 1 << 20


def damaged_files() -> st.SearchStrategy[tuple[str, bytes]]:
    """Return endings and files that were whole documents before something happened to them."""
    files = st.sampled_from([(ending, whole) for ending, wholes in whole_files().items() for whole in wholes])
    bytewise = st.builds(lambda file, damage: (file[0], damage(file[1])), files, _damages())
    word = st.builds(lambda parts, method: (".docx", packed(parts, method)), _parts(), st.sampled_from(_METHODS))
    torn = st.builds(lambda file, damage: (file[0], damage(file[1])), word, _damages())
    return st.one_of(bytewise, word, torn)


@cache
def whole_files() -> dict[str, tuple[bytes, ...]]:
    """Return small documents of each format that readers read without a complaint, by their endings."""
    return {
        ".docx": (_word(), packed(_unpacked(_word()), zipfile.ZIP_STORED)),
        ".pdf": (_pdf(compressed=False), _pdf(compressed=True)),
        ".html": (_page(),),
    }


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of these parts, whose checksums are right."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def _parts() -> st.SearchStrategy[Parts]:
    """Parts of a document of Word: one of them damaged, gone, called otherwise, in place of another, or a zip file itself."""
    whole = _unpacked(_word())
    names = st.sampled_from(sorted(whole))
    text = st.just("word/document.xml")  # what is read first

    def damaged(name: str, damage: Damage) -> Parts:
        return whole | {name: damage(whole[name])}

    def without(name: str) -> Parts:
        return {each: content for each, content in whole.items() if each != name}

    def replaced(name: str, other: str) -> Parts:
        return whole | {name: whole[other]}

    def nested(name: str, depth: int) -> Parts:
        inner = _word()
        for _ in range(depth):
            inner = packed({**whole, name: inner})
        return whole | {name: inner}

    return st.one_of(
        st.builds(damaged, st.one_of(text, names), _damages()),
        st.builds(without, names),
        st.builds(replaced, names, names),
        st.builds(lambda name, more: {**without(name), more: whole[name]}, names, st.text(min_size=1, max_size=9)),
        st.builds(nested, names, st.integers(0, 3)),
        st.builds(lambda depth: {"word/document.xml": nested("word/document.xml", depth)["word/document.xml"]}, st.integers(0, 3)),
    )  # fmt: skip


def _damages() -> st.SearchStrategy[Damage]:
    """One to four of them, one after the other."""
    one = st.one_of(
        st.builds(_flip, _AT, st.integers(1, 255)),
        st.builds(_cut, _AT, st.integers(1, 400)),
        st.builds(_put, _AT, st.binary(min_size=1, max_size=8)),
        st.builds(_copy, _AT, st.integers(1, 2000), _AT, st.integers(1, 20)),
        st.builds(_renumber, _AT, st.sampled_from(_NUMBERS)),
        st.builds(_rename, _AT, _AT),
        st.builds(_truncate, _AT),
    )
    return st.lists(one, min_size=1, max_size=4).map(_in_turn)


def _in_turn(damages: Sequence[Damage]) -> Damage:
    def all_of(body: bytes) -> bytes:
        for damage in damages:
            body = damage(body)[:_LARGEST_BYTES]
        return body

    return all_of


def _flip(at: int, bits: int) -> Damage:
    def flipped(body: bytes) -> bytes:
        where = at % (len(body) or 1)
        return body[:where] + bytes(each ^ bits for each in body[where : where + 1]) + body[where + 1 :]

    return flipped


def _cut(at: int, length: int) -> Damage:
    return lambda body: body[: at % (len(body) + 1)] + body[at % (len(body) + 1) + length :]


def _put(at: int, what: bytes) -> Damage:
    return lambda body: body[: at % (len(body) + 1)] + what + body[at % (len(body) + 1) :]


def _truncate(at: int) -> Damage:
    return lambda body: body[: at % (len(body) + 1)]


def _copy(at: int, length: int, to: int, times: int) -> Damage:
    def copied(body: bytes) -> bytes:
        start = at % (len(body) + 1)
        return _put(to, body[start : start + length] * times)(body)

    return copied


def _renumber(at: int, number: bytes) -> Damage:
    """Say another number where one stands: a width, a level, a place in the file, how long something is."""

    def renumbered(body: bytes) -> bytes:
        found = list(_DIGITS.finditer(body))
        if not found:
            return body
        start, end = found[at % len(found)].span()
        return body[:start] + number + body[end:]

    return renumbered


def _rename(at: int, other: int) -> Damage:
    """Call something as something else in the file is called."""

    def renamed(body: bytes) -> bytes:
        found = list(_NAMES.finditer(body))
        if not found:
            return body
        start, end = found[at % len(found)].span()
        return body[:start] + found[other % len(found)].group() + body[end:]

    return renamed


@cache
def _word() -> bytes:
    document = docx.Document()
    document.add_heading(_LINES[0], 0)
    for line in _LINES[1:]:
        document.add_paragraph(line)
    for line in _LINES[3:]:
        document.add_paragraph(line, style="List Number")
    table = document.add_table(len(_ROWS) + 1, len(_ROWS[0]))
    for cells, row in zip(table.rows, _ROWS, strict=False):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    table.cell(len(_ROWS), 0).merge(table.cell(len(_ROWS), 1)).text = "注：合并"
    table.cell(1, 3).merge(table.cell(2, 3))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _unpacked(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pdf(*, compressed: bool) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A6, pageCompression=int(compressed), invariant=True)
    for number in (1, 2):
        canvas.setFont(_FONT, 10)
        for at, line in enumerate(_LINES):
            canvas.drawString(30, 380 - 18 * at, line)
        columns, rows = [30 + 60 * each for each in range(5)], [220 - 20 * each for each in range(len(_ROWS) + 1)]
        canvas.grid(columns, rows)
        for top, row in zip(rows, _ROWS, strict=False):
            for left, text in zip(columns, row, strict=False):
                canvas.drawString(left + 3, top - 14, text)
        canvas.drawString(140, 20, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _page() -> bytes:
    """A page as sites publish it, with a table whose cells run over columns and rows."""
    lines = "".join(f"<p style='text-indent:2em'>{line}</p>" for line in _LINES[1:])
    rows = "".join(f"<tr>{''.join(f'<td colspan=1 rowspan=1>{cell}</td>' for cell in row)}</tr>" for row in _ROWS)
    table = f"<table><tr><th colspan=3>表1</th><th rowspan=2>备注</th></tr>{rows}</table>"
    items = "".join(f"<li value={at}>{line}" for at, line in enumerate(_LINES[3:], 1))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{_LINES[0]}</title></head>'
        f'<body><nav><a href="/">首页</a></nav><h1>{_LINES[0]}</h1>{lines}{table}<ol start=2 type=A>{items}</ol></body></html>'
    ).encode()
