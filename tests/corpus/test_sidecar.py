import re
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.plan import Fact, Metadata, Origin, Span
from corpus.sidecar import Sidecar, read_sidecar, sidecar_path, with_sidecar

FIELDS = (
    "the fields are title, notice_title, place, place_level, place_parents, doc_number, issuer, issued_on, published_on, "
    "period, validity, repealed_on, copied_to, disclosure"
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document whose sidecar is still to be written."""
    path = tmp_path / "张掖.txt"
    path.write_text("一、总则\n", encoding="utf-8")
    return path


def write(document: Path, toml: str) -> Path:
    path = sidecar_path(document)
    path.write_text(toml, encoding="utf-8")
    return path


def place_given(place: str) -> Fact | None:
    return with_sidecar(Metadata(Fact("规划", Origin.READ)), Sidecar(place=place)).place


@pytest.mark.parametrize(("name", "sidecar"), [("张掖.txt", "张掖.toml"), ("v1.2.md", "v1.2.toml")])
def test_sidecar_stands_beside_its_document(name: str, sidecar: str) -> None:
    assert sidecar_path(Path("plans") / name) == Path("plans") / sidecar


def test_document_without_a_sidecar_has_an_empty_one(document: Path) -> None:
    assert read_sidecar(document) == Sidecar()


def test_sidecar_gives_every_field(document: Path) -> None:
    given = {
        "title": "张掖市规划",
        "notice_title": "关于印发张掖市规划的通知",
        "place": "甘肃省张掖市",
        "place_level": "市",
        "place_parents": "甘肃省",
        "doc_number": "张政发〔2022〕1号",
        "issuer": "张掖市人民政府",
        "issued_on": "2022-07-15",
        "published_on": "2022-12",
        "period": "2021-2025",
        "validity": "有效",
        "repealed_on": "2026-01-01",
        "copied_to": "市委办公室",
        "disclosure": "主动公开",
    }
    write(document, "\n".join(f'{name} = "{value}"' for name, value in given.items()))
    facts = with_sidecar(Metadata(Fact("规划", Origin.READ)), read_sidecar(document))

    assert {name: fact.value for name, fact in facts.items()} == given
    assert all(fact.origin is Origin.GIVEN for _, fact in facts.items())
    assert list(given) == list(Metadata.__slots__)


def test_date_may_be_written_without_quotes(document: Path) -> None:
    write(document, "issued_on = 2022-07-15\npublished_on = 2022-07-15T08:00:00\n")

    assert (read_sidecar(document).issued_on, read_sidecar(document).published_on) == ("2022-07-15", "2022-07-15")


@pytest.mark.parametrize(
    ("toml", "field", "what"),
    [
        ('titel = "规划"', "titel", "Extra inputs are not permitted"),
        ("title = 2025", "title", "Input should be a valid string"),
        ('issued_on = "2021123"', "issued_on", ".+"),
        ('issued_on = "20211203"', "issued_on", ".+ write a date such as 2022-07-15, or 2021-10 .+"),
        ("repealed_on = 2022", "repealed_on", ".+ write a date such as 2022-07-15, or 2021-10 .+"),
        ('place_level = "镇"', "place_level", "Input should be '省', '市' or '区县'"),
    ],
)
def test_field_that_cannot_be_used_is_named(document: Path, toml: str, field: str, what: str) -> None:
    write(document, toml)

    with pytest.raises(CorpusError, match=f'^张掖\\.toml: "{field}": {what}; {FIELDS}$'):
        read_sidecar(document)


@pytest.mark.parametrize("data", [b"title", '标题 = "规划"'.encode(), 'title = "规划"'.encode("gb18030")])
def test_sidecar_that_is_no_toml_in_utf_8_is_refused(document: Path, data: bytes) -> None:
    sidecar_path(document).write_bytes(data)

    with pytest.raises(CorpusError, match=r"^张掖\.toml is not TOML in UTF-8 \(.+\): correct it or take it out$"):
        read_sidecar(document)


def test_place_that_is_in_no_gazetteer_is_refused(document: Path) -> None:
    write(document, 'place = "火星"')
    message = (
        '张掖.toml names the place "火星", which the gazetteer does not know: '
        "write it with its city and province, such as 辽宁省沈阳市和平区"
    )

    with pytest.raises(CorpusError, match=f"^{re.escape(message)}$"):
        read_sidecar(document)


def test_given_values_replace_what_was_read() -> None:
    read = Metadata(Fact("规划", Origin.READ, Span(0, 2)), issuer=Fact("市政府", Origin.READ, Span(5, 8)))
    merged = with_sidecar(read, Sidecar(title="张掖市规划", issued_on=date(2022, 7, 15)))

    assert merged.title == Fact("张掖市规划", Origin.GIVEN, reason="由同名 .toml 给出")
    assert merged.issued_on == Fact("2022-07-15", Origin.GIVEN, reason="由同名 .toml 给出")
    assert merged.issuer == read.issuer


def test_empty_sidecar_changes_nothing() -> None:
    read = Metadata(Fact("规划", Origin.READ, Span(0, 2)))

    assert with_sidecar(read, Sidecar()) == read


@pytest.mark.parametrize("name", ["张掖", "张掖市", "甘肃张掖", "甘肃省张掖市"])
def test_given_place_takes_its_full_name(name: str) -> None:
    assert place_given(name) == Fact("甘肃省张掖市", Origin.GIVEN, reason="由同名 .toml 给出")


def test_given_place_that_is_two_places_stays_open() -> None:
    assert place_given("和平区") == Fact(
        "和平区",
        Origin.GIVEN,
        reason="由同名 .toml 给出",
        alternatives=("天津市和平区", "辽宁省沈阳市和平区"),
    )


def test_given_place_has_its_level_and_what_it_lies_in() -> None:
    facts = with_sidecar(Metadata(Fact("规划", Origin.READ)), Sidecar(place="沈阳和平区"))

    assert facts.place_level is not None
    assert facts.place_parents is not None
    assert (facts.place_level.value, facts.place_parents.value) == ("区县", "辽宁省沈阳市")
