"""Misspelt words: a word that no plan uses and that sounds like exactly one that they do use (迁头, 牵头)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Protocol

from corpus.derived import derived
from index.dictionary import Dictionary
from index.question import Correction
from index.sound_runs import SoundRuns
from index.tokens import count_words, cut, is_word

_FEWEST = 2  # a word that stands in the library once may itself be a misprint
_LONGEST = 6
_PAIR = 2  # characters of most words
# What questions and sentences are built with: 几处 is no misspelt 基础.
_FUNCTIONAL = re.compile(
    "[几多少谁哪什么怎啥咋嘛吗呢吧啊搞弄要有是在和与跟会能可被把给对从向到由归为的了着过得地这那其它他她你我您咱们不没未无很最更里先都也就才再又还请"
    "个支处座次名项条件位家户辆台套起种类级层年月日天号第各每某一二两三四五六七八九十百千万亿]"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Za-z]{4,24}(?![A-Za-z])")
_MUCH_MORE = 5  # times as frequent: the word that is meant where several sound alike


class Library(Protocol):
    """What is asked about the plans to correct a question."""

    @property
    def vocabulary(self) -> "Vocabulary":
        """The words of the plans by sound."""

    def uses(self, word: str) -> bool:
        """Tell whether a plan has `word`."""


class Vocabulary:
    """The words of two to six characters that stand at least twice in the texts, by their sound without tones."""

    def __init__(self, texts: Iterable[str], counts: Counter[str] | None = None) -> None:
        """`counts` are those of the words of the texts, where they are known."""
        kept = tuple(texts)
        self._text = "\n".join(kept)
        self._runs = SoundRuns(self._text, sound_of)
        self._all = count_words(kept, _LONGEST) if counts is None else counts
        self._count = {word: count for word, count in self._all.items() if count >= _FEWEST}
        self._by_sound: dict[str, tuple[str, ...]] = {}
        for word in self._count:
            key = sound(word)
            self._by_sound[key] = (*self._by_sound.get(key, ()), word)

    def changed(self, texts: Iterable[str], gone: Iterable[str], new: Iterable[str]) -> "Vocabulary":
        """Return the words of other `texts`: those of these, without those that are `gone`, and `new` ones."""
        counts = self._all.copy()
        counts.subtract(count_words(gone, _LONGEST))
        counts.update(count_words(new, _LONGEST))
        return Vocabulary(texts, +counts)

    def __contains__(self, word: str) -> bool:
        return word in self._count

    @cached_property
    def dictionary(self) -> Dictionary:
        """The words by their English meanings, those that stand once among them; read at first use."""
        return Dictionary(self._all, self._text)

    def sounding(self, pinyin: str) -> tuple[str, ...]:
        """Return the words of a sound (yingji), the most frequent first."""
        return tuple(sorted(self._by_sound.get(pinyin, ()), key=lambda word: (-self._count[word], word)))

    def is_commoner(self, word: str, other: str) -> bool:
        """Tell whether `word` stands in the texts several times as often as `other`."""
        return self._count.get(word, 0) >= _MUCH_MORE * max(1, self._all.get(other, 0))

    def heard(self, typed: str) -> str | None:
        """Return what in the texts sounds like `typed` and differs from it in one character; None when nothing does."""
        return self._runs.differing_in_one(typed)

    def spelt(self, pinyin: str) -> str | None:
        """Return the one word that is meant by a sound; None when there is none, or several about as frequent."""
        words = self.sounding(pinyin)
        if len(words) > 1 and self._count[words[0]] < _MUCH_MORE * self._count[words[1]]:
            return None
        return words[0] if words else None


def sound_of(character: str) -> str:
    """Return how a character is commonly read, without its tone; other characters come back as they are."""
    return _sounds().get(character, character)


@lru_cache(maxsize=1)
def _sounds() -> dict[str, str]:
    kept = derived("sounds", __file__, _read_sounds, packages=["pypinyin"])
    return {character: sound for sound, characters in kept.items() for character in characters}


def _read_sounds() -> dict[str, str]:
    """Return the characters of each sound."""
    # Imported here because reading its dictionaries takes a third of a second.
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, PINYIN_DICT):
        found[lazy_pinyin(character)[0]].append(character)
    return {sound: "".join(characters) for sound, characters in found.items()}


def sound(text: str) -> str:
    """Return the pinyin of `text` without tones, run together.

    >>> sound("应急")
    'yingji'
    """
    return "".join(map(sound_of, text))


def is_one_edit(one: str, other: str) -> bool:
    """Tell whether one letter more, less or other, or two neighbours exchanged, make `one` into `other`."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, wanted = one[start:], other[start:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    )


def correct_words(text: str, library: Library) -> tuple[str, tuple[Correction, ...]]:
    """Return `text` with its misspelt words set right, and what was set right.

    A word counts as misspelt when no plan has it and exactly one word of the plans sounds like it: one that the plans put
    beside the word next to it, or that shares a character with it. A word of the dictionary (时事), and two words that
    only together sound like one (面|鸡), are taken for another only beside such a neighbour. So is a word that the plans
    have, but not here: the 地址 of 地址灾害, where they have 地质灾害.
    """
    corrections: list[Correction] = []
    pieces: list[str] = []
    # What jieba takes for a new word of three characters or more may be a misspelt one and its neighbour (迁头建).
    words = cut(text)
    tokens = [(part, at) for at, word in enumerate(words) for part in (word if _is_strange(word) else (word,))]
    at = 0
    while at < len(tokens):
        for count in (3, 2, 1):
            run = tokens[at : at + count]
            parts = [part for part, _ in run]
            if len(run) == count and _is_suspect(parts, library):
                after = tokens[at + count][0] if at + count < len(tokens) else ""
                if after[:1] == parts[0][0]:
                    continue  # 人挤人, 一层压一层: said so on purpose
                one_word = run[0][1] == run[-1][1]
                meant = _meant("".join(parts), "".join(pieces[-1:]), after, library, one_word=one_word)
                if meant:
                    corrections.append(Correction("".join(parts), meant))
                    pieces.append(meant)
                    at += count
                    break
        else:
            typed = tokens[at][0]
            meant = _misplaced("".join(pieces[-1:]), typed, tokens[at + 1][0] if at + 1 < len(tokens) else "", library)
            if meant:
                corrections.append(Correction(typed, meant))
            pieces.append(meant or typed)
            at += 1
    return "".join(pieces), tuple(corrections)


def correct_runs(text: str, library: Library) -> tuple[str, tuple[Correction, ...]]:
    """Return `text` with those runs of three or four characters set right that hold a piece that is no word (隐|换点).

    The plans must have a run of the same sound that differs in one character (隐患点).
    """
    corrections: list[Correction] = []
    at = 0
    for word in cut(text):
        end = at + len(word)
        if _is_piece(word):
            for length in (4, 3):
                starts = range(max(0, end - length), min(at, len(text) - length) + 1)
                heard = (
                    (text[start : start + length], _heard(text[start : start + length], library)) for start in starts
                )
                if meant := next(((typed, said) for typed, said in heard if said), None):
                    corrections.append(Correction(*meant))
                    break
        at = end
    for correction in corrections:
        text = text.replace(correction.typed, correction.meant)
    return text, tuple(dict.fromkeys(corrections))


def correct_pinyin(text: str, library: Library) -> tuple[str, tuple[Correction, ...]]:
    """Return a Chinese `text` with words typed in pinyin (yingji物资) set right, and what was set right."""
    corrections: list[Correction] = []

    def replace(match: re.Match[str]) -> str:
        typed = match.group()
        meant = None if library.uses(typed) else library.vocabulary.spelt(typed.lower())
        if meant is None:
            return typed
        corrections.append(Correction(typed, meant))
        return meant

    return _LATIN.sub(replace, text), tuple(corrections)


def _is_suspect(tokens: list[str], library: Library) -> bool:
    typed = "".join(tokens)
    return (
        2 <= len(typed) <= _LONGEST
        and _CHINESE.fullmatch(typed) is not None
        and _FUNCTIONAL.search(typed) is None
        and not (len(tokens) > 1 and any(len(token) > 1 and is_word(token) for token in tokens))
        and bool(library.vocabulary.sounding(sound(typed)))
        and typed not in library.vocabulary
        and not library.uses(typed)
    )


def _is_piece(word: str) -> bool:
    """Tell whether jieba cut off `word` for want of a better one: a single character, or what its dictionary has not."""
    return (
        _CHINESE.fullmatch(word) is not None
        and _FUNCTIONAL.search(word) is None
        and (len(word) == 1 or not is_word(word))
    )


def _heard(run: str, library: Library) -> str | None:
    if not _CHINESE.fullmatch(run) or _FUNCTIONAL.search(run) or library.uses(run):
        return None
    return library.vocabulary.heard(run)


def _is_strange(word: str) -> bool:
    return len(word) > 2 and _CHINESE.fullmatch(word) is not None and not is_word(word)


def _meant(typed: str, before: str, after: str, library: Library, *, one_word: bool) -> str | None:
    alike = [word for word in library.vocabulary.sounding(sound(typed)) if len(word) == len(typed)]
    beside = [
        word for word in alike if any(_stand_together(*each, library) for each in ((before, word), (word, after)))
    ]
    if is_word(typed):
        return beside[0] if len(beside) == 1 else None
    if len(beside) == 1 or not one_word:
        return beside[0] if len(beside) == 1 else None
    sharing = [word for word in alike if any(a == b for a, b in zip(typed, word, strict=True))]
    return sharing[0] if len(sharing) == 1 else None


def _misplaced(before: str, typed: str, after: str, library: Library) -> str | None:
    """Return the word that is meant by one that plans have elsewhere: it sounds the same, and only it stands beside `after`."""
    if len(typed) != _PAIR or len(after) != _PAIR or not (is_word(typed) and is_word(after)):
        return None
    words = library.vocabulary
    alike = [word for word in words.sounding(sound(typed)) if word != typed and words.is_commoner(word, typed)]
    # The texts are searched last: that takes the longest.
    meant = [word for word in alike if len(word) == _PAIR and set(word) & set(typed) and library.uses(f"{word}{after}")]
    if len(meant) != 1 or not library.uses(typed) or library.uses(f"{typed}{after}"):
        return None
    return None if before and library.uses(f"{before}{typed}") else meant[0]


def _stand_together(one: str, other: str, library: Library) -> bool:
    both = len(one) > 1 and len(other) > 1 and _CHINESE.fullmatch(one + other) is not None
    return both and library.uses(one + other)
