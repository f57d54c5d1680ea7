"""What composers work with: the question, the plans it is about, what was found, and how well words fit it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.plan import Plan, Section, Span
from index.lexical import LexicalIndex
from index.query import Language, Query
from index.search import Hit
from index.tokens import simplify, tokenize
from service.answer.citations import PassageMap
from service.answer.draft import Line, Proof
from service.answer.names import IndicatorNames
from service.answer.tokens import tokens_of

# A whole table up to this length is quoted; of a longer one the header and the row.
LONGEST_TABLE = 600
_LONGEST_TASK = 1200
_FEW_PLANS = 12
# A best hit below this rarely answers; see index.search.Hit. What no plan has is told from records and words besides.
_ENOUGH = 0.5
_FEWEST_WORDS, _MOST_WORDS = 2, 0.8
_FEWEST_TERMS, _ALL_TERMS = 2, 0.99
_ROLES = frozenset(("牵头", "负责", "责任", "配合", "参与", "单位", "部门"))


@dataclass(frozen=True)
class Material:
    """One question with all that an answer can be made of. `plans` are those asked about, in the order of the question."""

    query: Query
    plans: tuple[Plan, ...]
    library: Mapping[str, Plan]
    hits: tuple[Hit, ...]
    lexical: LexicalIndex
    names: IndicatorNames
    passages: PassageMap

    @property
    def english(self) -> bool:
        """Whether the answer's own words are to be English."""
        return self.query.language is Language.EN

    @cached_property
    def asked(self) -> str:
        """The question in simplified characters and small letters."""
        return simplify(self.query.text).lower()

    def folded(self, plan: Plan) -> str:
        """Return the text of a plan as words of `asked` are looked for in it, every character at its offset."""
        return self.passages.folded(plan)

    def is_likely(self, text: str) -> bool:
        """Tell whether `text`, the best that was found, may be given as an answer.

        The best hit is likely to answer, or `text` has most of the question's words; all of them for an English question,
        which has only the few that are in the list of terms.
        """
        found = bool(self.hits) and self.hits[0].score >= _ENOUGH
        return found or self._has_words(text)

    @cached_property
    def near_plans(self) -> tuple[Plan, ...]:
        """The plans asked about; of a whole library of them, those that the best hits are from."""
        if len(self.plans) <= _FEW_PLANS:
            return self.plans
        return tuple(
            {hit.passage.plan_id: self.library[hit.passage.plan_id] for hit in self.hits[:_FEW_PLANS]}.values()
        )

    @cached_property
    def wanted(self) -> dict[str, float]:
        """The tokens of the question with their weights, rare words the heaviest."""
        return {token: self.lexical.idf(token) for token in dict.fromkeys(tokenize(self.query.words))}

    def covered(self, text: str) -> float:
        """Return which share of the question's words, by weight, `text` has."""
        present = tokens_of(text)
        # In the order of `wanted`: a set would add up in another order in every process, and ties would fall otherwise.
        found = sum(weight for token, weight in self.wanted.items() if token in present)
        return found / (sum(self.wanted.values()) or 1.0)

    def _has_words(self, text: str) -> bool:
        words = [each for each in self.wanted if len(each) > 1 and not each.startswith("2:") and each not in _ROLES]
        present = tokens_of(text)
        said = sum(self.wanted[each] for each in words if each in present)
        fewest, share = (_FEWEST_TERMS, _ALL_TERMS) if self.english else (_FEWEST_WORDS, _MOST_WORDS)
        return len(words) >= fewest and said >= share * sum(self.wanted[each] for each in words)

    def place_of(self, plan: Plan) -> str:
        """Return how a line names a plan: its place, or else its title."""
        return plan.metadata.value("place") or plan.metadata.title.value

    @staticmethod
    def last_year(plan: Plan) -> int | None:
        """Return the last of the years planned for; None where it is not known."""
        years = re.findall(r"20\d\d", plan.metadata.value("period") or "")
        return int(years[-1]) if len(years) == 2 else None

    def line(self, plan: Plan, text: str, proofs: Sequence[Proof]) -> Line:
        """Return a line about `plan`; it names the place unless the question is about one."""
        if self.english:
            return Line(text, tuple(proofs), f"Plan for {self.place_of(plan)}: ")
        return Line(text, tuple(proofs), f"{self.place_of(plan)}：" if len(self.plans) > 1 else "")

    def around(self, plan: Plan, span: Span) -> Span:
        """Return what a person would quote to prove `span`: its table, its task, or the passage of whole sentences."""
        for table in plan.tables:
            if table.span.contains(span) and len(table.span) <= LONGEST_TABLE:
                return table.span
        for task in plan.tasks:
            if task.span.contains(span) and len(task.span) <= _LONGEST_TASK:
                return task.span
        passage = self.passages.at(plan.id, span)
        return passage.span if passage and passage.span.contains(span) else span


def heading_of(section: Section) -> str:
    """Return a heading as a line shows it, without the marks at its end."""
    return section.label.rstrip("。.:： ")
