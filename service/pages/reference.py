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
    """A parameter, or a field of a body or a model; `place` is where a parameter stands: path, query."""

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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method of a path."""

    id: str
    method: str
    path: str
    note: str
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
class Reference:
    """Everything that the description says; the groups are its tags, in their order."""

    groups: dict[str, tuple[Endpoint, ...]]
    models: tuple[Model, ...]


def reference_of(document: Schema) -> Reference:
    """Return what an OpenAPI document says, in its order; models by name."""
    models: Schema = document.get("components", {}).get("schemas", {})
    groups: dict[str, tuple[Endpoint, ...]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                tag = operation.get("tags", [""])[0]
                groups[tag] = (*groups.get(tag, ()), _endpoint(method, path, operation, models))
    return Reference(groups, tuple(_model(name, schema) for name, schema in sorted(models.items())))


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
    elif schema.get("type") == "array":
        yield Word("list of ")
        yield from _words(schema.get("items", {}))
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield Word("object of ")
        yield from _words(schema["additionalProperties"])
    else:
        kind = schema.get("format") or schema.get("contentMediaType") or schema.get("type", "anything")
        yield Word(str(kind))


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
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        bodies=_contents(content),
        example=_example(content, models),
        replies=tuple(reply for reply in replies if not _is_problem(reply)),
        problems=tuple(reply for reply in replies if _is_problem(reply)),
    )


def _reply(status: str, reply: Schema) -> Reply:
    return Reply(status, reply.get("description", ""), _contents(reply.get("content", {})))


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
    schema: Schema = parameter.get("schema", {})
    note = _note(schema) if "description" in schema else _note({**schema, "description": parameter.get("description")})
    return Field(parameter["name"], type_of(schema), bool(parameter.get("required")), note, parameter["in"])


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
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
