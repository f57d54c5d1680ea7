"""Checks what a model wrote, claim by claim, against the quotes that the claim cites.

What stands in no cited quote is a fault: a number, a unit, a name, a place, a negation, a bound. So is a figure that the
quote gives to something else, and a sentence of which the quotes say too little.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.places import gazetteer
from index.glossary import chinese_terms
from index.tokens import simplify
from service.answer import proof
from service.answer.draft import without_spaces
from service.answer.model import Answer, Citation
from service.generate import wording
from service.generate.figures import figure_faults, figures, same_kind
from service.generate.prompt import without_instructions
from service.generate.sentences import Claim, Sentence, marked_numbers

# So much of what a sentence adds to the question must stand in the quotes. Rewording shares most characters; invention few.
_ENOUGH = 0.5
_FEW = 4
# A translation shares none; of its words that the glossary knows, so many must have their Chinese in the quotes.
_ENOUGH_TERMS = 0.5
# A clause of a quote this near to a claim is the one that it was made of.
_NEAR = 0.5
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_CLAUSES = re.compile(r"[，,。；;！？!?\n]+")
_FOREIGN = re.compile(r"https?:|www\.|@|\.(?:com|cn|net|org)\b|\d{7,}", re.IGNORECASE)
# What organisations are called by; 局面 and 格局 name none.
_BODY = re.compile(
    r"(?<![格布大全结僵破开当])局(?![面部势限])|委员会|(?<!常)委(?![员托派屈])|厅(?!局)|办公室|政府|支队|大队|总队|街道|公司|集团|领导小组|指挥部|检察院|法院|学院|大学|银行|协会"
)
_LONGEST_BODY = 12
_LEVEL = ("省", "市", "区", "县", "州", "镇", "乡", "旗", "国")


@dataclass(frozen=True)
class Evidence:
    """A citation as the guard reads it."""

    citation: Citation

    @cached_property
    def quote(self) -> str:
        """What it proves: the quote without what is said to machines."""
        return without_instructions(self.citation.quote)

    @cached_property
    def context(self) -> str:
        """What may be said of it besides: place, title and headings."""
        plan = self.citation.plan
        return " ".join((plan.metadata.value("place") or "", plan.metadata.title.value, *self.citation.section_path))

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """Its rows, where it quotes a table, and the clauses of its other text."""
        plan, span = self.citation.plan, self.citation.span
        rows = [
            row.span
            for table in plan.tables
            if table.span.overlaps(span)
            for row in table.rows
            if span.contains(row.span)
        ]
        text, at, found = plan.text, span.start, []
        for row in sorted(rows, key=lambda each: each.start):
            if row.start >= at:
                found += [*_clauses_of(text[at : row.start]), row.of(text)]
                at = row.end
        found += _clauses_of(text[at : span.end])
        return tuple(clause for clause in found if without_spaces(clause) in without_spaces(self.quote))


class Guard:
    """Knows the evidence of one answer."""

    def __init__(self, answer: Answer) -> None:
        self._evidence = {citation.id: Evidence(citation) for citation in answer.citations}
        self._asked = simplify(answer.query.question)
        self._said = without_spaces(simplify(answer.text))
        self._counted = _counted(answer)
        self._marked = sorted(marked_numbers(answer.text))

    def proved(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence when what it cites proves it; None otherwise.

        One without any marker is marked with the first citation of the extracted answer that proves the whole of it.
        """
        if marked_numbers(sentence.text):
            return None if self.faults(sentence) else sentence
        marked = (sentence.marked(number) for number in self._marked)
        return next((each for each in marked if not self.faults(each)), None)

    def faults(self, sentence: Sentence) -> list[str]:
        """Return what is wrong with a sentence; nothing for a proved one."""
        return [fault for claim in sentence.claims for fault in self._faults_of(claim)]

    def _faults_of(self, claim: Claim) -> list[str]:
        if not claim.numbers:
            return ["no marker"]
        if unknown := [number for number in claim.numbers if number not in self._evidence]:
            return [f"marker {number}" for number in unknown]
        cited = [self._evidence[number] for number in claim.numbers]
        quotes = [each.quote for each in cited]
        text = simplify(claim.text)
        return [
            *proof.faults(text, quotes, self._counted),
            *figure_faults(text, quotes),
            *wording.added(text, quotes),
            *_strange_names(text, cited, self._said),
            *_misplaced(text, [clause for each in cited for clause in each.clauses]),
            *self._unsupported(text, cited),
        ]

    def _unsupported(self, text: str, cited: Sequence[Evidence]) -> list[str]:
        known = simplify(" ".join(each.context for each in cited)) + self._asked
        quoted = simplify("\n".join(each.quote for each in cited))
        if _is_chinese(text):
            said, given = _pairs(text), _pairs(quoted)
            new = said - _pairs(known)
            if len(new) < _FEW:  # it says again what was asked: then the quote must say that
                new = said
            share = len(new & given) / len(new) if new else 0.0
            return [] if share >= _ENOUGH else [f"supported to {share:.2f}"]
        # What only repeats the question is neither for nor against it.
        beyond = [terms for terms in _terms(text) if not any(term in known for term in terms)] or _terms(text)
        supported = [any(term in quoted for term in terms) for terms in beyond]
        share = sum(supported) / len(beyond) if beyond else 0.0
        return [] if share >= _ENOUGH_TERMS else [f"supported to {share:.2f}"]


def _strange_names(text: str, cited: Sequence[Evidence], extracted: str) -> list[str]:
    """Return the places, organisations and addresses that the cited passages do not name.

    The extracted answer spells out what a passage abbreviates (区应急局 for 区应急), so its organisations count too.
    """
    named = without_spaces(simplify(" ".join(f"{each.context} {each.quote}" for each in cited)))
    found = [f"address {match}" for match in _FOREIGN.findall(text) if match not in named]
    for mention in (*gazetteer().find(text), *gazetteer().find_latin(text)):
        printed = mention.span.of(text)
        known = (
            [place.short for place in mention.places]
            if printed.isascii()
            else [printed, *(p.short for p in mention.places)]
        )
        if not any(name in named for name in known):
            found.append(f"place {printed}")
    return found + [f"organisation {name}" for name in _strange_bodies(without_spaces(text), named + extracted)]


def _strange_bodies(text: str, named: str) -> Iterator[str]:
    """Yield the organisations of a Chinese text that are not named: 市财政局 where only 区财政局 is.

    A name has no beginning in a text without spaces, so it is followed back from its end as far as it is named.
    """
    for match in _BODY.finditer(text):
        end, kind = match.end(), match.group()
        starts = range(max(0, end - _LONGEST_BODY), match.start() + 1)
        start = next((at for at in starts if text[at:end] in named), end)
        before = text[start - 1 : start]
        if end - start < len(kind) or before in _LEVEL or (len(kind) == 1 and end - start == 1):
            yield text[max(0, min(start - 1, match.start() - 3)) : end]


def _misplaced(text: str, clauses: Sequence[str]) -> list[str]:
    """Return what is wrong with a claim beside the clauses of the quotes that it is nearest to.

    A figure is said of what stands beside it in the quote, not of another thing that has a figure of the same kind
    itself; a negation or a bound of the nearest clause is not left out.
    """
    faults: list[str] = []
    traits = [(clause, _traits(clause), figures(clause)) for clause in clauses]
    whole = _traits(text)
    for part in _CLAUSES.split(text):
        said = _traits(part)
        if len(said) < 2:
            continue
        for figure in (each for each in figures(part) if not each.is_year):
            holding, rivals, beside = [], [], set[str]()
            for at, (_, own, given) in enumerate(traits):
                if any(each.number == figure.number for each in given):
                    holding.append(len(said & own))
                    beside.update(*(near for _, near, _ in traits[max(0, at - 1) : at + 2]))
                elif any(same_kind(figure, each) for each in given):
                    rivals.append(len(said & own))
            if holding and (not whole & beside or max(rivals, default=0) > max(holding)):
                faults.append(f"figure {figure.number} belongs to something else")
        nearest = max(traits, key=lambda each: len(said & each[1]), default=None)
        if nearest and len(said & nearest[1]) >= _NEAR * len(said):
            faults += wording.left_out(text, nearest[0])
    return faults


def _traits(text: str) -> set[str]:
    """Return what a clause can be known by: pairs of characters, or the Chinese for the words of an English one."""
    if _is_chinese(text):
        return _pairs(text)
    return {pair for terms in _terms(text) for term in terms for pair in _pairs(term)}


def _terms(text: str) -> list[list[str]]:
    """Return the Chinese words for each English word that the glossary knows."""
    return [terms for word in _WORD.findall(text) if (terms := chinese_terms(word).split())]


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring Chinese characters."""
    plain = simplify(without_spaces(unicodedata.normalize("NFKC", text)))
    return {plain[at : at + 2] for at in range(len(plain) - 1) if _CJK.match(plain[at]) and _CJK.match(plain[at + 1])}


def _is_chinese(text: str) -> bool:
    return len(_CJK.findall(text)) >= len(_WORD.findall(text))


def _clauses_of(text: str) -> list[str]:
    """Return the clauses of a text; a cell with only a figure goes with what stands before it."""
    clauses: list[str] = []
    for clause in filter(None, (each.strip() for each in _CLAUSES.split(text))):
        if clauses and not _CJK.search(clause):
            clauses[-1] += f" {clause}"
        else:
            clauses.append(clause)
    return clauses


def _counted(answer: Answer) -> Iterable[int]:
    """Return the numbers that the extracted answer found by counting: they stand in no quote."""
    quoted = " ".join(citation.quote for citation in answer.citations)
    given = set(re.findall(r"\d+", unicodedata.normalize("NFKC", quoted)))
    said = re.findall(r"\d+", re.sub(r"\[\d+\]", "", unicodedata.normalize("NFKC", answer.text)))
    return {int(number) for number in said if number not in given}
