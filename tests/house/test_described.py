"""`tests.described`, which compares answers with the OpenAPI document, fails where it should."""

import json
from typing import Any

import pytest
from django.http import HttpResponse

from tests import described

MESSAGES = "/api/v1/conversations/c1/messages"


def answer(body: Any, status: int = 200) -> HttpResponse:
    text = "" if body is None else json.dumps(body)
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def page(**changes: Any) -> dict[str, Any]:
    head = {"epoch": "e", "seq": 0, "rev": 0}
    return {"results": [], "head": head, "has_older": False, "has_newer": False, "users": {}} | changes


def test_a_described_answer_passes():
    described.check("GET", MESSAGES, answer(page()))
    described.check("GET", MESSAGES, answer({"code": "not_found", "detail": "…"}, 404))


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (page(extra=1), 200),
        (page(has_older="no"), 200),
        ({"results": []}, 200),
        (page(), 202),
        ({"code": "stale", "detail": "…"}, 404),
        ({"code": "not_found"}, 404),
    ],
    ids=["undescribed member", "wrong type", "missing member", "undescribed status", "another’s code", "no detail"],
)
def test_an_answer_that_is_not_described_fails(wrong: Any, status: int):
    with pytest.raises(AssertionError):
        described.check("GET", MESSAGES, answer(wrong, status))


def test_addresses_outside_the_document_pass():
    assert described.operation_at("GET", "/api/v1/nothing") is None
    described.check("GET", "/api/v1/nothing", answer({}, 418))
