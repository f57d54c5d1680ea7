"""What readers say of answers, kept in a database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock

from sqlalchemy import DateTime, Engine, String, Text, create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from service.errors import NotReady

_LOG = logging.getLogger(__name__)
LONGEST_ANSWER_ID = 64
LONGEST_COMMENT = 1000


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


class StoreUnavailable(NotReady):
    """The database cannot be reached or written."""


class FeedbackStore:
    """Keeps feedback at a database address. Nothing is opened or created before the first use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._opening = Lock()

    def add(self, feedback: Feedback) -> None:
        """Keep one rating. Raises StoreUnavailable."""
        with self._session() as session, session.begin():
            session.add(
                _Row(
                    answer_id=feedback.answer_id,
                    rating=feedback.rating.value,
                    comment=feedback.comment,
                    created_at=feedback.created_at,
                )
            )

    def all(self) -> list[Feedback]:
        """Return everything that was kept, oldest first. Raises StoreUnavailable."""
        with self._session() as session:
            return [_from_row(row) for row in session.scalars(select(_Row).order_by(_Row.id))]

    def close(self) -> None:
        """Let go of the connections; the next use opens new ones."""
        if self._engine is not None:
            self._engine.dispose()

    def _opened(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = _open(self._url)
            return self._engine

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self._opened()) as session:
                yield session
        except (SQLAlchemyError, OSError) as error:
            _LOG.error("the feedback database %s cannot be opened or written", _place(self._url), exc_info=error)
            raise StoreUnavailable(
                "the feedback could not be stored: its database cannot be opened or written; "
                "the server's log has the details"
            ) from error


class _Base(DeclarativeBase):
    """The tables of this module."""


class _Row(_Base):
    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[str] = mapped_column(String(LONGEST_ANSWER_ID), index=True)
    rating: Mapped[str] = mapped_column(String(8))
    comment: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def _open(url: str) -> Engine:
    """Return an engine for a database that has the tables."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address)
    try:
        _Base.metadata.create_all(engine)
    except DBAPIError:
        # Another process may have created them after this one looked; what else is wrong is wrong again.
        _Base.metadata.create_all(engine)
    return engine


def _place(url: str) -> str:
    """Return a database address as a log may show it, without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "without a valid address"


def _from_row(row: _Row) -> Feedback:
    # SQLite keeps no zone: what is written is UTC.
    created_at = row.created_at.astimezone(UTC) if row.created_at.tzinfo else row.created_at.replace(tzinfo=UTC)
    return Feedback(row.answer_id, Rating(row.rating), row.comment, created_at)
