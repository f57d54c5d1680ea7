import pytest
from fastapi.testclient import TestClient

from service.pages.reference import Word, reference_of, type_of

REF = {"$ref": "#/components/schemas/Turn"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, (Word("string"),)),
        ({"type": "string", "format": "date"}, (Word("date"),)),
        ({"enum": ["up", "down"]}, (Word("up | down"),)),
        ({"const": 1}, (Word("1"),)),
        ({"anyOf": [{"type": "array", "items": REF}, {"type": "null"}]}, (Word("list of "), Word("Turn", True), Word(" or null"))),
        ({"type": "object", "additionalProperties": {"type": "number"}}, (Word("object of number"),)),
        ({"type": "object", "additionalProperties": True}, (Word("object"),)),
        ({}, (Word("anything"),)),
    ],
)  # fmt: skip
def test_a_type_has_a_name(schema: dict[str, object], words: tuple[Word, ...]) -> None:
    assert type_of(schema) == words


def test_every_endpoint_and_model_of_the_description_is_there(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    reference = reference_of(document)
    endpoints = [each for group in reference.groups.values() for each in group]
    wanted = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert {(each.method, each.path) for each in endpoints} == wanted
    names = {model.name for model in reference.models}
    assert names == document["components"]["schemas"].keys()
    fields = [field for each in (*endpoints, *reference.models) for field in getattr(each, "fields", ())]
    assert {word.text for field in fields for word in field.type if word.is_model} <= names, (
        "every link leads somewhere"
    )
    (ask,) = (each for each in endpoints if each.path == "/v1/ask")
    assert ask.bodies == (("application/json", (Word("AskRequest", True),)),)
    assert "应急物资" in ask.example
    assert {reply.status for reply in ask.replies} == {"200"}
    assert "503" in {reply.status for reply in ask.problems}
    (asked,) = (model for model in reference.models if model.name == "AskRequest")
    (top_k,) = (field for field in asked.fields if field.name == "top_k")
    assert (top_k.required, top_k.note) == (False, "≥ 1; ≤ 20; default 5")


def test_the_page_links_what_it_names(client: TestClient) -> None:
    page = client.get("/docs").text
    assert 'id="ask_v1_ask_post"' in page
    assert 'href="#model-AskResponse"' in page
    assert 'id="model-AskResponse"' in page
    assert "undefined" not in page
