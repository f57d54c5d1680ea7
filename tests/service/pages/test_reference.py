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
        ({"type": "array", "prefixItems": [{"type": "integer"}, REF]}, (Word("[integer, "), Word("Turn", True), Word("]"))),
        ({"type": "array", "prefixItems": [{"type": "date"}], "items": {"type": "string"}}, (Word("[date, then string]"),)),
        ({"type": "array", "prefixItems": [{"type": "date"}], "items": False}, (Word("[date]"),)),
        ({"enum": ["", "up"]}, (Word('"" | up'),)),
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


def test_what_opens_an_endpoint_and_what_comes_with_a_reply_is_said(client: TestClient) -> None:
    # Neither was on the page, although the description has both.
    document = client.get("/openapi.json").json()
    reference = reference_of(document)
    endpoints = {each.path: each for group in reference.groups.values() for each in group if each.method != "DELETE"}
    assert endpoints["/v1/ask"].security == ((), ("key",))
    assert endpoints["/healthz"].security == ()
    assert [(each.name, each.kind) for each in reference.schemes] == [("key", "http bearer")]
    (busy,) = (reply for reply in endpoints["/v1/ask"].problems if reply.status == "429")
    (wait,) = busy.headers
    assert (wait.name, wait.type, wait.note) == ("Retry-After", (Word("integer"),), "seconds; ≥ 0")


def test_an_endpoint_that_says_nothing_wants_what_all_want() -> None:
    get: dict[str, object] = {"responses": {}}
    paths = {"/a": {"get": get}, "/b": {"get": {**get, "security": []}}}
    reference = reference_of({"paths": paths, "security": [{"key": [], "mark": []}]})
    assert [each.security for each in reference.groups[""]] == [(("key", "mark"),), ()]


def test_the_page_says_credentials_headers_pairs_and_empty_defaults(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    page = client.get("/docs", params={"lang": "en"}).text
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    locked = [each for each in operations if each.get("security")]
    headers = [name for each in operations for reply in each["responses"].values() for name in reply.get("headers", ())]
    assert page.count('href="#security-key"') == len(locked) > 0
    assert page.count("<code>Retry-After</code> integer: seconds; ≥ 0") == len(headers) > 0
    assert 'id="security-key"' in page
    assert "list of [integer, integer]" in page
    assert "default &#34;&#34;" in page


def test_the_page_links_what_it_names(client: TestClient) -> None:
    page = client.get("/docs").text
    assert 'id="ask_v1_ask_post"' in page
    assert 'href="#model-AskResponse"' in page
    assert 'id="model-AskResponse"' in page
    assert "undefined" not in page
