"""The OpenAPI document as a page shows it: resources, calls, shapes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

JSON = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Text, or what stands between backticks in it."""

    text: str
    is_code: bool


Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str
    shape: str | None
    """The shape it is made of: a link."""
    required: bool
    words: Line


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    shape: str | None
    words: Line


@dataclass(frozen=True, slots=True)
class Call:
    id: str
    method: str
    path: str
    summary: str
    words: Line
    open: bool
    """No sign-in needed."""
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Resource:
    name: str
    words: Line
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Socket:
    words: Line
    frames: tuple[tuple[str, str], ...]
    """Type and example."""


@dataclass(frozen=True, slots=True)
class Reference:
    words: Line
    resources: tuple[Resource, ...]
    shapes: Mapping[str, tuple[Field, ...]]
    socket: Socket


@cache
def of(path: Path) -> Reference:
    """Reads the file once."""
    document = json.loads(path.read_text())
    components = document["components"]
    calls = [
        (operation["tags"][0], call(components, method, path, operation))
        for method, path, operation in operations(document)
    ]
    return Reference(
        words=line(document["info"]["description"]),
        resources=tuple(
            Resource(tag["name"], line(tag["description"]), tuple(made for name, made in calls if name == tag["name"]))
            for tag in document["tags"]
        ),
        shapes={name: fields(schema) for name, schema in components["schemas"].items() if not name.endswith("Request")},
        socket=socket(document["x-socket"]),
    )


def socket(found: JSON) -> Socket:
    frames = tuple((frame["type"], json.dumps(frame, indent=2, ensure_ascii=False)) for frame in found["frames"])
    return Socket(line(found["description"]), frames)


def line(text: str) -> Line:
    parts = enumerate(text.split("`"))
    return tuple(Words(part, is_code=number % 2 == 1) for number, part in parts if part)


def operations(document: JSON) -> Iterator[tuple[str, str, JSON]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def call(components: JSON, method: str, path: str, operation: JSON) -> Call:
    body = resolved(components["schemas"], content(operation.get("requestBody", {})))
    answers = {status: resolved(components["responses"], found) for status, found in operation["responses"].items()}
    is_open = operation.get("security") == [{}]
    return Call(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"].removesuffix("."),
        words=line(operation.get("description", "")),
        open=is_open,
        parameters=tuple(parameter(found) for found in operation.get("parameters", ()) if found["in"] == "query"),
        body=fields(body),
        answers=tuple(answer(status, found) for status, found in answers.items()),
        curl=curl(method, path, body, is_open=is_open, is_file=is_file(operation)),
    )


def content(holder: JSON) -> JSON:
    """The schema of a request's or an answer's JSON; empty where there is none."""
    found: JSON = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def resolved(components: JSON, found: JSON) -> JSON:
    name = shape(found)
    return components[name] if name else found


def shape(schema: JSON) -> str | None:
    """The name of the shape that a schema is, or is a list of, or may be."""
    inner = [schema, schema.get("items", {}), *schema.get("allOf", ()), *schema.get("oneOf", ())]
    return next((part["$ref"].rpartition("/")[2] for part in inner if "$ref" in part), None)


def fields(schema: JSON) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(field(name, found, name in required) for name, found in schema.get("properties", {}).items())


def field(name: str, schema: JSON, required: bool) -> Field:
    return Field(name, type_of(schema), shape(schema), required, line(words_of(schema)))


def parameter(found: JSON) -> Field:
    schema = found["schema"]
    words = " ".join(filter(None, [found.get("description", ""), words_of(schema)]))
    return Field(found["name"], type_of(schema), None, found.get("required", False), line(words))


def answer(status: str, found: JSON) -> Answer:
    name = shape(content(found))
    return Answer(status, None if name == "Error" else name, line(found["description"]))


def type_of(schema: JSON) -> str:
    """`string`, `list of integer`, `string or null`; empty where a shape says it."""
    found = schema.get("type", "")
    if found == "array":
        return f"list of {type_of(schema['items'])}".strip()
    if "oneOf" in schema:
        return "or null" if {"type": "null"} in schema["oneOf"] else ""
    return " or ".join(found) if isinstance(found, list) else found


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
    """`Made by the client once per message. uuid; at most 36 characters`."""
    told = {name: schema.get(name) for name in LIMITS if schema.get(name) not in SELF_EVIDENT}
    if told.get("minLength") == 1:
        del told["minLength"]
    found = [LIMITS[name].format(value) for name, value in told.items()]
    if "enum" in schema:
        found.insert(0, "one of " + ", ".join(f"`{choice}`" for choice in schema["enum"]))
    return " ".join(filter(None, [schema.get("description", ""), "; ".join(found)]))


def is_file(operation: JSON) -> bool:
    """Whether its body is a file, not JSON."""
    kinds = operation.get("requestBody", {}).get("content", {})
    return bool(kinds) and "application/json" not in kinds


def curl(method: str, path: str, body: JSON, *, is_open: bool, is_file: bool) -> str:
    """`$CHATIFY` and `$TOKEN` are the reader's."""
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
    return {
        name: found.get("enum", [EXAMPLES.get(str(found.get("type")), "…")])[0]
        for name, found in schema.get("properties", {}).items()
        if name in schema.get("required", ())
    }
