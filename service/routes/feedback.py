"""POST /v1/feedback."""

import unicodedata
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.feedback import LONGEST_ANSWER_ID, LONGEST_COMMENT, Feedback, FeedbackStore, Rating

router = APIRouter(prefix="/v1", tags=["questions"])


def _plain(text: str) -> str:
    """Return `text` without control characters and lone surrogates, which no database takes; line ends stay."""
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs"}).strip()


class FeedbackIn(BaseModel):
    """Whether an answer helped, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_id: Annotated[str, Field(min_length=1, max_length=LONGEST_ANSWER_ID, pattern=r"^[A-Za-z0-9._-]+$")]
    rating: Rating
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT), AfterValidator(_plain)] = ""


class FeedbackOut(BaseModel):
    """What was stored."""

    answer_id: str
    rating: Rating
    comment: str
    created_at: datetime


def get_store(request: Request) -> FeedbackStore:
    """Return the store that the application opened."""
    store = request.app.state.feedback
    assert isinstance(store, FeedbackStore)
    return store


@router.post("/feedback", status_code=HTTPStatus.CREATED)
def give_feedback(body: FeedbackIn, store: Annotated[FeedbackStore, Depends(get_store)]) -> FeedbackOut:
    """Store whether an answer helped. The last feedback for an answer counts."""
    given = Feedback(body.answer_id, body.rating, body.comment, datetime.now(UTC))
    store.add(given)
    return FeedbackOut(
        answer_id=given.answer_id, rating=given.rating, comment=given.comment, created_at=given.created_at
    )
