"""The contract's rules for every endpoint."""

import json
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from django.test import Client

from tests.api.conftest import Caller
from tests.models.dense_log import once


def test_without_credentials_401_with_a_challenge() -> None:
    answer = Client().get("/api/v1/conversations")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_bad_json_is_malformed_and_another_type_unsupported(ana: Caller) -> None:
    for body in ("{", "nul", "[" * 100_000):
        answer = ana.client.post("/api/v1/conversations", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    for body in ("[]", '"x"', "7", "null"):
        answer = ana.client.post("/api/v1/conversations", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = ana.client.post("/api/v1/conversations", "kind=group", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["ws-ticket", "conversations/{}/typing", "conversations/{}/archive"])
def test_only_json_is_accepted_where_no_body_is_needed(path: str, ana: Caller, group: str) -> None:
    address = f"/api/v1/{path.format(group)}"
    answer = ana.client.post(address, "hello", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    answer = ana.client.post(address, "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert ana.client.post(address).status_code in (200, 201, 204)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        *[(accept, 406) for accept in ("text/html", "application/json;q=0", "*/*, application/json; q=0.0", "*/*;q=0")],
        ("application/json; q*=foo'x'1", 406),
        *[(accept, 200) for accept in ("*/*", "application/*", "text/html, application/json;q=0.1")],
        *[(accept, 200) for accept in ("application/json; charset=utf-8", "text/html, */*;q=0.8")],
    ],
)
def test_an_accept_without_json_is_406(accept: str, status: int, ana: Caller) -> None:
    answer = ana.client.get("/api/v1/conversations", headers={"accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert status == 200 or answer.json()["code"] == "not_acceptable"


def test_wrong_methods_and_wrong_addresses(ana: Caller) -> None:
    answer = ana.delete("conversations")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
    for path in ("nothing", "conversations/x/y/z", ""):
        answer = ana.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert ana.client.get("/api/").json()["code"] == "not_found"


def test_unsafe_calls_by_cookie_need_a_csrf_token(ana: Caller) -> None:
    ana.client.credentials()
    answer = ana.post("conversations", kind="group", name="x")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_a_body_that_is_too_large_is_413(ana: Caller) -> None:
    answer = ana.client.post(
        "/api/v1/conversations", json.dumps({"kind": "x" * 300_000}), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_store_that_is_down_is_503_and_stores_nothing(ana: Caller, group: str) -> None:
    def down() -> Any:
        raise EndpointConnectionError(endpoint_url="http://secret-table.example")

    with once("before-call.dynamodb.PutItem", down):
        answer = ana.say(group)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert "secret-table" not in answer.content.decode()
    assert ana.get(f"conversations/{group}/messages").json()["results"] == []


@pytest.mark.parametrize("path", ["conversations", "channels", "users?prefix=a", "me"])
def test_answers_are_never_cached(path: str, ana: Caller) -> None:
    assert ana.client.get(f"/api/v1/{path}").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("text", ["\ud800", "nul\0"])
def test_text_that_cannot_be_stored_is_invalid_in_every_field(text: str, ana: Caller, group: str) -> None:
    cursor = {"epoch": "e", "seq": 0, "rev": 0}
    for answer in (
        ana.post("sync", cursors={text: cursor}),
        ana.post("sync", cursors={"c": {**cursor, "epoch": text}}),
        ana.post("conversations", kind=text),
        ana.post("conversations", kind="group", name="x", member_ids=[text]),
        ana.patch(f"conversations/{group}", posting=text),
        ana.post("conversations", **{text: 1}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_only_utf_8_is_accepted(ana: Caller) -> None:
    for encoding, status in (("utf-16", 400), ("latin-1", 400), ("utf-8-sig", 201)):
        body = '{"kind": "group", "name": "Zwölf"}'.encode(encoding)
        answer = ana.client.generic("POST", "/api/v1/conversations", body, content_type="application/json")
        assert answer.status_code == status, encoding


def test_an_impossible_id_is_not_found(ana: Caller, group: str) -> None:
    long = "x" * 3000
    for path in (f"conversations/{long}", f"users/{long}", f"conversations/{group}/messages/{10**47}"):
        answer = ana.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert ana.client.get(f"/c/{long}").status_code == 404
    assert ana.client.get(f"/c/{group}/{10**40}").status_code == 404


@pytest.mark.parametrize("client_id", [1, True, 1.5, [], {}])
def test_a_client_id_must_be_a_string(client_id: Any, ana: Caller, group: str) -> None:
    assert ana.say(group, client_id=client_id).status_code == 400


def test_a_boolean_must_be_true_or_false(ana: Caller) -> None:
    for public in ("yes", 1, "true"):
        assert ana.post("conversations", kind="channel", name="x", public=public).status_code == 400
        assert ana.post("sync", cursors={}, users=public).status_code == 400
