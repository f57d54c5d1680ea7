"""Runs of characters of a text, found by how they sound (隐换点, 隐患点)."""

from collections.abc import Callable

import numpy as np

from index.tokens import word_boundaries

_KEY = 3  # sounds by which a run is looked up
_AROUND = 6  # characters by which words are told
_MOST = 4  # places of a run at which words are told, which takes a tenth of a millisecond


class SoundRuns:
    """The runs of three characters and more of a text, by their sounds."""

    def __init__(self, text: str, sound_of: Callable[[str], str]) -> None:
        self._text = text
        self._sound_of = sound_of
        sounds = {character: sound_of(character) for character in set(text)}
        self._numbers = {sound: at for at, sound in enumerate(dict.fromkeys(sounds.values()))}
        of_character = {character: self._numbers[sound] for character, sound in sounds.items()}
        numbers = np.fromiter((of_character[character] for character in text), np.int64, len(text))
        keys = self._keys(numbers)
        self._starts = np.argsort(keys, kind="stable")
        self._sorted = keys[self._starts]

    def differing_in_one(self, typed: str) -> str | None:
        """Return the first run that sounds like `typed` and has one other character; None when there is none.

        It begins and ends with a word: 安全科 of 安全科技 is nothing that could be meant with 安全课.
        """
        numbers = [self._numbers.get(self._sound_of(character)) for character in typed]
        if len(typed) < _KEY or any(number is None for number in numbers):
            return None
        key = self._keys(np.array(numbers[:_KEY], np.int64))[0]
        first, last = np.searchsorted(self._sorted, [key, key + 1])
        told = 0
        for start in self._starts[first:last]:
            said = self._text[start : start + len(typed)]
            if len(said) == len(typed) and self._differ_in_one(typed, said):
                if self._is_of_words(int(start), len(typed)):
                    return said
                told += 1
                if told == _MOST:
                    break
        return None

    def _is_of_words(self, start: int, length: int) -> bool:
        """Tell whether words begin and end where a run does."""
        before = self._text[max(0, start - _AROUND) : start]
        within = word_boundaries(before + self._text[start : start + length + _AROUND])
        return len(before) in within and len(before) + length in within

    def _differ_in_one(self, typed: str, said: str) -> bool:
        differing = [(a, b) for a, b in zip(typed, said, strict=True) if a != b]
        return len(differing) == 1 and all(self._sound_of(a) == self._sound_of(b) for a, b in differing)

    def _keys(self, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        base = len(self._numbers)
        keys = numbers[: max(0, len(numbers) - _KEY + 1)].copy()
        for at in range(1, _KEY):
            keys = keys * base + numbers[at : len(numbers) - _KEY + 1 + at]
        return keys
