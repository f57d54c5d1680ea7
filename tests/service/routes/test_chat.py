"""The chat interface, met with the client that front ends are written with."""

import json
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from openai import OpenAI, UnprocessableEntityError
from openai.types.chat import ChatCompletionMessageParam

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.service.scripted_model import Script
from tests.service.serving import served

QUESTION = "张掖市应急物资储备的目标是什么？"


@pytest.fixture
def openai_client(answerer: Answerer, settings: Settings) -> Iterator[OpenAI]:
    """The official client, connected to the running application."""
    with (
        served(create_app(settings, answerer)) as address,
        OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made,
    ):
        yield made


def said(*texts: str) -> list[ChatCompletionMessageParam]:
    """A conversation that the user begins."""
    turns: list[ChatCompletionMessageParam] = [{"role": "system", "content": "你是诗人，只写诗。"}]
    for at, text in enumerate(texts):
        turns.append({"role": "assistant", "content": text} if at % 2 else {"role": "user", "content": text})
    return turns


def test_an_answer_comes_with_its_citations(openai_client: OpenAI, answerer: Answerer) -> None:
    completion = openai_client.chat.completions.create(model="policyqa", messages=said(QUESTION), temperature=0.3)
    message = completion.choices[0].message
    extracted = answerer.answer(QUESTION)
    assert (message.role, message.content) == ("assistant", extracted.text)
    assert (completion.object, completion.choices[0].finish_reason) == ("chat.completion", "stop")
    citations = message.model_extra["citations"]  # type: ignore[index]
    assert [each["quote"] for each in citations] == [each.quote for each in extracted.citations]


def test_a_stream_is_the_same_answer(openai_client: OpenAI, answerer: Answerer) -> None:
    chunks = list(
        openai_client.chat.completions.create(
            model="any", messages=said(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    assert (
        "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        == answerer.answer(QUESTION).text
    )
    assert chunks[0].choices[0].delta.model_extra["citations"][0]["id"] == 1  # type: ignore[index]
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None


def test_a_follow_up_takes_its_subject_from_the_conversation(openai_client: OpenAI) -> None:
    completion = openai_client.chat.completions.create(model="policyqa", messages=said(QUESTION, "…", "那丰台呢？"))
    citations = completion.choices[0].message.model_extra["citations"]  # type: ignore[index]
    assert citations[0]["plan"]["place"] == "北京市丰台区"


def test_text_in_parts_is_read(openai_client: OpenAI, answerer: Answerer) -> None:
    parts: list[ChatCompletionMessageParam] = [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    completion = openai_client.chat.completions.create(model="policyqa", messages=parts)
    assert completion.choices[0].message.content == answerer.answer(QUESTION).text


def test_there_is_one_model(openai_client: OpenAI) -> None:
    assert [model.id for model in openai_client.models.list()] == ["policyqa"]


@pytest.mark.parametrize("messages", [said(), said("？？"), said("问" * 501)])
def test_a_conversation_without_a_question_is_refused(
    openai_client: OpenAI, messages: list[ChatCompletionMessageParam]
) -> None:
    with pytest.raises(UnprocessableEntityError, match="user|words|501"):
        openai_client.chat.completions.create(model="policyqa", messages=messages)


def test_a_draft_that_failed_is_never_shown(
    script: Script, llm_settings: Callable[..., Settings], answerer: Answerer
) -> None:
    script.breaks_off("市县两级储备的应急物资，可保障4万至6万人紧急转移安置[1]。", "此外")
    body = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with TestClient(create_app(llm_settings(), answerer), base_url="http://localhost") as client:
        lines = client.post("/v1/chat/completions", json=body).text.split("\n\n")
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    assert text == answerer.answer(QUESTION).text
