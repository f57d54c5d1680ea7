"""Words for the lexical index, and word boundaries. The only module that knows jieba."""

import logging
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import compress
from math import log
from typing import Any, NamedTuple

from corpus.derived import derived

_CJK_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"\w")
_FREQUENT = 1000
_SELDOM = 100
# A noun as frequent as 部门 is said of everything; among the rarest there is too much that is none.
_RARE, _COMMON = 5, 7000
# Between these frequencies a word says less and less: 台风 on this side, 时候 on that.
_RATHER_RARE, _SAID_ANYWHERE = 300, 10_000
_IDIOM = 3  # characters: the dictionary marks 无人机 as a set phrase, which is otherwise a sentence
SCHEME = "jieba-search+bigrams/2"  # changes whenever the tokens of a text change, or what is counted of them


def simplify(text: str) -> str:
    """Return `text` with full-width forms and traditional characters made plain; for matching, not for showing.

    >>> simplify("應急ＡＢＣ")
    '应急ABC'
    """
    plain = unicodedata.normalize("NFKC", text)
    try:
        return str(_simplifier().convert(plain))
    except UnicodeEncodeError:  # half a character, as a text may have that was cut in UTF-16
        return str(_simplifier().convert(plain.encode("utf-8", "replace").decode()))


def fold(text: str) -> str:
    """Return `text` simplified and in small letters.

    >>> fold("應急ＡＢＣ")
    '应急abc'
    """
    return simplify(text).lower()


def tokenize(text: str) -> list[str]:
    """Return the tokens of `text`: jieba's search-mode words and every pair of neighbouring Chinese characters.

    A pair is marked (`2:储备`) so that it is never taken for the word of the same characters.
    """
    folded = fold(text)
    words = [word for word in _lexicon().jieba.lcut_for_search(folded) if _WORD.search(word)]
    return words + [pair for run in _CJK_RUN.findall(folded) for pair in _pairs(run)]


def _pairs(run: str) -> list[str]:
    return [f"2:{run[at : at + 2]}" for at in range(len(run) - 1)]


def pairs_over_words(text: str) -> frozenset[str]:
    """Return the pairs among the tokens of `text` that stand in no word of it, only where one word meets the next.

    >>> sorted(pairs_over_words("物资储备"))
    ['2:资储']
    """
    words = [_CJK_RUN.findall(word) for word in cut(fold(text))]
    within = {pair for runs in words for run in runs for pair in _pairs(run)}
    return frozenset(pair for run in _CJK_RUN.findall(fold(text)) for pair in _pairs(run) if pair not in within)


def telling(word: str) -> float:
    """Return how much a word says of what is spoken of, in 0.1..1: the less, the more often it stands in any text (时候)."""
    frequency = _lexicon().jieba.FREQ.get(word) or 1
    return 1.0 - 0.9 * min(1.0, max(0.0, log(frequency / _RATHER_RARE) / log(_SAID_ANYWHERE / _RATHER_RARE)))


def word_boundaries(text: str) -> frozenset[int]:
    """Return the offsets in `text` that lie in no word: 部门|和|政府, but 区到 (密云区到2025年) is none though jieba cuts it so."""
    offsets = {0}
    at = 0
    for word in cut(text):
        offsets.update((at + len(word),) if is_word(word) else range(at, at + len(word) + 1))
        at += len(word)
    return frozenset(offsets)


@lru_cache(maxsize=256)
def cut(text: str) -> tuple[str, ...]:
    """Return the words of a question in order, white space and marks among them: together they are `text`."""
    return tuple(_lexicon().jieba.lcut(text))


def count_words(texts: Iterable[str], longest: int) -> Counter[str]:
    """Return how often each word of jieba's dictionary, of two to `longest` characters, stands in the texts.

    Words are not told from what only looks like one over a boundary: cutting takes several times as long.
    """
    known = _lexicon().jieba.FREQ
    counts: Counter[str] = Counter()
    for text in texts:
        for start in range(len(text) - 1):
            for end in range(start + 2, min(start + longest, len(text)) + 1):
                run = text[start:end]
                frequency = known.get(run)  # 0 for the beginning of a word, None where no word goes on
                if frequency is None:
                    break
                if frequency:
                    counts[run] += 1
    return counts


def is_word(word: str) -> bool:
    """Tell whether jieba's dictionary has `word`."""
    return bool(_lexicon().jieba.FREQ.get(word))


# jieba has these as places, and they are kinds of places: 各市县, 外省市, 宜居城市.
_KINDS_OF_PLACES = re.compile(
    "[各外](?:省市?|市县?|县[市区]?|区县?)|旧城区|都市区|(?:文明|宜居|周边|后方|港口|田园|特大|大中|大)城市"
)


def names_place(word: str) -> bool:
    """Tell whether jieba's dictionary has `word` as the name of a place and as nothing else (大阪, 硅谷)."""
    return word in _lexicon().places and not _KINDS_OF_PLACES.fullmatch(word)


def named_divisions(text: str) -> list[tuple[int, int]]:
    """Return where `text` names a district, county or city by its suffix (渝北区), for names that no gazetteer has any more.

    A division that was merged away lives on in people's questions; jieba's dictionary marks such names as places.
    """
    found = []
    at = 0
    for word in cut(text):
        if len(word) > 2 and word[-1] in "省市区县州旗" and names_place(word):
            found.append((at, at + len(word)))
        at += len(word)
    return found


def is_ordinary_word(word: str) -> bool:
    """Tell whether jieba's dictionary has `word` as something else than a place (比如, 会同, 和平)."""
    return word in _lexicon().ordinary


def is_frequent_word(word: str) -> bool:
    """Tell whether a word is so frequent (和平) that it more often says itself than names a place."""
    return int(_lexicon().jieba.FREQ.get(word) or 0) >= _FREQUENT


def is_rare_word(word: str) -> bool:
    """Tell whether a word is so rare that it more often names a place (房山, 正定) than says itself."""
    return int(_lexicon().jieba.FREQ.get(word) or 0) < _SELDOM


def is_name_of_thing(word: str) -> bool:
    """Tell whether jieba's dictionary has `word` as a noun that is neither so frequent nor so rare that it tells little.

    台风 and 养老院 are names of things, 部门 and 工作 are said of everything.
    """
    return word in _lexicon().things


def split_word(word: str) -> list[str]:
    """Return the words of two or more characters that a compound is made of, and the compound itself."""
    return [part for part in _lexicon().jieba.lcut_for_search(word) if len(part) > 1]


def warm_up() -> None:
    """Load the dictionaries now instead of at the first question."""
    tokenize("预热")


# What jieba's dictionary has a word as, in the order of a `_Lexicon`.
_KINDS = _PLACE, _ORDINARY, _THING = 1, 2, 4
# For each, what makes a 1 of the digits of those words, a 0 of the others.
_SELECTING = [bytes((each - ord("0")) & kind > 0 for each in range(256)) for kind in _KINDS]


class _Lexicon(NamedTuple):
    jieba: Any
    places: frozenset[str]
    ordinary: frozenset[str]
    things: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    """Return jieba and what its dictionary says of words."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    kept = derived("words", __file__, _read_dictionary, packages=["jieba"])
    words, kinds = kept["words"].split(" "), kept["kinds"].encode()
    tokenizer = jieba.Tokenizer()
    # What initialize() does, less its cache file: that is read back from a folder to which everybody can write.
    tokenizer.FREQ, tokenizer.total = dict(zip(words, kept["frequencies"], strict=True)), kept["total"]
    tokenizer.initialized = True
    # Both steps of it in one: for each beginning the words, then the most probable way on.
    tokenizer.get_DAG = lambda _: None
    tokenizer.calc = partial(_find_route, tokenizer.FREQ, math.log(tokenizer.total))
    return _Lexicon(tokenizer, *(frozenset(compress(words, kinds.translate(each))) for each in _SELECTING))


def _find_route(
    frequencies: dict[str, int], log_total: float, text: str, _: object, route: dict[int, tuple[float, int]]
) -> None:
    """Set `route` as jieba does, in half the time: for each offset how probable the best way on is, and where its word ends."""
    route[len(text)] = (0, 0)
    for start in range(len(text) - 1, -1, -1):
        best = None
        for end in range(start, len(text)):
            frequency = frequencies.get(text[start : end + 1])  # 0 for the beginning of a word
            if frequency is None:
                break
            if frequency:
                found = (math.log(frequency) - log_total + route[end + 1][0], end)
                if best is None or found > best:
                    best = found
        route[start] = best or (-log_total + route[start + 1][0], start)


def _read_dictionary() -> dict[str, Any]:
    """Return the words of jieba's dictionary, their frequencies and kinds; after them what words begin with."""
    import jieba

    with jieba.Tokenizer().get_dict_file() as file:
        fields = file.read().decode().split()
    words, frequencies, tags = fields[0::3], list(map(int, fields[1::3])), fields[2::3]
    known = _with_beginnings(words, frequencies)
    kinds: dict[str, int] = defaultdict(int)
    for word, frequency, tag in zip(words, frequencies, tags, strict=True):
        kinds[word] |= _kinds_of(word, frequency, tag)
    return {
        "words": " ".join(known),
        "frequencies": list(known.values()),
        "kinds": "".join(str(kind) for kind in kinds.values()),
        "total": sum(frequencies),
    }


def _kinds_of(word: str, frequency: int, tag: str) -> int:
    kinds = 0
    if tag == "ns":
        kinds = _PLACE
    # A rare proper noun is a name (北碚 is tagged as a person's); a frequent one is a word of its own (和平).
    elif len(word) == 2 and not (tag.startswith(("nr", "nz", "nt")) and frequency < _FREQUENT):
        kinds = _ORDINARY
    is_noun = tag.startswith("n") or tag in {"vn", "j"} or (tag == "l" and len(word) == _IDIOM)
    if is_noun and _RARE <= frequency <= _COMMON and len(word) > 1:
        kinds |= _THING
    return kinds


def _with_beginnings(words: list[str], frequencies: list[int]) -> dict[str, int]:
    """Return the frequency of every word, and 0 for every beginning of one that is no word itself."""
    known = dict(zip(words, frequencies, strict=True))
    for word in words:
        for end in range(len(word) - 1, 0, -1):
            if word[:end] in known:
                break  # with all its own beginnings, now or in its turn
            known[word[:end]] = 0
    return known


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
