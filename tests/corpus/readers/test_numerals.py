import pytest

from corpus.readers.numerals import format_number


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("chineseCountingThousand", ["一", "十", "十一", "二十", "一百零一", "一百一十", "一千零一十"]),
        ("chineseCounting", ["一", "十", "十一", "二十", "一〇一", "一一〇", "一〇一〇"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "壹拾壹", "贰拾", "壹佰零壹", "壹佰壹拾", "壹仟零壹拾"]),
        ("decimalZero", ["01", "10", "11", "20", "101", "110", "1010"]),
        ("lowerRoman", ["i", "x", "xi", "xx", "ci", "cx", "mx"]),
        ("decimalEnclosedCircle", ["①", "⑩", "⑪", "⑳", "101", "110", "1010"]),
        ("ideographTraditional", ["甲", "癸", "11", "20", "101", "110", "1010"]),
        ("decimalFullWidth", ["１", "１０", "１１", "２０", "１０１", "１１０", "１０１０"]),
        ("no such style", ["1", "10", "11", "20", "101", "110", "1010"]),
    ],
)
def test_numbers_are_written_as_word_writes_them(style: str, written: list[str]) -> None:
    assert [format_number(value, style) for value in (1, 10, 11, 20, 101, 110, 1010)] == written


def test_letters_are_doubled_after_z() -> None:
    assert [format_number(value, "upperLetter") for value in (1, 26, 27, 28, 53)] == ["A", "Z", "AA", "BB", "AAA"]
