"""A test client that holds every answer against the API's description, so that the two can't drift."""

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from chatify.rest.openapi.views import DOCUMENT


class DescribedClient(APIClient):
    """DRF's client; an answer of `/api/v1/` that the description doesn't allow fails the test."""

    def request(self, **kwargs: Any) -> Any:
        response = super().request(**kwargs)
        check(kwargs["REQUEST_METHOD"], kwargs["PATH_INFO"], response)
        return response


def check(method: str, path: str, response: Any) -> None:
    """Raises `AssertionError` where status, presence or shape of the answer is not described."""
    operation = operation_at(method, path)
    if operation is None:
        return
    where = f"{method} {path} answered {response.status_code}"
    answers = operation["responses"]
    assert str(response.status_code) in answers, f"{where}, described are {', '.join(answers)}: {response.content!r}"
    content = resolved(answers[str(response.status_code)]).get("content")
    if content is None:
        assert not response.content, f"{where} with a body that is not described: {response.content!r}"
        return
    if response["Content-Type"] in content and "json" not in response["Content-Type"]:
        return
    assert response["Content-Type"] == "application/json; charset=utf-8", f"{where} as {response['Content-Type']}"
    wrong = list(validator(json.dumps(content["application/json"]["schema"])).iter_errors(json.loads(response.content)))
    assert not wrong, f"{where}: " + "; ".join(f"{error.json_path}: {error.message}" for error in wrong)


def operation_at(method: str, path: str) -> Any:
    """None outside the API, for an address it doesn't have, and for a method it doesn't answer."""
    found = [methods for pattern, methods in addresses() if pattern.fullmatch(path)]
    # `members/me` before `members/{user_id}`: the fewest variables.
    return found[0].get(method.lower()) if found else None


def resolved(answer: Any) -> Any:
    name = answer.get("$ref", "").rpartition("/")[2]
    return document()["components"]["responses"][name] if name else answer


@cache
def document() -> Any:
    """As published, but closed: a member that is not described is a mistake."""
    made = json.loads(DOCUMENT.read_text())
    for name, schema in made["components"]["schemas"].items():
        if name != "Error" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return made


@cache
def addresses() -> list[tuple[re.Pattern[str], Any]]:
    paths = sorted(document()["paths"].items(), key=lambda pair: pair[0].count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), methods) for path, methods in paths]


@cache
def validator(schema: str) -> Draft202012Validator:
    whole = deepcopy(json.loads(schema)) | {"components": document()["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())
