"""The function behind the HTTP API, with events as the gateway sends them."""

import json
from base64 import b64decode
from typing import Any

import pytest

from deploy.handlers.http import handler

pytestmark = [pytest.mark.urls("tests.deploy.urls"), pytest.mark.usefixtures("rotating_secret", "event_loop")]


def echoed_request(answer: dict[str, Any]) -> Any:
    """Return the request as the echo view received it."""
    assert answer["statusCode"] == 200, answer
    return json.loads(answer["body"])


def test_a_get_arrives_as_the_viewer_sent_it(event) -> None:
    request = echoed_request(handler(event("http_get"), None))
    assert (request["method"], request["path"]) == ("GET", "/echo/päth")
    assert (request["tags"], request["q"]) == (["a", "b"], "å 1")
    assert request["cookies"] == {"session": "abc", "csrf": "def"}
    assert request["many"] == "one,two"


def test_host_and_address_are_those_of_the_viewer(event) -> None:
    request = echoed_request(handler(event("http_get"), None))
    assert (request["host"], request["secure"], request["address"]) == ("chat.example.org", True, "198.51.100.7")
    assert request["secret"] is None


def test_an_ipv6_viewer_keeps_all_colons(event) -> None:
    http_event = event("http_get")
    http_event["headers"]["x-viewer-address"] = "2001:db8:0:0:0:0:0:1"
    assert echoed_request(handler(http_event, None))["address"] == "2001:db8:0:0:0:0:0:1"


@pytest.mark.parametrize(
    ("name", "body"), [("http_post_json", '{"body": "Hej å"}'.encode()), ("http_post_base64", bytes(range(256)))]
)
def test_a_body_arrives_byte_for_byte(event, name: str, body: bytes) -> None:
    assert bytes.fromhex(echoed_request(handler(event(name), None))["body"]) == body


def test_each_cookie_is_set(event) -> None:
    cookies = [cookie.split(";")[0] for cookie in handler(event("http_get"), None)["cookies"]]
    assert {"one=1", "two=2"} <= set(cookies)


def test_cookies_are_read_from_the_headers_too(event) -> None:
    http_event = event("http_get")
    del http_event["cookies"]
    http_event["headers"]["cookie"] = "session=abc"
    assert echoed_request(handler(http_event, None))["cookies"] == {"session": "abc"}


def with_path(event: dict[str, Any], path: str, method: str = "GET") -> dict[str, Any]:
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    return event


def test_a_binary_answer_is_base64(event) -> None:
    answer = handler(with_path(event("http_get"), "/binary"), None)
    assert answer["isBase64Encoded"] is True
    assert b64decode(answer["body"]) == bytes(range(256))


def test_a_streamed_answer_is_whole(event) -> None:
    assert handler(with_path(event("http_get"), "/stream"), None)["body"] == "one two"


def test_head_is_answered_without_a_body(event) -> None:
    answer = handler(event("http_head"), None)
    assert (answer["statusCode"], answer["body"]) == (200, "")


@pytest.mark.parametrize("secret", ["previous-secret", "current-secret"])
def test_both_secrets_are_accepted_during_a_rotation(event, secret: str) -> None:
    http_event = event("http_get")
    http_event["headers"]["x-origin-secret"] = secret
    assert handler(http_event, None)["statusCode"] == 200


@pytest.mark.parametrize("secret", [None, "", "wrong", "current-secret,previous-secret", "current-secre", "å"])
def test_requests_without_the_secret_are_forbidden(event, secret: str | None) -> None:
    http_event = event("http_get")
    del http_event["headers"]["x-origin-secret"]
    if secret is not None:
        http_event["headers"]["X-Origin-Secret"] = secret
    answer = handler(http_event, None)
    assert answer["statusCode"] == 403
    assert json.loads(answer["body"])["code"] == "forbidden"


def test_production_without_a_secret_refuses_every_request(event, settings) -> None:
    settings.ENV = type(settings.ENV)(**{**vars(settings.ENV), "origin_secret": ""})
    settings.LOCAL = False
    assert handler(event("http_get"), None)["statusCode"] == 403


def test_healthz_answers_without_dynamodb(event) -> None:
    answer = handler(with_path(event("http_get"), "/healthz"), None)
    assert json.loads(answer["body"]) == {"status": "ok"}
    assert answer["headers"]["cache-control"] == "no-store"


def test_readyz_is_unavailable_without_dynamodb(event) -> None:
    answer = handler(with_path(event("http_get"), "/readyz"), None)
    assert answer["statusCode"] == 503
    assert answer["headers"]["retry-after"]
    assert json.loads(answer["body"])["code"] == "unavailable"


@pytest.mark.usefixtures("moto_tables")
def test_readyz_is_ok_with_dynamodb(event) -> None:
    assert handler(with_path(event("http_get"), "/readyz"), None)["statusCode"] == 200


def test_healthz_allows_only_reading(event) -> None:
    assert handler(with_path(event("http_get"), "/healthz", "POST"), None)["statusCode"] == 405
