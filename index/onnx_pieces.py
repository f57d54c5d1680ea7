"""The pieces of a unigram tokenizer, and the most probable ones of a text.

A quarter of a million pieces take most of a second to read, and a question needs a few hundred of them. So they lie in a
file by how they begin, and are read when a text has such a beginning. Its first line holds the id of what is no piece, the
scores of all ids, as bytes, and the beginnings; then comes a line for each beginning, in that order: its pieces and ids.

    [3, "AAAAAAAA8D8AAAA...", ["▁", "▁应", "应"]]
    {"▁": 6}
    {"▁应": 9307, "▁应急": 88146}
    {"应": 5148, "应急": 104203, "应急物资": 7}
"""

import json
import math
from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MARK = "▁"  # before a word
_UNKNOWN = 10.0  # what a character that no piece has costs more than the least probable piece


class _Beginning(NamedTuple):
    pieces: dict[str, int]
    longest: int


_NONE = _Beginning({}, 0)


def write_pieces(path: Path, pieces: Mapping[str, int], scores: Sequence[float], unknown: int) -> None:
    """Write pieces with their ids, the scores of all ids, and the id of what is no piece."""
    beginnings: dict[str, dict[str, int]] = defaultdict(dict)
    for piece, piece_id in pieces.items():
        beginnings[piece[: 2 if piece[0] == MARK else 1]][piece] = piece_id
    written = array("d", scores)
    written[unknown] = min(scores) - _UNKNOWN
    lines = [[unknown, b64encode(written.tobytes()).decode(), list(beginnings)], *beginnings.values()]
    path.write_bytes(b"\n".join(json.dumps(each, ensure_ascii=False).encode() for each in lines))


class Pieces:
    """Divides texts. Safe to use from several threads at once."""

    def __init__(self, path: Path) -> None:
        first, *lines = path.read_bytes().split(b"\n")
        self._unknown, scores, beginnings = json.loads(first)
        self._scores = memoryview(b64decode(scores)).cast("d")
        self._lines: dict[str, bytes] = dict(zip(beginnings, lines, strict=True))
        self._read: dict[str, _Beginning] = {}

    def ids(self, text: str) -> list[int]:
        """Return the ids of the pieces that are together the most probable; one for a run of unknown characters."""
        # For each end the best pieces up to it: their score, where the last of them starts, and its id.
        scores, starts, last = [0.0, *[-math.inf] * len(text)], [0] * (len(text) + 1), [0] * (len(text) + 1)
        for start in range(len(text)):
            is_known = False
            for beginning in self._beginnings(text, start):
                for end in range(start + 1, min(start + beginning.longest, len(text)) + 1):
                    piece = beginning.pieces.get(text[start:end])
                    if piece is not None:
                        is_known = is_known or end == start + 1
                        if (score := scores[start] + self._scores[piece]) > scores[end]:
                            scores[end], starts[end], last[end] = score, start, piece
            if not is_known and (score := scores[start] + self._scores[self._unknown]) > scores[start + 1]:
                scores[start + 1], starts[start + 1], last[start + 1] = score, start, self._unknown
        return self._leading_to_the_end(starts, last)

    def _leading_to_the_end(self, starts: list[int], last: list[int]) -> list[int]:
        found: list[int] = []
        at = len(starts) - 1
        while at:
            if not found or not found[-1] == last[at] == self._unknown:
                found.append(last[at])
            at = starts[at]
        return found[::-1]

    def _beginnings(self, text: str, start: int) -> tuple[_Beginning, ...]:
        first = self._beginning(text[start])
        return (first, self._beginning(text[start : start + 2])) if text[start] == MARK else (first,)

    def _beginning(self, key: str) -> _Beginning:
        found = self._read.get(key)
        if found is None:
            line = self._lines.get(key)
            if line is None:
                return _NONE
            pieces = json.loads(line)
            found = self._read[key] = _Beginning(pieces, max(map(len, pieces)))
        return found
