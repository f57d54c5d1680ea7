"""Documents of Word (.docx), also as WPS saves them."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from lxml.etree import LxmlError, _Element

from corpus.errors import CorpusError
from corpus.readers.joining import GridCell, heading_line, join_lines, number_line, table_lines, tidy
from corpus.readers.numbering import Numbers, W

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
# More than the text and the pictures of any plan; a zip file can claim to hold a thousand times its size.
_LARGEST_BYTES = 256 * 1024 * 1024
# Of those, the text with its markup: three hundred pages have a tenth. An empty paragraph of six bytes becomes hundreds.
_LARGEST_XML_BYTES = 32 * 1024 * 1024
_MOST_PARTS = 10_000
# Characters that are elements of their own. A page break and a column break end the line, too.
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What is no text of the document: deleted, moved elsewhere, code of a field, the reading above a character.
_UNSEEN = frozenset(("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "sdtPr"))
# How a part begins that is XML, in any encoding that the parser knows; its name and its declared type may say anything.
_XML = (b"<", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x4c\x6f\xa7\x94")
_PARTS = ("numbering", "styles", "footnotes", "endnotes")
_OFF = frozenset(("0", "false", "off"))


def read(path: Path) -> str:
    """Return the text of the document: one line a paragraph and table row, automatic numbers in front.

    Insertions that were tracked are kept, deletions dropped. The text of boxes and footnotes follows the paragraph
    that they hang on; a footnote reads `[注1]…`, and so does its mark. Headers and footers of the pages are left out.
    Raises CorpusError when it is no document of Word, is protected by a password or damaged.
    """
    # Imported where it is needed: importing it takes a fifth of a second, which most commands can do without.
    import docx
    from docx.opc.exceptions import OpcError
    from docx.oxml.parser import parse_xml

    _check(path)
    try:
        part = docx.Document(str(path)).part
        related = {rel.reltype.rpartition("/")[2]: rel.target_part for rel in part.rels.values() if not rel.is_external}
        parts = {name: parse_xml(related[name].blob) for name in _PARTS if name in related}
        return "\n".join(_Document(part.element.body, parts).lines())
    except (
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        LxmlError,
        OpcError,
        LookupError,
        ValueError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise _damaged(path) from error


def _check(path: Path) -> None:
    """Raise CorpusError for what is plainly no .docx, and for what would fill the memory."""
    with path.open("rb") as file:
        is_old = file.read(len(_OLE)) == _OLE
        if is_old and _PROTECTED in file.read():
            raise CorpusError(f"{path.name} is protected by a password, a plan must be readable: save it without one")
    if is_old:
        raise CorpusError(f"{path.name} is a document of Word 97 to 2003, a .docx is wanted: save it as .docx in Word")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            xml_size = sum(entry.file_size for entry in entries if _is_xml(archive, entry))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, RuntimeError, EOFError) as error:
        raise _damaged(path) from error
    if len(entries) > _MOST_PARTS or size > _LARGEST_BYTES or xml_size > _LARGEST_XML_BYTES:
        raise CorpusError(f"{path.name} unpacks to {size / 1e6:.0f} MB, no plan is that large: save it again in Word")


def _is_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if entry.file_size <= _LARGEST_XML_BYTES // _MOST_PARTS:
        return True  # too small to matter, and not worth a look
    with archive.open(entry) as file:
        return file.read(64).lstrip().startswith(_XML)


def _damaged(path: Path) -> CorpusError:
    return CorpusError(
        f"{path.name} is damaged or no document of Word, a .docx is wanted: open it in Word and save it again"
    )


class _Document:
    """Walks a document in order and gives its lines, counting numbers and notes on the way."""

    def __init__(self, body: _Element, parts: Mapping[str, _Element]) -> None:
        self._body = body
        self._numbers = Numbers(parts.get("numbering"), parts.get("styles"))
        self._notes = {
            (kind, note.get(f"{W}id")): note
            for kind in ("footnote", "endnote")
            for note in parts.get(f"{kind}s", ())
            if note.get(f"{W}type") in {None, "normal"}
        }
        self._cited: list[
            tuple[str, _Element]
        ] = []  # marks and notes that wait for the end of their paragraph or table
        self._noted = 0  # how many notes were met
        self._cells = 0  # how many cells are open
        self._carried: list[str] = []  # of a paragraph whose end was deleted: it goes on in the next

    def lines(self) -> Iterator[str]:
        """Yield the lines, none of them empty. Numbers are counted on the way: go through them once."""
        return self._block_lines(self._body)

    def _block_lines(self, parent: _Element) -> Iterator[str]:
        for child in _children(parent):
            name = _name(child)
            if name == "p":
                yield from self._paragraph_lines(child)
            elif name == "tbl":
                yield from self._table_lines(child)
            else:
                yield from self._block_lines(child)
                continue
            while self._cited and not self._cells:
                mark, note = self._cited.pop(0)
                yield mark + join_lines(self._block_lines(note))

    def _paragraph_lines(self, paragraph: _Element) -> Iterator[str]:
        boxes: list[_Element] = []
        pieces = [*self._carried, *self._pieces(paragraph, boxes)]
        self._carried = []
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried = pieces
        else:
            number = self._numbers.next_number(paragraph)
            lines = [line for line in map(tidy, "".join(pieces).split("\n")) if line]
            # An empty paragraph with a number says something in a cell only: it counts the rows.
            if number and (lines or self._cells):
                lines[:1] = [number_line(number, lines[0] if lines else "")]
            level = self._numbers.heading_level(paragraph)
            if level and lines and not self._cells:
                lines[0] = heading_line(level, lines[0])
            yield from lines
        for box in boxes:
            yield from self._block_lines(box)

    def _pieces(self, parent: _Element, boxes: list[_Element]) -> Iterator[str]:
        """Yield the text of a paragraph piece by piece; text boxes are put into `boxes`, notes wait in `_cited`."""
        for child in _children(parent):
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name == "txbxContent":
                boxes.append(child)
            elif name in {"footnoteReference", "endnoteReference"}:
                yield self._mark(child, name.removesuffix("Reference"))
            elif not (name == "r" and _is_on(child.find(f"{W}rPr/{W}vanish"))):
                yield from self._pieces(child, boxes)

    def _mark(self, reference: _Element, kind: str) -> str:
        note = self._notes.pop((kind, reference.get(f"{W}id")), None)
        if note is None:
            return ""
        self._noted += 1
        own = reference.get(f"{W}customMarkFollows", "0") not in _OFF
        mark = "" if own else f"[注{self._noted}]"
        self._cited.append((mark, note))
        return mark

    def _table_lines(self, table: _Element) -> Iterator[str]:
        if table.find(f".//{W}tbl") is not None:  # it places other tables
            for row in _parts(table, "tr"):
                for cell in _parts(row, "tc"):
                    yield from self._block_lines(cell)
            return
        yield from table_lines(self._grid(table))

    def _grid(self, table: _Element) -> list[GridCell]:
        cells: list[GridCell] = []
        above: dict[int, int] = {}  # for each column, the position of the cell that the next row may go on with
        rows = (row for row in _parts(table, "tr") if row.find(f"{W}trPr/{W}del") is None)
        for at, row in enumerate(rows):
            column = _whole(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for cell in _parts(row, "tc"):
                width = max(_whole(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in above:
                    upper = cells[above[column]]
                    cells[above[column]] = replace(upper, rows=at + 1 - upper.row)
                else:
                    above[column] = len(cells)
                    cells.append(GridCell(at, column, 1, width, self._cell_lines(cell)))
                column += width
        return cells

    def _cell_lines(self, cell: _Element) -> list[str]:
        self._cells += 1
        lines = list(self._block_lines(cell))
        self._cells -= 1
        return lines


def _children(parent: _Element) -> Iterator[_Element]:
    """Yield the children that are part of the text; of alternatives (mc:AlternateContent) the first."""
    children = (child for child in parent if isinstance(child.tag, str) and _name(child) not in _UNSEEN)
    return islice(children, 1) if _name(parent) == "AlternateContent" else children


def _parts(parent: _Element, name: str) -> Iterator[_Element]:
    """Yield the rows of a table or the cells of a row, also those inside content controls."""
    for child in _children(parent):
        if _name(child) == name:
            yield child
        elif _name(child) not in {"tr", "tc", "tbl", "p"}:
            yield from _parts(child, name)


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and switch.get(f"{W}val", "1") not in _OFF


def _whole(element: _Element | None, otherwise: int) -> int:
    written = "" if element is None else element.get(f"{W}val", "")
    return int(written) if re.fullmatch(r"\d{1,4}", written, re.ASCII) else otherwise
