"""A client in Python: `PolicyQA("http://127.0.0.1:8000").ask("张掖市应急物资储备的目标是什么？")`."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, TypeAdapter
from pydantic import ValidationError as NotThatShape

from service.plan_schemas import PlanOut, PlansResponse
from service.routes.admin import JobOut
from service.routes.feedback import FeedbackOut
from service.schemas import AnswerDelta, AskResponse, CitationOut, InterpretationOut, SearchResponse

_TIMEOUT_S = 60.0
_EVENTS: dict[str, type[BaseModel]] = {
    "interpretation": InterpretationOut,
    "citation": CitationOut,
    "answer": AnswerDelta,
    "done": AskResponse,
}
Event = InterpretationOut | CitationOut | AnswerDelta | AskResponse
Turn = Mapping[Literal["role", "content"], str]
_Shape = TypeVar("_Shape", bound=BaseModel)
_PROBLEM: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class PolicyQAError(Exception):
    """The service refused a request, failed, or could not be reached; the message is what it said.

    `status` is the HTTP status, None when nothing answered; `problem` is the RFC 9457 body; `retry_after_s` is how long to
    wait before asking again, where the service says so; `request_id` finds the request in the service's log.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        problem: Mapping[str, Any] | None = None,
        retry_after_s: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.problem = dict(problem or {})
        self.retry_after_s = retry_after_s
        self.request_id = request_id


class PolicyQA:
    """One service. Keeps connections open: close it, or use it in a `with`. Every method raises PolicyQAError."""

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        timeout_s: float = _TIMEOUT_S,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Prepare to ask the service at `base_url`; nothing is sent yet. `transport` is for tests and unusual networks."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx2.Client(base_url=base_url, headers=headers, timeout=timeout_s, transport=transport)

    def ask(
        self,
        question: str,
        *,
        plan_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        top_k: int | None = None,
    ) -> AskResponse:
        """Return the answer to a question, with its citations."""
        return self._get("POST", "/v1/ask", AskResponse, json=_question(question, plan_ids, history, top_k))

    def stream(
        self,
        question: str,
        *,
        plan_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        top_k: int | None = None,
    ) -> Iterator[Event]:
        """Yield the answer as it comes: how the question was understood, citations, words, at last the whole.

        Leaving the loop early hangs up, and the work at the service ends.
        """
        body = _question(question, plan_ids, history, top_k)
        with ExitStack() as stack:
            asked = self._http.stream("POST", "/v1/ask", json=body, headers={"Accept": "text/event-stream"})
            try:
                response = stack.enter_context(asked)
                if response.is_error:
                    response.read()
                    raise _error(response)
                yield from _events(response)
            except httpx2.HTTPError as failure:
                raise _unreachable(failure) from failure

    def search(
        self, words: str, *, plan_ids: Sequence[str] | None = None, limit: int | None = None
    ) -> list[CitationOut]:
        """Return the passages that fit best, best first, without an answer."""
        asked: dict[str, Any] = {"q": words, "plan_id": list(plan_ids or ())} | ({"k": limit} if limit else {})
        return self._get("GET", "/v1/search", SearchResponse, params=asked).passages

    def plans(self) -> list[PlanOut]:
        """Return all plans with their metadata and counts."""
        return self._get("GET", "/v1/plans", PlansResponse).plans

    def plan_text(self, plan_id: str) -> str:
        """Return the text that `start` and `end` of citations count in."""
        return self._sent("GET", f"/v1/plans/{quote(plan_id, safe='')}/text").content.decode("utf-8")

    def feedback(self, answer_id: str, rating: Literal["up", "down"], comment: str = "") -> FeedbackOut:
        """Say whether an answer helped."""
        body = {"answer_id": answer_id, "rating": rating, "comment": comment}
        return self._get("POST", "/v1/feedback", FeedbackOut, json=body)

    def add_plan(self, *documents: Path | str) -> JobOut:
        """Add documents, with the sidecars NAME.toml that are named beside them. The index follows: see `wait`."""
        with ExitStack() as stack:
            opened = [stack.enter_context(Path(each).open("rb")) for each in documents]
            files = [("file", (Path(each).name, file)) for each, file in zip(documents, opened, strict=True)]
            return self._get("POST", "/v1/plans", JobOut, files=files)

    def remove_plan(self, plan_id: str) -> JobOut:
        """Take a plan out. The index follows: see `wait`."""
        return self._get("DELETE", f"/v1/plans/{quote(plan_id, safe='')}", JobOut)

    def reindex(self, *, full: bool = False) -> JobOut:
        """Make the index follow the folder of plans; with `full`, everything is computed anew."""
        return self._get("POST", "/v1/reindex", JobOut, json={"full": full})

    def job(self, job_id: str) -> JobOut:
        """Return how far an update is."""
        return self._get("GET", f"/v1/jobs/{quote(job_id, safe='')}", JobOut)

    def wait(self, job: JobOut, *, timeout_s: float = 600.0, every_s: float = 0.5) -> JobOut:
        """Return an update when it is done. Raises PolicyQAError when it was refused or takes longer."""
        until = time.monotonic() + timeout_s
        while job.state in ("queued", "running"):
            if time.monotonic() > until:
                raise PolicyQAError(f"the update {job.id} is still {job.state} after {timeout_s:g} seconds")
            time.sleep(every_s)
            job = self.job(job.id)
        if job.state == "failed":
            raise PolicyQAError(job.error or f"the update {job.id} failed")
        return job

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def _get(self, method: str, path: str, shape: type[_Shape], **request: Any) -> _Shape:
        response = self._sent(method, path, **request)
        try:
            return shape.model_validate_json(response.content)
        except NotThatShape as failure:
            raise _no_answer(response) from failure

    def _sent(self, method: str, path: str, **request: Any) -> httpx2.Response:
        try:
            response = self._http.request(method, path, **request)
        except httpx2.HTTPError as failure:
            raise _unreachable(failure) from failure
        if response.is_success:
            return response
        raise _error(response)


def _question(
    question: str, plan_ids: Sequence[str] | None, history: Sequence[Turn], top_k: int | None
) -> dict[str, Any]:
    body: dict[str, Any] = {"question": question, "history": [dict(turn) for turn in history]}
    if plan_ids is not None:
        body["plan_ids"] = list(plan_ids)
    if top_k is not None:
        body["top_k"] = top_k
    return body


def _events(response: httpx2.Response) -> Iterator[Event]:
    name = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data" and name == "error":
            raise _error(response, json.loads(value))
        elif field == "data" and name in _EVENTS:
            event = _EVENTS[name].model_validate_json(value)
            assert isinstance(event, InterpretationOut | CitationOut | AnswerDelta | AskResponse)
            yield event


def _error(response: httpx2.Response, problem: Mapping[str, Any] | None = None) -> PolicyQAError:
    if problem is None:
        try:
            problem = _PROBLEM.validate_json(response.content)
        except NotThatShape:
            return _no_answer(response)
    wait = response.headers.get("retry-after", "")
    status = problem.get("status", response.status_code)
    return PolicyQAError(
        str(problem.get("detail") or problem.get("title") or f"status {status}"),
        status=status,
        problem=problem,
        retry_after_s=float(wait) if wait.isdigit() else None,
        request_id=response.headers.get("x-request-id"),
    )


def _no_answer(response: httpx2.Response) -> PolicyQAError:
    message = (
        f"{response.url} answered {response.status_code} with something else than policyqa does: is it the service?"
    )
    return PolicyQAError(message, status=response.status_code, request_id=response.headers.get("x-request-id"))


def _unreachable(failure: httpx2.HTTPError) -> PolicyQAError:
    return PolicyQAError(f"the service cannot be reached, or hung up: {failure or type(failure).__name__}")
