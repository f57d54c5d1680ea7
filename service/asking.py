"""Asks: the answerer first, then the language model where one is configured."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Self

from starlette.concurrency import run_in_threadpool

from index.query import Turn
from service.answer.answerer import DEFAULT_TOP_K, Answerer
from service.answer.model import Answer
from service.answer_ids import AnswerIds
from service.audit import AuditLog
from service.observe.metrics import count_extracted, count_worded
from service.observe.tracing import trace_stages
from service.settings import Settings

if TYPE_CHECKING:
    from service.generate.writer import Writer


class Asker:
    """One answerer, and the writer that words its answers, if there is one."""

    def __init__(
        self,
        answerer: Answerer,
        writer: "Writer | None" = None,
        audit: AuditLog | None = None,
        who: str = "",
        ids: AnswerIds | None = None,
    ) -> None:
        """`audit` remembers what is asked, and that `who` asked it; `ids` lets the answers be rated."""
        self._answerer = answerer
        self._writer = writer
        self._audit = audit
        self._who = who
        self._ids = ids

    @property
    def has_writer(self) -> bool:
        """Whether a language model is asked."""
        return self._writer is not None

    async def extract(
        self,
        question: str,
        *,
        plan_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        top_k: int = DEFAULT_TOP_K,
    ) -> Answer:
        """Return the extracted answer. Raises what Answerer.answer raises."""
        asked = partial(self.extract_here, question, plan_ids=plan_ids, history=history, top_k=top_k)
        return await run_in_threadpool(asked)

    def extract_here(
        self,
        question: str,
        *,
        plan_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        top_k: int = DEFAULT_TOP_K,
    ) -> Answer:
        """Do what `extract` does, for a caller that is in a thread of the pool and must not wait for another one."""
        extracted = self._answerer.answer(question, plan_ids=plan_ids, history=history, top_k=top_k)
        if self._ids is not None:
            extracted = replace(extracted, id=self._ids.marked(extracted.id))
        count_extracted(extracted)
        trace_stages(extracted)
        if self._audit is not None:
            self._audit.note(extracted, who=self._who, history=history)
        return extracted

    async def word(self, extracted: Answer) -> AsyncGenerator[str | Answer]:
        """Yield the text as it is worded, then the whole answer."""
        async with aclosing(word(self._writer, extracted)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer) and piece is not extracted and self._audit is not None:
                    self._audit.note(piece, who=self._who)
                yield piece

    async def finish(self, extracted: Answer) -> Answer:
        """Return the whole answer."""
        return await _last(self.word(extracted), extracted)


class BlockingAsker:
    """Finishes answers one after another, for callers without an event loop of their own."""

    def __init__(self, writer: "Writer | None") -> None:
        self._writer = writer
        self._runner = asyncio.Runner()

    def finish(self, extracted: Answer) -> Answer:
        """Return the whole answer; `extracted` itself without a writer."""
        return self._runner.run(finish(self._writer, extracted)) if self._writer else extracted

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up, and close the event loop."""
        if self._writer is not None:
            self._runner.run(self._writer.close())
        self._runner.close()


async def word(writer: "Writer | None", extracted: Answer) -> AsyncGenerator[str | Answer]:
    """Yield the text as it is worded, then the whole answer. See Writer.write."""
    if writer is None:
        yield extracted
        return
    async with aclosing(writer.write(extracted)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                count_worded(piece)
            yield piece


async def finish(writer: "Writer | None", extracted: Answer) -> Answer:
    """Return the whole answer."""
    return await _last(word(writer, extracted), extracted)


async def _last(worded: AsyncGenerator[str | Answer], extracted: Answer) -> Answer:
    whole = extracted
    async with aclosing(worded) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                whole = piece
    return whole


def load_writer(settings: Settings) -> "Writer | None":
    """Return the writer that the settings name; None when they name no language model."""
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    # Here, so that a service without a model does not spend a second on importing the client.
    from service.generate.chat_model import ChatModel
    from service.generate.writer import Writer

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    model = ChatModel(
        str(settings.llm_base_url),
        settings.llm_model,
        key,
        timeout_s=settings.llm_timeout_s,
        max_tokens=settings.llm_max_tokens,
    )
    return Writer(model, settings.llm_timeout_s)
