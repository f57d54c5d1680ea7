"""What composers work with: the question, the plans it is about, what was found, and how well words fit it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.plan import Plan, Section, Span
from index.alternatives import Wanted
from index.lexical import LexicalIndex
from index.query import Language, Query
from index.search import Hit
from index.tokens import simplify
from service.answer.citations import PassageMap
from service.answer.draft import Line, Proof
from service.answer.extract import Evidence, pick_evidence
from service.answer.names import IndicatorNames
from service.answer.tokens import tokens_of

# A whole table up to this length is quoted; of a longer one the header and the row.
LONGEST_TABLE = 600
_LONGEST_TASK = 1200
_FEW_PLANS = 12


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

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The stretches of the hits that answer best."""
        return pick_evidence(self.query, self.hits, self.lexical)

    @cached_property
    def near_plans(self) -> tuple[Plan, ...]:
        """The plans asked about; of a whole library of them, those that the best hits are from."""
        if len(self.plans) <= _FEW_PLANS:
            return self.plans
        return tuple(
            {hit.passage.plan_id: self.library[hit.passage.plan_id] for hit in self.hits[:_FEW_PLANS]}.values()
        )

    @cached_property
    def wanted(self) -> Wanted:
        """The tokens of the question with their weights, rare words the heaviest."""
        return Wanted.build(self.query.words, self.lexical.idf)

    def covered(self, text: str) -> float:
        """Return which share of the question's words, by weight, `text` has."""
        return self.wanted.share(tokens_of(text))

    def place_of(self, plan: Plan) -> str:
        """Return how a line names a plan: its place, or else its title."""
        return plan.metadata.value("place") or plan.metadata.title.value

    @staticmethod
    def first_year(plan: Plan) -> int | None:
        """Return the first of the years planned for; None where it is not known."""
        years = re.findall(r"20\d\d", plan.metadata.value("period") or "")
        return int(years[0]) if years else None

    @staticmethod
    def last_year(plan: Plan) -> int | None:
        """Return the last of the years planned for; None where it is not known."""
        years = re.findall(r"20\d\d", plan.metadata.value("period") or "")
        return int(years[-1]) if len(years) == 2 else None

    @cached_property
    def earlier_years(self) -> tuple[int, ...]:
        """The years that the question names, where all of them lie before those planned for: what was is asked for."""
        starts = [first for plan in self.plans if (first := self.first_year(plan))]
        years = self.query.years
        return years if years and starts and max(years) < min(starts) else ()

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
