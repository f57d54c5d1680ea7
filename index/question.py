"""What a question is: the words that every part of its understanding uses."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """The language a question is asked in, and answered in."""

    ZH = "zh"
    EN = "en"


class Intent(StrEnum):
    """What kind of answer is wanted."""

    FACT = "fact"
    INDICATOR = "indicator"
    LIST = "list"
    TASK = "task"
    AGGREGATE = "aggregate"
    COMPARE = "compare"
    METADATA = "metadata"
    CHAT = "chat"


class Turn(NamedTuple):
    """One earlier message of the conversation; `role` is `user` or `assistant`."""

    role: str
    content: str


class Correction(NamedTuple):
    """A misspelling and what was understood instead (张液, 张掖)."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    `text` is what is searched by meaning: the question made whole from the conversation, without the names of covered
    places. `words` is what is searched by words: the same, or the Chinese terms for a question in English.
    `places` are the full names of the covered places that it asks about, `unknown_places` those of the others; a
    document number that no plan knows counts among them. `plan_ids` are the plans to search, in the order in which the
    question names their places. `period` is the five years it names (2016-2020), `years` all single years it names, and
    `years_beyond` those of them that lie after the years of every plan to search and that none of them mentions.
    `task_number` is 84 for 第84项任务. `corrected` lists the misspellings that `text` and `words` no longer have.
    """

    question: str
    language: Language
    intent: Intent
    text: str
    words: str
    places: tuple[str, ...]
    unknown_places: tuple[str, ...]
    plan_ids: tuple[str, ...]
    period: str | None = None
    years: tuple[int, ...] = ()
    years_beyond: tuple[int, ...] = ()
    task_number: int | None = None
    corrected: tuple[Correction, ...] = ()
