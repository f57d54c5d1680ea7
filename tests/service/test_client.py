from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from service.answer.answerer import Answerer
from service.app import create_app
from service.client import PolicyQA, PolicyQAError
from service.library.changes import Recipe, Reindex
from service.library.loading import Loader
from service.library.updating import update
from service.schemas import AnswerDelta, AskResponse, CitationOut, InterpretationOut
from service.settings import Settings
from tests.conftest import KeywordEmbedder
from tests.service.library.conftest import LANZHOU, Inline
from tests.service.serving import served

QUESTION = "张掖市应急物资储备的目标是什么？"


@pytest.fixture
def service(answerer: Answerer, settings: Settings) -> Iterator[PolicyQA]:
    """A client of a service that answers from the tiny plans."""
    with served(create_app(settings, answerer)) as address, PolicyQA(address) as made:
        yield made


def test_an_answer_has_the_types_of_its_parts(service: PolicyQA) -> None:
    answer = service.ask(QUESTION, top_k=1)
    assert isinstance(answer, AskResponse)
    assert answer.status == "answered"
    quoted = answer.citations[0]
    assert service.plan_text(quoted.plan.id)[quoted.start : quoted.end] == quoted.quote


def test_a_follow_up_is_understood_with_the_turns_before_it(service: PolicyQA) -> None:
    answer = service.ask("那丰台呢？", history=[{"role": "user", "content": QUESTION}])
    assert answer.interpretation.places == ["北京市丰台区"]


def test_a_stream_ends_with_the_whole_answer(service: PolicyQA) -> None:
    events = list(service.stream(QUESTION, plan_ids=["zhangye"]))
    assert isinstance(events[0], InterpretationOut)
    assert any(isinstance(event, CitationOut) for event in events)
    done = events[-1]
    assert isinstance(done, AskResponse)
    assert "".join(event.delta for event in events if isinstance(event, AnswerDelta)) == done.answer


def test_a_stream_can_be_left_early_and_the_client_used_on(service: PolicyQA) -> None:
    next(iter(service.stream(QUESTION)))
    assert len(service.plans()) == 3


def test_a_search_can_be_restricted(service: PolicyQA) -> None:
    found = service.search("应急物资储备", plan_ids=["fengtai", "beibei"], limit=4)
    assert {each.plan.id for each in found} == {"fengtai", "beibei"}
    assert len(found) == 4


def test_feedback_is_stored(service: PolicyQA) -> None:
    assert service.feedback(service.ask(QUESTION).id, "down", "太长").comment == "太长"


@pytest.mark.parametrize("how", ["ask", "stream"])
def test_what_is_refused_is_one_error_with_the_words_of_the_service(service: PolicyQA, how: str) -> None:
    with pytest.raises(PolicyQAError, match='there is no plan "atlantis"') as raised:
        list(getattr(service, how)(QUESTION, plan_ids=["atlantis"]))
    assert raised.value.status == 404
    assert raised.value.problem["title"]
    assert raised.value.request_id


def test_a_name_with_a_slash_is_one_part_of_the_path(service: PolicyQA) -> None:
    with pytest.raises(PolicyQAError) as raised:
        service.plan_text("../../healthz?x#y")
    assert raised.value.status == 404


def test_a_failure_on_the_way_of_a_stream_is_the_same_error() -> None:
    events = 'event: error\ndata: {"status": 500, "title": "Internal Server Error", "detail": "broken"}\n\n'
    answers = httpx2.MockTransport(lambda _: httpx2.Response(200, text=events))
    with (
        PolicyQA("http://service", transport=answers) as client,
        pytest.raises(PolicyQAError, match="broken") as raised,
    ):
        list(client.stream(QUESTION))
    assert raised.value.status == 500


def test_the_key_is_sent_and_how_long_to_wait_is_read() -> None:
    sent: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request.headers["authorization"])
        return httpx2.Response(429, headers={"retry-after": "7"}, json={"status": 429, "detail": "too many"})

    with (
        PolicyQA("http://service", "pqa-key", transport=httpx2.MockTransport(answer)) as client,
        pytest.raises(PolicyQAError, match="too many") as raised,
    ):
        client.plans()
    assert (sent, raised.value.retry_after_s) == (["Bearer pqa-key"], 7.0)


@pytest.mark.parametrize("status", [200, 502])
def test_a_page_of_something_else_is_no_answer(status: int) -> None:
    page = httpx2.MockTransport(lambda _: httpx2.Response(status, text="<html>gateway</html>"))
    with PolicyQA("http://service", transport=page) as client, pytest.raises(PolicyQAError, match="is it the service"):
        client.plans()


def test_a_service_that_is_not_there_is_one_error() -> None:
    with PolicyQA("http://127.0.0.1:9") as client, pytest.raises(PolicyQAError, match="cannot be reached") as raised:
        client.ask(QUESTION)
    assert raised.value.status is None


def test_a_plan_is_added_asked_and_removed(
    corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.library.living.Child", Inline)
    settings = Settings(
        corpus=corpus_folder, index=tmp_path / "index", cache=tmp_path / "cache", model=KeywordEmbedder.name
    )
    update(Recipe.of(settings), Reindex(), load_embedder=KeywordEmbedder)
    document = tmp_path / "lanzhou.txt"
    document.write_text(LANZHOU, encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.write_text(" ", encoding="utf-8")
    app = create_app(settings, loader=Loader(settings, KeywordEmbedder))
    with served(app) as address, PolicyQA(address) as client:
        done = client.wait(client.add_plan(document), every_s=0.05)
        assert done.state == "done"
        assert "33处" in client.ask("兰州市新建应急避难场所多少处？").answer
        with pytest.raises(PolicyQAError, match="no words"):
            client.wait(client.add_plan(empty), every_s=0.05)
        client.wait(client.remove_plan("lanzhou"), every_s=0.05)
        assert client.job(done.id).state == "done"
        assert client.wait(client.reindex(), every_s=0.05).state == "done"
        assert "lanzhou" not in {plan.id for plan in client.plans()}
