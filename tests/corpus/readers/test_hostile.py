"""Documents that want to do harm: to read other files, to reach out, to run, to fill the memory."""

import io
import socket
import zipfile
import zlib
from pathlib import Path

import docx
import pytest

from corpus.errors import CorpusError
from corpus.readers import docx as docx_reader
from corpus.readers import read_text

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REMOTE = "http://192.0.2.1/x"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a reader reached out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that nobody asked for."""
    path = tmp_path / "secret"
    path.write_text("机密", encoding="utf-8")
    return path


def word(tmp_path: Path, body: str, prologue: str = "", parts: dict[str, bytes] | None = None) -> Path:
    """Write a document of Word whose main part is `body`, with `parts` added or put in place of others."""
    made = io.BytesIO()
    docx.Document().save(made)
    document = f'<?xml version="1.0"?>{prologue}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>'
    replaced = {"word/document.xml": document.encode(), **(parts or {})}
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replaced.pop(name) if name in replaced else source.read(name))
        for name, content in replaced.items():
            target.writestr(name, content)
    return path


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_an_entity_of_a_document_of_word_reads_no_other_file(tmp_path: Path, secret: Path) -> None:
    for address in (secret.as_uri(), REMOTE):
        path = word(tmp_path, paragraph("规划&x;"), f'<!DOCTYPE z [<!ENTITY x SYSTEM "{address}">]>')
        assert read_text(path) == "规划"


def test_a_parameter_entity_reads_no_other_file_either(tmp_path: Path, secret: Path) -> None:
    outer = f'<!DOCTYPE z [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>'
    assert "机密" not in read_text(word(tmp_path, paragraph("规划"), outer))


def test_entities_that_grow_without_end_are_not_unfolded(tmp_path: Path) -> None:
    grown = "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    path = word(tmp_path, paragraph("规划&i;"), f'<!DOCTYPE z [<!ENTITY a "{"哈" * 100}">{grown}]>')
    with pytest.raises(CorpusError, match="damaged"):
        read_text(path)


def test_an_attached_template_and_a_linked_picture_are_not_fetched(tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{name}" Type="{kind}/{name}" Target="{REMOTE}" TargetMode="External"/>'
        for name in ("attachedTemplate", "image", "oleObject", "styles", "numbering", "footnotes")
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = f'<Relationships xmlns="{package}">{links}</Relationships>'.encode()
    path = word(tmp_path, paragraph("规划"), parts={"word/_rels/document.xml.rels": relations})
    assert read_text(path) == "规划"


def test_names_inside_a_document_of_word_are_not_written_anywhere(tmp_path: Path) -> None:
    path = word(tmp_path, paragraph("规划"), parts={"../../evil.txt": b"x", "/tmp/evil.txt": b"x"})
    before = sorted(tmp_path.parent.rglob("*"))
    assert read_text(path) == "规划"
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_a_part_that_unpacks_to_a_flood_of_markup_is_refused_unread(tmp_path: Path) -> None:
    path = word(tmp_path, "<w:p/>" * 6_000_000)
    assert path.stat().st_size < 200_000
    with pytest.raises(CorpusError, match="unpacks to 37 MB"):
        read_text(path)


@pytest.mark.parametrize("begin", ["<", "\n <", "\ufeff<"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_markup_is_known_by_its_content_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str, encoding: str
) -> None:
    monkeypatch.setattr(docx_reader, "_LARGEST_XML_BYTES", 2_000_000)
    path = word(tmp_path, paragraph("规划"), parts={"word/media/a.png": f"{begin}{'a' * 2_000_000}".encode(encoding)})
    with pytest.raises(CorpusError, match="unpacks"):
        read_text(path)


def test_pictures_are_no_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "_LARGEST_XML_BYTES", 2_000_000)
    picture = b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)
    assert read_text(word(tmp_path, paragraph("规划"), parts={"word/media/a.png": picture})) == "规划"


def test_a_document_of_more_parts_than_any_has_is_refused(tmp_path: Path) -> None:
    parts = {f"word/media/{number}.png": b"x" for number in range(docx_reader._MOST_PARTS)}
    with pytest.raises(CorpusError, match="unpacks"):
        read_text(word(tmp_path, paragraph("规划"), parts=parts))


def test_a_part_that_lies_about_its_size_is_read_no_further(tmp_path: Path) -> None:
    path = word(tmp_path, paragraph("规划" * 10_000))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        true = archive.getinfo("word/document.xml").file_size
    lie = data.replace(true.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != data
    path.write_bytes(lie)
    with pytest.raises(CorpusError, match="damaged"):
        read_text(path)


def test_a_page_reads_no_other_file_and_reaches_for_nothing(tmp_path: Path, secret: Path) -> None:
    path = tmp_path / "plan.html"
    inside = "".join(
        f'<{tag} {name}="{address}"></{tag}>'
        for tag, name in (
            ("iframe", "src"),
            ("img", "src"),
            ("link rel=stylesheet", "href"),
            ("object", "data"),
            ("script", "src"),
        )
        for address in (secret.as_uri(), REMOTE)
    )
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><base href="{REMOTE}">'
        f'<meta http-equiv="refresh" content="0;url={REMOTE}"><body>{inside}<p>规划正文&x;</p>',
        encoding="utf-8",
    )
    text = read_text(path)
    assert "规划正文" in text
    assert "机密" not in text


@pytest.mark.parametrize(
    "active",
    [
        "<script>机密()</script>",
        "<script>/*</script><script>机密()//--></script>",
        "<style>p::after { content: '机密' }</style>",
        "<svg onload='机密()'><text>机密</text></svg>",
        "<template>机密</template>",
        "<p onclick='机密()' style='display:none'>机密</p>",
        "<!-- 机密 -->",
        "<a href='javascript:机密()'></a>",
        "<form action='机密'><input value='机密'><textarea>机密</textarea></form>",
        "<object data='data:text/html,机密'>机密</object>",
    ],
)
def test_what_would_run_in_a_page_is_not_part_of_the_text(tmp_path: Path, active: str) -> None:
    path = tmp_path / "plan.html"
    path.write_text(f"<html><body><p>规划正文</p>{active}<p>第二段</p></body></html>", encoding="utf-8")
    assert read_text(path) == "规划正文\n第二段"


def test_a_page_that_nests_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text("<html><body>" + "<div>" * 300_000 + "规划", encoding="utf-8")
    with pytest.raises(CorpusError, match="nests too deep"):
        read_text(path)


def pdf(tmp_path: Path, *objects: bytes) -> Path:
    """Write a PDF with these objects, the first one its catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(out),
    )  # fmt: skip
    path = tmp_path / "plan.pdf"
    path.write_bytes(out + end)
    return path


def page_of(tmp_path: Path, content: bytes, filters: bytes, action: bytes = b"") -> Path:
    """Write a PDF of one page with this content stream."""
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    return pdf(
        tmp_path,
        b"<</Type/Catalog/Pages 2 0 R%b>>" % action,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources%b>>" % font,
        b"<</Filter%b/Length %d>>stream\n%b\nendstream" % (filters, len(content), content),
    )


TEXT = b"BT /F1 12 Tf 72 700 Td (Plan 2025) Tj ET\n"


def test_what_a_pdf_wants_to_do_when_it_is_opened_is_not_done(tmp_path: Path) -> None:
    actions = (
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/OpenAction<</S/URI/URI(http://192.0.2.1/x)>>",
        b"/OpenAction<</S/Launch/F(/bin/sh)>>",
        b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(../../evil.txt)>>]>>>>",
    )
    for action in actions:
        assert read_text(page_of(tmp_path, zlib.compress(TEXT), b"/FlateDecode", action)) == "Plan 2025"


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_pdf_that_unpacks_to_more_than_any_plan_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    monkeypatch.setattr("corpus.readers.limits.MOST_UNPACKED_BYTES", 4_000_000)
    content = bytes(1 << 23)
    for _ in range(rounds):
        content = zlib.compress(content)
    path = page_of(tmp_path, content, b"[" + b"/FlateDecode" * rounds + b"]")
    assert path.stat().st_size < 10_000
    with pytest.raises(CorpusError, match="unpacks to more than 4 MB"):
        read_text(path)


def test_a_pdf_whose_pages_hold_each_other_ends(tmp_path: Path) -> None:
    path = pdf(tmp_path, b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>")
    with pytest.raises(CorpusError, match=r"plan\.pdf"):
        read_text(path)


def test_a_damaged_part_is_refused_however_it_is_packed(tmp_path: Path) -> None:
    # What unpacks LZMA complains in words of its own: the upload was answered as a fault of the service.
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(word(tmp_path, paragraph("一、总则"))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(path, "w", method) as target:
            for name, content in parts.items():
                target.writestr(name, content)
            start = target.getinfo("word/document.xml").header_offset
        whole = path.read_bytes()
        assert "一、总则" in read_text(path)
        refused = 0
        for at in range(start + 60, start + 160):
            path.write_bytes(whole[:at] + bytes((whole[at] ^ 0xFF,)) + whole[at + 1 :])
            try:
                assert "一、总则" in read_text(path), "nobody looks at a few bytes of what says how it is packed"
            except CorpusError:
                refused += 1
        assert refused > 80


def test_a_part_that_claims_to_be_locked_is_refused(tmp_path: Path) -> None:
    # Only large parts are looked into beforehand; of a small one zipfile complains with a RuntimeError.
    path = word(tmp_path, paragraph("一、总则"))
    content = bytearray(path.read_bytes())
    name = b"word/document.xml"
    local, central = content.index(name) - 30, content.rindex(name) - 46
    for flags in (local + 6, central + 8):
        content[flags] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CorpusError, match="damaged"):
        read_text(path)
