"""A test client that checks every answer against the API's description, so that the two cannot drift apart."""

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from chatify.rest.openapi.views import DOCUMENT


class DescribedClient(APIClient):
    """DRF's client, but an answer of `/api/v1/` that the description does not allow fails the test."""

    def request(self, **kwargs: Any) -> Any:
        response = super().request(**kwargs)
        check(kwargs["REQUEST_METHOD"], kwargs["PATH_INFO"], response)
        return response


def check(method: str, path: str, response: Any) -> None:
    """Check status, body and shape of an answer. Raises `AssertionError` for what is not described."""
    operation = operation_at(method, path)
    if operation is None:
        return
    where = f"{method} {path} answered {response.status_code}"
    responses = operation["responses"]
    statuses = ", ".join(responses)
    assert str(response.status_code) in responses, f"{where}, described are {statuses}: {response.content!r}"
    content = resolve(responses[str(response.status_code)]).get("content")
    if content is None:
        assert not response.content, f"{where} with a body that is not described: {response.content!r}"
        return
    if response["Content-Type"] in content and "json" not in response["Content-Type"]:
        return
    assert response["Content-Type"] == "application/json; charset=utf-8", f"{where} as {response['Content-Type']}"
    errors = list(
        validator(json.dumps(content["application/json"]["schema"])).iter_errors(json.loads(response.content))
    )
    assert not errors, f"{where}: " + "; ".join(f"{error.json_path}: {error.message}" for error in errors)


def operation_at(method: str, path: str) -> Any:
    """Return the description of an operation, or None where the API has no such path or method."""
    # Sorted by the number of variables: `members/me` comes before `members/{user_id}`.
    matches = [methods for pattern, methods in path_patterns() if pattern.fullmatch(path)]
    return matches[0].get(method.lower()) if matches else None


def resolve(response: Any) -> Any:
    """Return the response itself, or the one that it refers to."""
    name = response.get("$ref", "").rpartition("/")[2]
    return document()["components"]["responses"][name] if name else response


@cache
def document() -> Any:
    """Return the published document, in which objects may have no property that is not described."""
    description = json.loads(DOCUMENT.read_text())
    for name, schema in description["components"]["schemas"].items():
        if name != "Error" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return description


@cache
def path_patterns() -> list[tuple[re.Pattern[str], Any]]:
    paths = sorted(document()["paths"].items(), key=lambda pair: pair[0].count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), methods) for path, methods in paths]


@cache
def validator(schema: str) -> Draft202012Validator:
    complete_schema = deepcopy(json.loads(schema)) | {"components": document()["components"]}
    return Draft202012Validator(complete_schema, format_checker=FormatChecker())
