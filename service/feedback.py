"""What readers say of answers, kept in a database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from service.database.models import LONGEST_ID, FeedbackRow, QuestionRow
from service.database.store import Database

LONGEST_ANSWER_ID = LONGEST_ID
LONGEST_COMMENT = 1000
_OTHERWISE = "the feedback could not be stored"


class Rating(StrEnum):
    """Whether an answer helped."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One rating of one answer. A reader who changes the rating or adds a comment leaves another; the last one counts."""

    answer_id: str
    rating: Rating
    comment: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What the audit log knows of an answer; question and text only where it keeps them."""

    question: str | None
    answer: str | None
    status: str
    citations: tuple[dict[str, Any], ...]
    index_version: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating, and the answer that was rated, as far as it is known."""

    feedback: Feedback
    asked: Asked | None


class FeedbackStore:
    """Keeps feedback in a database. Nothing is opened or created before the first use."""

    def __init__(self, database: Database | str) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def add(self, feedback: Feedback) -> None:
        """Keep one rating. Raises DatabaseUnavailable."""
        with self._database.writing(_OTHERWISE) as session:
            session.add(
                FeedbackRow(
                    answer_id=feedback.answer_id,
                    rating=feedback.rating.value,
                    comment=feedback.comment,
                    created_at=feedback.created_at,
                )
            )

    def all(self) -> list[Feedback]:
        """Return everything that was kept, oldest first. Raises DatabaseUnavailable."""
        with self._database.reading("the feedback cannot be read") as session:
            return [_from_row(row) for row in session.scalars(select(FeedbackRow).order_by(FeedbackRow.id))]

    def rated(self) -> list[Rated]:
        """Return the last rating of each answer, oldest first, with what the audit log knows of it.

        Raises DatabaseUnavailable.
        """
        last = select(func.max(FeedbackRow.id)).group_by(FeedbackRow.answer_id)
        wanted = (
            select(FeedbackRow, QuestionRow)
            .outerjoin(QuestionRow, QuestionRow.answer_id == FeedbackRow.answer_id)
            .where(FeedbackRow.id.in_(last))
            .order_by(FeedbackRow.id)
        )
        with self._database.reading("the feedback cannot be read") as session:
            return [Rated(_from_row(given), _asked(row) if row else None) for given, row in session.execute(wanted)]

    def close(self) -> None:
        """Let go of the connections; the next use opens new ones."""
        self._database.close()


def _from_row(row: FeedbackRow) -> Feedback:
    return Feedback(row.answer_id, Rating(row.rating), row.comment, row.created_at)


def _asked(row: QuestionRow) -> Asked:
    return Asked(row.question, row.answer, row.status, tuple(row.citations), row.index_version)
