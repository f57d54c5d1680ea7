from typing import Any

import pytest
from fastapi.testclient import TestClient

QUESTION = "张掖市应急物资储备的目标是什么？"


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_an_answer_has_the_shape_of_the_contract(client: TestClient) -> None:
    answer = ask(client, question=QUESTION)
    assert set(answer) == {
        "id", "status", "answer", "citations", "interpretation", "generation", "index_version", "timings_ms",
    }  # fmt: skip
    assert set(answer["citations"][0]) == {
        "id", "passage_id", "plan", "section_path", "quote", "start", "end", "highlights", "score", "url",
    }  # fmt: skip
    assert set(answer["citations"][0]["plan"]) == {
        "id", "title", "place", "issuer", "doc_number", "issued_on", "source",
    }  # fmt: skip
    assert set(answer["timings_ms"]) == {"understand", "retrieve", "rank", "answer", "total"}


def test_every_citation_is_verbatim_and_numbered_in_order(client: TestClient) -> None:
    citations = ask(client, question=QUESTION)["citations"]
    assert [citation["id"] for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        text = client.get(f"/v1/plans/{citation['plan']['id']}/text").text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["url"] == f"/plans/{citation['plan']['id']}#{citation['start']}-{citation['end']}"


def test_the_answer_is_what_the_highlights_show(client: TestClient) -> None:
    answer = ask(client, question=QUESTION)
    first = answer["citations"][0]
    assert first["highlights"]
    for start, end in first["highlights"]:
        assert first["quote"][start:end] in answer["answer"]
    assert "[1]" in answer["answer"]


def test_only_the_asked_place_is_cited(client: TestClient) -> None:
    answer = ask(client, question=QUESTION, top_k=20)
    assert {citation["plan"]["place"] for citation in answer["citations"]} == {"甘肃省张掖市"}
    assert answer["interpretation"]["places"] == ["甘肃省张掖市"]


def test_a_place_without_a_plan_is_out_of_scope_and_told_what_is_covered(client: TestClient) -> None:
    answer = ask(client, question="兰州市应急物资储备的目标是什么？")
    assert (answer["status"], answer["citations"]) == ("out_of_scope", [])
    assert "兰州市" in answer["answer"]
    assert "甘肃省张掖市" in answer["answer"]


def test_a_greeting_is_out_of_scope(client: TestClient) -> None:
    assert ask(client, question="你好")["status"] == "out_of_scope"


def test_a_follow_up_takes_its_topic_from_the_history(client: TestClient) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "…"}]
    answer = ask(client, question="那丰台呢？", history=history)
    assert answer["interpretation"]["places"] == ["北京市丰台区"]
    assert "储备" in answer["citations"][0]["quote"]


def test_traditional_characters_find_the_same_passage(client: TestClient) -> None:
    simplified = ask(client, question="张掖市应急物资储备目标")["citations"][0]["passage_id"]
    assert ask(client, question="張掖市應急物資儲備目標")["citations"][0]["passage_id"] == simplified


def test_plan_ids_restrict_the_plans(client: TestClient) -> None:
    answer = ask(client, question="应急物资储备的目标是什么？", plan_ids=["beibei"])
    assert {citation["plan"]["id"] for citation in answer["citations"]} == {"beibei"}


def test_top_k_limits_the_citations(client: TestClient) -> None:
    assert len(ask(client, question=QUESTION, top_k=1)["citations"]) == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "no words"),
        ("  \u3000\t ", "no words"),
        ("😀🎉", "no words"),
        ("\x00\x07\x1b", "no words"),
        ("？！……", "no words"),
        ("问" * 501, "501 characters"),
        ("问" * 10_000, "10000 characters"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_one_sentence(
    client: TestClient, question: str, said: str
) -> None:
    response = client.post("/v1/ask", json={"question": question})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert said in problem["detail"]
    assert {"type", "title", "status", "detail", "errors"} == set(problem)


def test_control_characters_and_white_space_around_a_question_are_dropped(client: TestClient) -> None:
    assert ask(client, question=f" \x00{QUESTION}\u200b\n")["interpretation"]["question"].startswith("张掖市")


def test_five_hundred_characters_are_accepted(client: TestClient) -> None:
    ask(client, question="问" * 500)


def test_half_a_surrogate_pair_is_no_crash(client: TestClient) -> None:
    response = client.post(
        "/v1/ask",
        content=b'{"question": "\\ud83d \xe5\x82\xa8\xe5\xa4\x87"}',
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 200


@pytest.mark.parametrize("top_k", [0, -1, 21, 10_000, "many"])
def test_top_k_outside_1_to_20_is_refused(client: TestClient, top_k: object) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "top_k": top_k})
    assert response.status_code == 422
    assert str(top_k) in response.json()["detail"]


def test_an_unknown_plan_id_is_refused_with_the_known_ones(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "plan_ids": ["atlantis"]})
    assert response.status_code == 404
    assert 'there is no plan "atlantis"' in response.json()["detail"]
    assert "zhangye" in response.json()["detail"]


def test_malformed_json_is_refused(client: TestClient) -> None:
    response = client.post("/v1/ask", content=b'{"question": ', headers={"content-type": "application/json"})
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    assert "not valid JSON" in response.json()["detail"]


def test_more_than_twenty_turns_are_refused(client: TestClient) -> None:
    history = [{"role": "user", "content": "储备"}] * 21
    assert client.post("/v1/ask", json={"question": QUESTION, "history": history}).status_code == 422


def test_the_same_question_gets_the_same_answer(client: TestClient) -> None:
    first, second = (ask(client, question=QUESTION) for _ in range(2))
    assert (first["answer"], first["citations"]) == (second["answer"], second["citations"])
