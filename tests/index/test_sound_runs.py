import pytest

from index.sound_runs import SoundRuns
from index.spelling import sound_of

RUNS = SoundRuns("地质灾害隐患点，群测群防\n应急", sound_of)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("隐换点", "隐患点"),
        ("群测群方", "群测群防"),
        ("隐患点", None),  # nothing differs
        ("隐换典", None),  # two characters differ
        ("隐欢乐", None),
        ("应极", None),  # too short to be sure
        ("害隐患", None),
        ("喵喵喵", None),
    ],
)
def test_a_run_is_found_by_its_sound_when_one_character_differs(typed: str, said: str | None) -> None:
    assert RUNS.differing_in_one(typed) == said


def test_a_short_text_has_no_runs() -> None:
    assert SoundRuns("应急", sound_of).differing_in_one("应极点") is None


def test_a_run_that_cuts_a_word_is_not_meant() -> None:
    assert SoundRuns("推广安全科技成果。", sound_of).differing_in_one("安全课") is None
    assert SoundRuns("推广安全科技成果。报安全科。", sound_of).differing_in_one("安全课") == "安全科"
