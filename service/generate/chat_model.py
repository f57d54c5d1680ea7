"""A language model behind any OpenAI-compatible address."""

import logging
from collections.abc import AsyncGenerator

from openai import APIConnectionError, APIStatusError, APITimeoutError, AsyncOpenAI, Timeout
from openai.types.chat import ChatCompletionMessageParam

from service.answer.model import Reason

_LOG = logging.getLogger(__name__)
_CONNECT_S = 5.0
_RETRIES = 1
# A draft is short. Whoever sends more is not answering.
_MOST_CHARACTERS = 16_000


class ModelFailure(Exception):
    """The model gave no whole draft; `reason` says what went wrong."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ChatModel:
    """Sends messages, returns the reply as it comes. Belongs to the event loop that first uses it."""

    def __init__(self, base_url: str, name: str, api_key: str | None, *, timeout_s: float, max_tokens: int) -> None:
        self.name = name
        self._max_tokens = max_tokens
        self._client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",  # local servers want none, the client wants one
            max_retries=_RETRIES,
            timeout=Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
        )

    async def reply(self, messages: list[ChatCompletionMessageParam]) -> AsyncGenerator[str]:
        """Yield the reply piece by piece. Raises ModelFailure; then what came before is not the whole reply.

        Closing the iterator ends the request.
        """
        received = 0
        finished = None
        try:
            stream = await self._client.chat.completions.create(
                model=self.name, messages=messages, max_tokens=self._max_tokens, temperature=0, stream=True
            )
            async with stream:
                async for chunk in stream:
                    for choice in chunk.choices[:1]:
                        finished = choice.finish_reason or finished
                        if choice.delta.content:
                            received += len(choice.delta.content)
                            yield choice.delta.content
                    if received > _MOST_CHARACTERS:
                        break
        except Exception as error:  # whatever a foreign server sends, the extracted answer stands
            _LOG.warning("the language model failed: %s: %s", type(error).__name__, str(error)[:200])
            raise ModelFailure(_reason(error, received)) from error
        if not received:
            raise ModelFailure(Reason.UNUSABLE)
        if finished != "stop":
            raise ModelFailure(Reason.BROKEN_OFF)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _reason(error: Exception, received: int) -> Reason:
    if received:
        return Reason.BROKEN_OFF
    if isinstance(error, APITimeoutError):
        return Reason.TIMEOUT
    if isinstance(error, APIConnectionError):
        return Reason.UNREACHABLE
    return Reason.REFUSED if isinstance(error, APIStatusError) else Reason.UNUSABLE
