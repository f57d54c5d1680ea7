"""Lets the language model word an answer, and decides what of its draft is sent."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from index.query import Intent, Language
from service.answer.model import Answer, Generation, Mode, Reason, Status
from service.generate.chat_model import ChatModel, ModelFailure
from service.generate.guard import Guard
from service.generate.prompt import messages
from service.generate.sentences import Sentence, SentenceReader, marked_numbers

# Of a draft with more sentences to drop than to keep, what is left is not trusted to be the answer.
_MOST_DROPPED = 0.5
# Of these every quoted item is wanted, and most of what the extracted answer says of it.
_WHOLE = frozenset((Intent.LIST, Intent.AGGREGATE, Intent.COMPARE, Intent.TASK))
_ENOUGH_OF_IT = 0.6
# So many of the figures that the extracted answer states must be said; of an indicator all.
_ENOUGH_FIGURES = 0.5
_MARKER = re.compile(r"\[\d+\]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")


class Writer:
    """Words answers with one model, each within `timeout_s`."""

    def __init__(self, model: ChatModel, timeout_s: float) -> None:
        self._model = model
        self._timeout_s = timeout_s

    async def write(self, extracted: Answer) -> AsyncGenerator[str | Answer]:
        """Yield the answer as it is worded, then the whole: the model's where it is proved and complete, else `extracted`.

        What was yielded before is the beginning of the whole only if that is a generated one. A refusal is not worded.
        """
        if extracted.status is not Status.ANSWERED:
            yield extracted
            return
        begun = time.perf_counter()
        draft = _Draft(extracted)
        reason: Reason | None = None
        try:
            async with aclosing(self._pieces(extracted, asyncio.get_running_loop().time() + self._timeout_s)) as pieces:
                async for piece in pieces:
                    for text in draft.feed(piece):
                        yield text
            for text in draft.finish():
                yield text
        except ModelFailure as failure:
            reason = failure.reason
        reason = reason or draft.lacks()
        took = {"generate": round((time.perf_counter() - begun) * 1000, 2)}
        took["total"] = round(extracted.timings_ms["total"] + took["generate"], 2)
        mode = Mode.EXTRACTED if reason else Mode.GENERATED
        yield replace(
            extracted,
            text=extracted.text if reason else draft.text,
            generation=Generation(mode, self._model.name, reason, draft.dropped),
            timings_ms={**extracted.timings_ms, **took},
        )

    async def close(self) -> None:
        """Close the connections to the model."""
        await self._model.close()

    async def _pieces(self, extracted: Answer, deadline: float) -> AsyncGenerator[str]:
        """Yield the reply until the deadline. Raises ModelFailure."""
        async with aclosing(self._model.reply(messages(extracted))) as reply:
            while True:
                try:
                    # Not around the whole loop: a deadline must not fall while this generator waits to be asked on.
                    async with asyncio.timeout_at(deadline):
                        piece = await anext(reply, None)
                except TimeoutError:
                    raise ModelFailure(Reason.TIMEOUT) from None
                if piece is None:
                    return
                yield piece


class _Draft:
    """What is kept of a draft, sentence by sentence."""

    def __init__(self, extracted: Answer) -> None:
        self._extracted = extracted
        self._guard = Guard(extracted)
        self._reader = SentenceReader()
        self._breaks = False
        self._kept: list[str] = []
        self.text = ""
        self.dropped = 0

    def feed(self, piece: str) -> list[str]:
        """Return what can be sent after the next piece of the draft."""
        return self._checked(list(self._reader.feed(piece)))

    def finish(self) -> list[str]:
        """Return what can be sent at the end: the last sentence, and what the service says itself of what is not there."""
        sent = self._checked(list(self._reader.finish()))
        own = [line for line in self._extracted.text.splitlines() if not _MARKER.search(line)]
        if self._kept and own:
            sent.append("\n" + "\n".join(own))
            self.text += sent[-1]
        return sent

    def lacks(self) -> Reason | None:
        """Return what the finished draft lacks to be the answer."""
        if not self._kept and not self.dropped:
            return Reason.UNUSABLE
        if not self._kept or self.dropped > _MOST_DROPPED * (self.dropped + len(self._kept)):
            return Reason.UNSUPPORTED
        return None if self._is_complete() else Reason.INCOMPLETE

    def _checked(self, sentences: list[Sentence]) -> list[str]:
        sent = []
        for sentence in sentences:
            proved = self._guard.proved(sentence)
            if proved is not None and proved.text in self._kept:
                proved = None  # a small model says the same over and over
            elif proved is None:
                self.dropped += 1
            if proved is not None:
                sent.append(self._between() + proved.text)
                self._kept.append(proved.text)
                self.text += sent[-1]
                self._breaks = False
            self._breaks |= sentence.breaks
        return sent

    def _between(self) -> str:
        if not self.text:
            return ""
        if self._breaks:
            return "\n"
        return " " if self._extracted.query.language is Language.EN else ""

    def _is_complete(self) -> bool:
        query = self._extracted.query
        wanted, given = marked_numbers(self._extracted.text), marked_numbers(self.text)
        stated = _figures(self._extracted.text)
        kept = len(stated & _figures(self.text))
        if kept < (1.0 if query.intent is Intent.INDICATOR else _ENOUGH_FIGURES) * len(stated):
            return False
        if query.intent not in _WHOLE:
            return bool(wanted & given)
        said, own = set(_PAIR.findall(self._extracted.text)), set(_PAIR.findall(self.text))
        return wanted <= given and (query.language is Language.EN or len(said & own) >= _ENOUGH_OF_IT * len(said))


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(_MARKER.sub("", text)))
