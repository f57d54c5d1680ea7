from pathlib import Path

import pytest

from index.onnx_pieces import Pieces, write_pieces

PIECES = {"▁": 1, "应": 2, "急": 3, "应急": 4, "急物": 5, "物": 6, "▁应": 7, "资": 8}
SCORES = [0.0, -2.0, -3.0, -3.0, -4.0, -4.5, -3.0, -4.0, -3.0]
UNKNOWN = 0


@pytest.fixture
def pieces(tmp_path: Path) -> Pieces:
    write_pieces(tmp_path / "pieces.jsonl", PIECES, SCORES, UNKNOWN)
    return Pieces(tmp_path / "pieces.jsonl")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应急", [4]),  # -4 for both, -6 one by one
        ("应急物", [4, 6]),  # -7; 应 and 急物 are -7.5
        ("▁应急", [1, 4]),  # -6; ▁应 and 急 are -7
        ("▁应物", [7, 6]),  # -7; one by one -8
        ("急", [3]),
        ("", []),
    ],
)
def test_the_most_probable_pieces_are_taken(pieces: Pieces, text: str, expected: list[int]) -> None:
    assert pieces.ids(text) == expected


@pytest.mark.parametrize("unknown", ["水", "水利", "😀\ud800\n\u2028"])
def test_a_run_of_unknown_characters_is_one(pieces: Pieces, unknown: str) -> None:
    assert pieces.ids(unknown) == [UNKNOWN]
    assert pieces.ids(f"应急{unknown}资{unknown}") == [4, UNKNOWN, 8, UNKNOWN]


def test_what_has_an_end_of_line_is_read_back(tmp_path: Path) -> None:
    write_pieces(tmp_path / "pieces.jsonl", {"a": 1, "a\nb": 2, "\u2028": 3}, [0.0, -1.0, -1.0, -1.0], 0)
    assert Pieces(tmp_path / "pieces.jsonl").ids("a\nb\u2028a") == [2, 3, 1]
