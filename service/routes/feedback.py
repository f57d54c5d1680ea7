"""POST /v1/feedback."""

import re
import unicodedata
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from service.answer_ids import AnswerIds
from service.errors import UnknownAnswer
from service.feedback import LONGEST_ANSWER_ID, LONGEST_COMMENT, Feedback, FeedbackStore, Rating

router = APIRouter(prefix="/v1", tags=["questions"])
# A reply to /v1/chat/completions is named after the answer in it.
_ANSWER_ID = re.compile(r"(?:chatcmpl-)?(a-[0-9A-Za-z]+)")
_SHAPE: dict[str, JsonValue] = {"pattern": f"^{_ANSWER_ID.pattern}$"}


def _named(answer_id: str) -> str:
    """Return the id of the answer that `answer_id` names."""
    found = _ANSWER_ID.fullmatch(answer_id)
    if found is None:
        raise ValueError('this is the id of no answer: wanted is the "id" of a reply, such as a-0123456789ab')
    return found[1]


def _plain(text: str) -> str:
    """Return `text` without control characters and lone surrogates, which no database takes; line ends stay."""
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs"}).strip()


class FeedbackIn(BaseModel):
    """Whether an answer helped, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_id: Annotated[
        str, Field(min_length=1, max_length=LONGEST_ANSWER_ID, json_schema_extra=_SHAPE), AfterValidator(_named)
    ]
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


def get_ids(request: Request) -> AnswerIds:
    """Return what knows which answers were given."""
    ids = request.app.state.answer_ids
    assert isinstance(ids, AnswerIds)
    return ids


@router.post("/feedback", status_code=HTTPStatus.CREATED)
def give_feedback(
    body: FeedbackIn,
    store: Annotated[FeedbackStore, Depends(get_store)],
    ids: Annotated[AnswerIds, Depends(get_ids)],
) -> FeedbackOut:
    """Store whether an answer helped. The last feedback for an answer counts."""
    if not ids.is_ours(body.answer_id):
        raise UnknownAnswer(f'no answer with the id "{body.answer_id}" was given here: wanted is the "id" of a reply')
    given = Feedback(body.answer_id, body.rating, body.comment, datetime.now(UTC))
    store.add(given)
    return FeedbackOut(
        answer_id=given.answer_id, rating=given.rating, comment=given.comment, created_at=given.created_at
    )
