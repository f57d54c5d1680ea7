import re
from pathlib import Path

import pytest

import service
from service.pages.words import WORDS, preferred

WIDGET = Path(service.__file__).parent / "widget"


def test_both_languages_have_the_same_strings_with_the_same_blanks() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    for name, text in WORDS["zh"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", WORDS["en"][name])), name


def test_every_string_is_used_and_every_used_one_is_there() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in WIDGET.glob("*.html"))
    used = set(re.findall(r"\bw\.(\w+)", sources))
    assert used <= WORDS["zh"].keys()
    built = ("meta_", "example_", "csv_")
    unused = {name for name in WORDS["zh"].keys() - used if not name.startswith(built)}
    assert unused == set()


def test_templates_hold_no_words_of_their_own() -> None:
    for path in WIDGET.glob("*.html"):
        assert re.findall(r"[\u4e00-\u9fff]+", path.read_text(encoding="utf-8").replace("中文", "")) == [], path.name


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("  en ; q = 0.9 ,zh;q=0.8", "en"),
        ("en" + " " * 900 + ";q=0.9", "en"),
        ("en" + " " * 900 + "x", "zh"),  # every way to divide the spaces was tried
        ("fr," * 400 + "en", "zh"),  # what lies beyond the first 1000 characters is not read
    ],
)
def test_a_preference_is_read_whatever_its_spaces(header: str, language: str) -> None:
    assert preferred(header) == language
