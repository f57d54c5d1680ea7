"""The description of the API (OpenAPI) as a page shows it: endpoints in groups, what they take and answer, and models."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_METHODS = ("get", "post", "put", "patch", "delete")
_MODELS = "#/components/schemas/"
_PROBLEM = "application/problem+json"
# What limits a value, and how it is said.
_LIMITS = {
    "minimum": "≥ {}", "maximum": "≤ {}", "minLength": "≥ {} characters", "maxLength": "≤ {} characters",
    "minItems": "≥ {} items", "maxItems": "≤ {} items", "pattern": "matches {}", "default": "default {}",
}  # fmt: skip
Schema = Mapping[str, Any]


class Word(NamedTuple):
    """A piece of what a type is called; `is_model` where it is the name of a model of the page."""

    text: str
    is_model: bool = False


Type = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, a header, or a field of a model; `place` is where a parameter stands: path, query."""

    name: str
    type: Type
    required: bool
    note: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What may be answered: `kinds` are media types with the types of their content."""

    status: str
    note: str
    kinds: tuple[tuple[str, Type], ...]
    headers: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method of a path. `security` are the ways to be let in, each the names of what is shown together; none: nothing."""

    id: str
    method: str
    path: str
    note: str
    security: tuple[tuple[str, ...], ...]
    parameters: tuple[Field, ...]
    bodies: tuple[tuple[str, Type], ...]
    example: str
    replies: tuple[Reply, ...]
    problems: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """An object that is sent or answered, or a closed choice of words."""

    name: str
    note: str
    fields: tuple[Field, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to show who asks; `kind` says where: http bearer, apiKey header X-API-Key."""

    name: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything that the description says; the groups are its tags, in their order."""

    groups: dict[str, tuple[Endpoint, ...]]
    schemes: tuple[Scheme, ...]
    models: tuple[Model, ...]


def reference_of(document: Schema) -> Reference:
    """Return what an OpenAPI document says, in its order; models by name."""
    components: Schema = document.get("components", {})
    models: Schema = components.get("schemas", {})
    everywhere: Schema = {"security": document.get("security", ())}
    groups: dict[str, tuple[Endpoint, ...]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                tag = operation.get("tags", [""])[0]
                groups[tag] = (*groups.get(tag, ()), _endpoint(method, path, {**everywhere, **operation}, models))
    schemes = tuple(_scheme(name, scheme) for name, scheme in components.get("securitySchemes", {}).items())
    return Reference(groups, schemes, tuple(_model(name, schema) for name, schema in sorted(models.items())))


def type_of(schema: Schema) -> Type:
    """Return what a type is called.

    >>> type_of({"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Turn"}}, {"type": "null"}]})
    (Word(text='list of ', is_model=False), Word(text='Turn', is_model=True), Word(text=' or null', is_model=False))
    """
    return _joined(_words(schema))


def _words(schema: Schema) -> Iterator[Word]:
    if "$ref" in schema:
        yield Word(schema["$ref"].removeprefix(_MODELS), is_model=True)
    elif choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        for at, choice in enumerate(choices):
            yield from (Word(" or "),) if at else ()
            yield from _words(choice)
    elif "enum" in schema or "const" in schema:
        yield Word(" | ".join(_value(each) for each in schema.get("enum", [schema.get("const")])))
    elif "prefixItems" in schema:
        yield from _tuple(schema)
    elif schema.get("type") == "array":
        yield Word("list of ")
        yield from _words(schema.get("items", {}))
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield Word("object of ")
        yield from _words(schema["additionalProperties"])
    else:
        kind = schema.get("format") or schema.get("contentMediaType") or schema.get("type", "anything")
        yield Word(str(kind))


def _tuple(schema: Schema) -> Iterator[Word]:
    """Yield what a list is called of which every place has a type of its own."""
    yield Word("[")
    for at, each in enumerate(schema["prefixItems"]):
        yield from (Word(", "),) if at else ()
        yield from _words(each)
    if isinstance(schema.get("items"), Mapping):
        yield Word(", then ")
        yield from _words(schema["items"])
    yield Word("]")


def _joined(words: Iterator[Word]) -> Type:
    """Return the words, those that are no models run together."""
    found: list[Word] = []
    for word in words:
        if found and not word.is_model and not found[-1].is_model:
            found[-1] = Word(found[-1].text + word.text)
        else:
            found.append(word)
    return tuple(found)


def _endpoint(method: str, path: str, operation: Schema, models: Schema) -> Endpoint:
    content: Schema = operation.get("requestBody", {}).get("content", {})
    replies = [_reply(status, reply) for status, reply in sorted(operation["responses"].items())]
    return Endpoint(
        id=operation.get("operationId", f"{method} {path}").replace(" ", "-"),
        method=method.upper(),
        path=path,
        note=operation.get("description", ""),
        security=tuple(tuple(shown) for shown in operation["security"]),
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        bodies=_contents(content),
        example=_example(content, models),
        replies=tuple(reply for reply in replies if not _is_problem(reply)),
        problems=tuple(reply for reply in replies if _is_problem(reply)),
    )


def _reply(status: str, reply: Schema) -> Reply:
    headers = tuple(_field(name, header) for name, header in reply.get("headers", {}).items())
    return Reply(status, reply.get("description", ""), _contents(reply.get("content", {})), headers)


def _scheme(name: str, scheme: Schema) -> Scheme:
    kind = " ".join(scheme[each] for each in ("type", "scheme", "in", "name") if each in scheme)
    return Scheme(name, kind, scheme.get("description", ""))


def _is_problem(reply: Reply) -> bool:
    return any(kind == _PROBLEM for kind, _ in reply.kinds)


def _contents(content: Schema) -> tuple[tuple[str, Type], ...]:
    return tuple((kind, type_of(each["schema"]) if each.get("schema") else ()) for kind, each in content.items())


def _example(content: Schema, models: Schema) -> str:
    """Return an example of a body as JSON; nothing where the description has none."""
    schema: Schema = content.get("application/json", {}).get("schema", {})
    model: Schema = models.get(schema.get("$ref", "").removeprefix(_MODELS), schema)
    examples = model.get("examples")
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""


def _parameter(parameter: Schema) -> Field:
    return _field(parameter["name"], parameter, parameter["in"])


def _field(name: str, value: Schema, place: str = "") -> Field:
    """Return a parameter or a header as the page shows it."""
    schema: Schema = value.get("schema", {})
    note = _note(schema) if "description" in schema else _note({**schema, "description": value.get("description")})
    return Field(name, type_of(schema), bool(value.get("required")), note, place)


def _model(name: str, schema: Schema) -> Model:
    required = schema.get("required", ())
    fields = tuple(
        Field(field, type_of(each), field in required, _note(each))
        for field, each in schema.get("properties", {}).items()
    )
    return Model(name, schema.get("description", ""), fields, () if fields else type_of(schema))


def _note(schema: Schema) -> str:
    """Return what is said of a value, and what limits it."""
    inner = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    limited = {**inner[0], **schema} if len(inner) == 1 else schema
    limits = [said.format(_value(limited[name])) for name, said in _LIMITS.items() if limited.get(name) is not None]
    return "; ".join(each for each in (schema.get("description"), *limits) if each)


def _value(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # Of what is blank nothing would be seen without its marks.
    return value if isinstance(value, str) and value.strip() else json.dumps(value, ensure_ascii=False)
