"""The OpenAPI document in the form that the documentation page shows: resources, calls and shapes."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

JSON = Mapping[str, Any]


class Span(NamedTuple):
    """A piece of a sentence: plain text, or code that stood between backticks."""

    text: str
    is_code: bool


Sentence = tuple[Span, ...]


class Field(NamedTuple):
    name: str
    type: str
    shape: str | None
    """The name of the shape that the field is made of, which the page links to."""
    required: bool
    words: Sentence


class Answer(NamedTuple):
    status: str
    shape: str | None
    words: Sentence


class Call(NamedTuple):
    id: str
    method: str
    path: str
    summary: str
    words: Sentence
    open: bool
    """No sign-in needed."""
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]
    curl: str


class Resource(NamedTuple):
    name: str
    words: Sentence
    calls: tuple[Call, ...]


class Socket(NamedTuple):
    words: Sentence
    frames: tuple[tuple[str, str], ...]
    """Type and example."""


class Reference(NamedTuple):
    words: Sentence
    resources: tuple[Resource, ...]
    shapes: Mapping[str, tuple[Field, ...]]
    socket: Socket


@cache
def load_reference(path: Path) -> Reference:
    """Read an OpenAPI document, once per process."""
    document = json.loads(path.read_text())
    components = document["components"]
    calls_by_tag: dict[str, list[Call]] = defaultdict(list)
    for method, address, operation in operations(document):
        calls_by_tag[operation["tags"][0]].append(call(components, method, address, operation))
    return Reference(
        words=sentence(document["info"]["description"]),
        resources=tuple(
            Resource(tag["name"], sentence(tag["description"]), tuple(calls_by_tag[tag["name"]]))
            for tag in document["tags"]
        ),
        shapes={name: fields(schema) for name, schema in components["schemas"].items() if not name.endswith("Request")},
        socket=socket(document["x-socket"]),
    )


def socket(description: JSON) -> Socket:
    """Return the part about the socket."""
    frames = tuple((frame["type"], json.dumps(frame, indent=2, ensure_ascii=False)) for frame in description["frames"])
    return Socket(sentence(description["description"]), frames)


def sentence(text: str) -> Sentence:
    """Split a text at its backticks."""
    parts = enumerate(text.split("`"))
    return tuple(Span(part, is_code=number % 2 == 1) for number, part in parts if part)


def operations(document: JSON) -> Iterator[tuple[str, str, JSON]]:
    """Yield method, path and operation of each call."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def call(components: JSON, method: str, path: str, operation: JSON) -> Call:
    """Return one call with its parameters, body, answers and an example."""
    body = resolve(components["schemas"], content(operation.get("requestBody", {})))
    responses = operation["responses"].items()
    answers = {status: resolve(components["responses"], response) for status, response in responses}
    parameters = operation.get("parameters", ())
    is_open = operation.get("security") == [{}]
    return Call(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"].removesuffix("."),
        words=sentence(operation.get("description", "")),
        open=is_open,
        parameters=tuple(parameter(described) for described in parameters if described["in"] == "query"),
        body=fields(body),
        answers=tuple(answer(status, response) for status, response in answers.items()),
        curl=curl(method, path, body, is_open=is_open, is_file=is_file(operation)),
    )


def content(holder: JSON) -> JSON:
    """Return the JSON schema of a request or a response, empty if it has none."""
    schema: JSON = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def resolve(components: JSON, schema: JSON) -> JSON:
    """Return what a schema refers to, or the schema itself if it is no reference."""
    name = shape(schema)
    return components[name] if name else schema


def shape(schema: JSON) -> str | None:
    """Return the name of the shape that a schema is, is a list of, or may be."""
    inner = [schema, schema.get("items", {}), *schema.get("allOf", ()), *schema.get("oneOf", ())]
    return next((part["$ref"].rpartition("/")[2] for part in inner if "$ref" in part), None)


def fields(schema: JSON) -> tuple[Field, ...]:
    """Return the fields of an object's schema."""
    required = schema.get("required", ())
    properties = schema.get("properties", {})
    return tuple(field(name, property_schema, name in required) for name, property_schema in properties.items())


def field(name: str, schema: JSON, required: bool) -> Field:
    """Return one field of an object."""
    return Field(name, type_of(schema), shape(schema), required, sentence(words_of(schema)))


def parameter(described: JSON) -> Field:
    """Return a parameter of the query string."""
    schema = described["schema"]
    words = " ".join(filter(None, [described.get("description", ""), words_of(schema)]))
    return Field(described["name"], type_of(schema), None, described.get("required", False), sentence(words))


def answer(status: str, response: JSON) -> Answer:
    """Return one possible answer of a call; that of an error links to no shape."""
    name = shape(content(response))
    return Answer(status, None if name == "Error" else name, sentence(response["description"]))


def type_of(schema: JSON) -> str:
    """Return the type in words, such as `list of integer` or `string or null`; empty for a shape."""
    json_type = schema.get("type", "")
    if json_type == "array":
        return f"list of {type_of(schema['items'])}".strip()
    if "oneOf" in schema:
        return "or null" if {"type": "null"} in schema["oneOf"] else ""
    return " or ".join(json_type) if isinstance(json_type, list) else json_type


LIMITS = {
    "format": "{}",
    "minLength": "at least {} characters",
    "maxLength": "at most {:,} characters",
    "minimum": "from {}",
    "maximum": "up to {}",
    "default": "default {}",
}
SELF_EVIDENT = ("", None, 2**53 - 1, "int64", "date-time", "uri")


def words_of(schema: JSON) -> str:
    """Return a field's description and limits: `Made by the client once per message. uuid; at most 36 characters`."""
    limits = {name: schema.get(name) for name in LIMITS if schema.get(name) not in SELF_EVIDENT}
    if limits.get("minLength") == 1:
        del limits["minLength"]
    phrases = [LIMITS[name].format(value) for name, value in limits.items()]
    if "enum" in schema:
        phrases.insert(0, "one of " + ", ".join(f"`{choice}`" for choice in schema["enum"]))
    return " ".join(filter(None, [schema.get("description", ""), "; ".join(phrases)]))


def is_file(operation: JSON) -> bool:
    """Whether the call's body is a file instead of JSON."""
    media_types = operation.get("requestBody", {}).get("content", {})
    return bool(media_types) and "application/json" not in media_types


def curl(method: str, path: str, body: JSON, *, is_open: bool, is_file: bool) -> str:
    """Return the curl command of a call. Readers set `$CHATIFY` and `$TOKEN` themselves."""
    lines = [f"curl {'' if method == 'GET' else f'-X {method} '}$CHATIFY{path}"]
    if not is_open:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if is_file:
        lines += ["-H 'Content-Type: image/png'", "--data-binary @picture.png"]
    if body:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{json.dumps(example(body), ensure_ascii=False)}'")
    return " \\\n  ".join(lines)


EXAMPLES: dict[str, Any] = {"integer": 1, "boolean": True, "array": [], "object": {}, "string": "…"}


def example(schema: JSON) -> dict[str, Any]:
    """Return an example body with the required fields."""
    return {
        name: property_schema.get("enum", [EXAMPLES.get(str(property_schema.get("type")), "…")])[0]
        for name, property_schema in schema.get("properties", {}).items()
        if name in schema.get("required", ())
    }
