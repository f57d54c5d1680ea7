"""The audit log of questions: who asked, when, how it was understood, what was cited, how long it took.

It is written behind the answers, some at a time: no question waits for a database, and none fails with it.
"""

import hashlib
import hmac
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import delete

from index.query import Turn
from service.answer.model import Answer, Citation
from service.database.models import ConversationRow, QuestionRow
from service.database.retention import Retention
from service.database.secrets import Secret
from service.database.store import Database, DatabaseUnavailable
from service.settings import Audit, Settings

_LOG = logging.getLogger(__name__)
_MOST_WAITING = 10_000
_MOST_AT_ONCE = 500
_GATHER_S = 0.5
_OTHERWISE = "the questions cannot be remembered"
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class _Note:
    answer: Answer
    asked_at: datetime
    who: str
    history: tuple[Turn, ...]


class AuditLog:
    """Remembers questions, as much of them as the settings allow."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._mode = settings.audit
        self._days = settings.audit_days
        self._retention = Retention()
        self._keeps_turns = settings.conversations
        self._waiting: queue.Queue[_Note | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._secret = Secret(database, "audit")

    def start(self) -> None:
        """Begin to write."""
        if self._mode is not Audit.OFF or self._keeps_turns:
            self._thread.start()

    def stop(self) -> None:
        """Write what waits, and stop."""
        if self._thread.is_alive():
            try:
                self._waiting.put(None, timeout=_PATIENCE_S)
            except queue.Full:
                _LOG.warning("the audit log cannot be written: what waits is left out")
                return
            self._thread.join(timeout=_PATIENCE_S)

    def note(self, answer: Answer, *, who: str = "", history: Sequence[Turn] = ()) -> None:
        """Remember an answer; noted again under the same id, the later one stands. Never waits and never fails."""
        if self._mode is Audit.OFF and not self._keeps_turns:
            return
        turns = tuple(history) if self._keeps_turns else ()
        try:
            self._waiting.put_nowait(_Note(answer, datetime.now(UTC), who, turns))
        except queue.Full:
            _LOG.warning("more questions come than the audit log can write: one is left out")

    def forget(self) -> None:
        """Delete what is older than the settings say. Raises DatabaseUnavailable."""
        before = self._retention.before(self._days)
        with self._database.writing("old questions cannot be forgotten") as session:
            session.execute(delete(QuestionRow).where(QuestionRow.asked_at < before))
            session.execute(delete(ConversationRow).where(ConversationRow.asked_at < before))

    def _run(self) -> None:
        is_over = False
        while not is_over:
            notes = [self._waiting.get()]
            threading.Event().wait(0 if notes[0] is None else _GATHER_S)
            notes += islice(self._at_hand(), _MOST_AT_ONCE)
            is_over = None in notes
            try:
                self._write([note for note in notes if note is not None])
            except DatabaseUnavailable:
                _LOG.warning("%d questions are missing in the audit log", len(notes))
            except Exception:  # the log goes on, whatever one note does
                _LOG.exception("unexpected failure in the audit log")

    def _at_hand(self) -> Iterator[_Note | None]:
        while True:
            try:
                yield self._waiting.get_nowait()
            except queue.Empty:
                return

    def _write(self, notes: Sequence[_Note]) -> None:
        secret = b"" if self._mode is Audit.OFF else self._secret.value(_OTHERWISE)
        with self._database.writing(_OTHERWISE) as session:
            for note in notes:
                if self._mode is not Audit.OFF:
                    session.merge(self._row(note, secret))
                if note.history:
                    turns = [{"role": turn.role, "content": turn.content} for turn in note.history]
                    session.merge(ConversationRow(answer_id=note.answer.id, asked_at=note.asked_at, turns=turns))

    def _row(self, note: _Note, secret: bytes) -> QuestionRow:
        answer, query = note.answer, note.answer.query
        is_full = self._mode is Audit.FULL
        return QuestionRow(
            answer_id=answer.id,
            asked_at=note.asked_at,
            who=note.who or None,
            question_hash=_hash(secret, query.question),
            question=query.question if is_full else None,
            answer=answer.text if is_full else None,
            status=answer.status.value,
            interpretation={
                "language": query.language.value,
                "intent": query.intent.value,
                "places": list(query.places),
                "unknown_places": list(query.unknown_places),
                "plan_ids": list(query.plan_ids),
            },
            citations=[_cited(citation, with_words=is_full) for citation in answer.citations],
            index_version=answer.index_version,
            total_ms=answer.timings_ms.get("total", 0.0),
        )


def _hash(secret: bytes, question: str) -> str:
    """Return what is the same for the same question here, and cannot be computed elsewhere."""
    return hmac.new(secret, " ".join(question.split()).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _cited(citation: Citation, *, with_words: bool) -> dict[str, object]:
    cited: dict[str, object] = {
        "id": citation.id,
        "plan_id": citation.plan.id,
        "passage_id": citation.passage.id,
        "start": citation.span.start,
        "end": citation.span.end,
    }
    return {**cited, "quote": citation.quote} if with_words else cited
