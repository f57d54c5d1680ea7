"""English terms to the Chinese words that plans use for them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from index.spelling import is_one_edit

_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9,']|\.(?=\d))*(?<!,)")  # PM2.5 is one word
# A five-year emergency plan is a plan, and no plan for emergencies.
_FIVE_YEAR_PLAN = re.compile(r"\b(five[- ]year)((?: [a-z]+){1,3}?) plans?\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\b")
# 10 000, 100000 and 100k are written as 10,000 and 100,000.
_SPACED_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}) (?=000\b)")
_LONG_NUMBER = re.compile(r"(?<![\d.,])(\d{2,3})(000)(?![\d.,]*\d)")
_SHORT_NUMBER = re.compile(r"(?<![\d.,])(\d{2,3})\s?(k|m|bn)\b", re.IGNORECASE)
_SHORTENED = {"k": ",000", "m": " million", "bn": " billion"}
# How high is the target: asks for a figure, as how much does.
_MEASURE = re.compile(r"(?<=\bhow) (?:high|low|deep|tall|late|old|big|wide|fast)\b", re.IGNORECASE)
# newly, directly: how something is done, not what.
_SAYS_HOW = re.compile(r"[a-z]{3,}ly")
_PLURAL = re.compile(r"(?<=[a-z]{2})(?:ies|(?<![sui])s)$")
_LONGEST_PHRASE = 3  # words
_SHORTEST_MISSPELT = 6  # letters; of shorter words too many are one letter from another


class Term(NamedTuple):
    """A stretch of an English text and the Chinese words for it: alternatives, none where the glossary has none."""

    english: str
    chinese: tuple[str, ...]


def chinese_terms(text: str) -> str:
    """Return the Chinese words for the known terms in an English `text`, separated by spaces; empty when there are none.

    >>> chinese_terms("What are the reserve targets?")
    '储备 目标 指标'
    """
    return " ".join(dict.fromkeys(word for term in terms(text) for word in term.chinese))


def terms(text: str, phrase: Callable[[Sequence[str]], tuple[str, ...]] = lambda _: ()) -> Iterator[Term]:
    """Yield the terms of an English `text`, and between them the runs of words that are in no glossary.

    The longest term counts, be it a `phrase` of several words that is known elsewhere (proof of concept); a misspelt word
    (infomation) counts as what it is one letter from.
    """
    known = _english()
    plain = _plain_numbers(_MEASURE.sub("", _FIVE_YEAR_PLAN.sub(r"\1 plan\2", text)).replace("-", " "))
    words = [_POSSESSIVE.sub("", word.lower()) for word in _WORD.findall(plain)]
    words = [word if word in known.words else known.near(word) for word in words]
    run: list[str] = []
    at = 0
    while at < len(words):
        count = next((n for n in range(known.longest, 0, -1) if known.chinese(words[at : at + n])), 0)
        said = next(
            (
                n
                for n in range(min(_LONGEST_PHRASE, len(words) - at), max(count, 1), -1)
                # how many, lines of: nothing is named by what ends so.
                if words[at + n - 1] not in known.ignored and phrase(words[at : at + n])
            ),
            0,
        )
        if said:
            if run:
                yield Term(" ".join(run), ())
                run = []
            yield Term(" ".join(words[at : at + said]), phrase(words[at : at + said]))
            at += said
            continue
        if count or words[at] in known.ignored or _SAYS_HOW.fullmatch(words[at]):
            if run:
                yield Term(" ".join(run), ())
                run = []
            if count:
                yield Term(" ".join(words[at : at + count]), tuple(known.chinese(words[at : at + count]).split()))
        else:
            run.append(words[at])
        at += count or 1
    if run:
        yield Term(" ".join(run), ())


def _plain_numbers(text: str) -> str:
    """Return `text` with round numbers as the terms have them.

    >>> _plain_numbers("per 10 000 vehicles, per 100000 people, per 100m yuan")
    'per 10,000 vehicles, per 100,000 people, per 100 million yuan'
    """
    plain = _LONG_NUMBER.sub(r"\1,\2", _SPACED_NUMBER.sub(r"\1,", text))
    return _SHORT_NUMBER.sub(lambda match: match[1] + _SHORTENED[match[2].lower()], plain)


def english_for(chinese: str) -> str | None:
    """Return the first English term for a Chinese word and nothing else; None where the glossary has none.

    >>> english_for("应急避难场所")
    'emergency shelter'
    """
    return _english().reverse.get(chinese)


def is_english_word(word: str) -> bool:
    """Tell whether the glossary has a word in small letters, by itself or in a term (guiding is a place only as Guiding)."""
    return word in _english().words


class _English(NamedTuple):
    terms: dict[str, str]
    ignored: frozenset[str]
    words: frozenset[str]
    longest: int
    shortened: dict[str, tuple[str, ...]]
    singular: dict[str, str]
    reverse: dict[str, str]

    def chinese(self, words: Sequence[str]) -> str:
        """Return the Chinese words for a term, which may have plurals where the glossary has none; empty for no term."""
        return self.terms.get(" ".join(words)) or (self.singular.get(_singular(words), "") if len(words) > 1 else "")

    def near(self, word: str) -> str:
        """Return the one known word that a misspelt `word` is one letter from; `word` itself where there is none."""
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha():
            return word
        candidates = {each for short in (word, *_shortened(word)) for each in self.shortened.get(short, ())}
        near = {each for each in candidates if is_one_edit(word, each)}
        # A plural and its singular are one word.
        stems = {each.removesuffix("s") for each in near}
        return max(near, key=len) if len(stems) == 1 and word.removesuffix("s") not in stems else word


@lru_cache(maxsize=1)
def _glossary() -> dict[str, Any]:
    return tomllib.loads(files("index").joinpath("glossary.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _english() -> _English:
    """Return the terms with the endings that words take: evaluates, evaluated, evaluating, policies."""
    forms: dict[str, str] = {}
    ignored = frozenset(_glossary()["ignored"]["words"].split())
    for term, chinese in _glossary()["terms"].items():
        plain = term.replace("-", " ")
        stem = plain.removesuffix("e")
        endings = [f"{plain}s", f"{plain}es", f"{stem}ed", f"{stem}ing"]
        if plain.endswith("y"):
            endings += [f"{plain[:-1]}ies", f"{plain[:-1]}ied"]
        for form in endings:
            if form not in ignored:  # based says nothing of a base
                forms.setdefault(form, chinese)
    forms |= {term.replace("-", " "): chinese for term, chinese in _glossary()["terms"].items()}
    words = frozenset(word for form in forms for word in form.split()) | ignored
    shortened: dict[str, tuple[str, ...]] = defaultdict(tuple)
    # Not of every form: a casino is no misspelt casing of a case.
    printed = {word for term in _glossary()["terms"] for word in term.replace("-", " ").split()}
    for word in printed | {f"{word}s" for word in printed}:
        if len(word) >= _SHORTEST_MISSPELT - 1:
            for short in (word, *_shortened(word)):
                shortened[short] = (*shortened[short], word)
    singular = {_singular(form.split()): chinese for form, chinese in forms.items() if " " in form}
    longest = max(form.count(" ") + 1 for form in forms)
    reverse: dict[str, str] = {}
    for term, chinese in _glossary()["terms"].items():
        reverse.setdefault(chinese, term)
    return _English(forms, ignored, words, longest, dict(shortened), singular, reverse)


def _singular(words: Sequence[str]) -> str:
    return " ".join(_PLURAL.sub(lambda match: "y" if match.group() == "ies" else "", word) for word in words)


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
