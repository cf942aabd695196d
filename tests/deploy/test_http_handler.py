"""The function behind the HTTP API, with events as the gateway sends them."""

import json
from base64 import b64decode
from typing import Any

import pytest

from deploy.handlers.http import handler

pytestmark = [pytest.mark.urls("tests.deploy.urls"), pytest.mark.usefixtures("guarded", "loop")]


def asked(answer: dict[str, Any]) -> Any:
    assert answer["statusCode"] == 200, answer
    return json.loads(answer["body"])


def test_a_get_arrives_as_the_viewer_sent_it(event) -> None:
    seen = asked(handler(event("http_get"), None))
    assert (seen["method"], seen["path"]) == ("GET", "/echo/päth")
    assert (seen["tags"], seen["q"]) == (["a", "b"], "å 1")
    assert seen["cookies"] == {"session": "abc", "csrf": "def"}
    assert seen["many"] == "one,two"


def test_host_and_address_are_the_viewers(event) -> None:
    seen = asked(handler(event("http_get"), None))
    assert (seen["host"], seen["secure"], seen["address"]) == ("chat.example.org", True, "198.51.100.7")
    assert seen["secret"] is None


def test_an_ipv6_viewer_keeps_all_colons(event) -> None:
    sent = event("http_get")
    sent["headers"]["x-viewer-address"] = "2001:db8:0:0:0:0:0:1"
    assert asked(handler(sent, None))["address"] == "2001:db8:0:0:0:0:0:1"


@pytest.mark.parametrize(
    ("name", "body"), [("http_post_json", '{"body": "Hej å"}'.encode()), ("http_post_base64", bytes(range(256)))]
)
def test_a_body_arrives_byte_for_byte(event, name: str, body: bytes) -> None:
    assert bytes.fromhex(asked(handler(event(name), None))["body"]) == body


def test_each_cookie_is_set(event) -> None:
    cookies = [cookie.split(";")[0] for cookie in handler(event("http_get"), None)["cookies"]]
    assert {"one=1", "two=2"} <= set(cookies)


def test_cookies_among_the_headers_are_read_too(event) -> None:
    sent = event("http_get")
    del sent["cookies"]
    sent["headers"]["cookie"] = "session=abc"
    assert asked(handler(sent, None))["cookies"] == {"session": "abc"}


def of(event: dict[str, Any], path: str, method: str = "GET") -> dict[str, Any]:
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    return event


def test_a_binary_answer_is_base64(event) -> None:
    answer = handler(of(event("http_get"), "/binary"), None)
    assert answer["isBase64Encoded"] is True
    assert b64decode(answer["body"]) == bytes(range(256))


def test_a_streamed_answer_is_whole(event) -> None:
    assert handler(of(event("http_get"), "/stream"), None)["body"] == "one two"


def test_head_is_answered_without_a_body(event) -> None:
    answer = handler(event("http_head"), None)
    assert (answer["statusCode"], answer["body"]) == (200, "")


@pytest.mark.parametrize("shown", ["previous-secret", "current-secret"])
def test_while_the_secret_is_rotated_both_pass(event, shown: str) -> None:
    sent = event("http_get")
    sent["headers"]["x-origin-secret"] = shown
    assert handler(sent, None)["statusCode"] == 200


@pytest.mark.parametrize("shown", [None, "", "wrong", "current-secret,previous-secret", "current-secre", "å"])
def test_round_the_front_door_nobody_comes_in(event, shown: str | None) -> None:
    sent = event("http_get")
    del sent["headers"]["x-origin-secret"]
    if shown is not None:
        sent["headers"]["X-Origin-Secret"] = shown
    answer = handler(sent, None)
    assert answer["statusCode"] == 403
    assert json.loads(answer["body"])["code"] == "forbidden"


def test_production_without_a_secret_is_closed(event, settings) -> None:
    settings.ENV = type(settings.ENV)(**{**vars(settings.ENV), "origin_secret": ""})
    settings.LOCAL = False
    assert handler(event("http_get"), None)["statusCode"] == 403


def test_health_asks_nothing_of_the_store(event) -> None:
    answer = handler(of(event("http_get"), "/healthz"), None)
    assert json.loads(answer["body"]) == {"status": "ok"}
    assert answer["headers"]["cache-control"] == "no-store"


def test_a_store_that_does_not_answer_makes_it_unready(event) -> None:
    answer = handler(of(event("http_get"), "/readyz"), None)
    assert answer["statusCode"] == 503
    assert answer["headers"]["retry-after"]
    assert json.loads(answer["body"])["code"] == "unavailable"


@pytest.mark.usefixtures("moto_tables")
def test_a_store_that_answers_makes_it_ready(event) -> None:
    assert handler(of(event("http_get"), "/readyz"), None)["statusCode"] == 200


def test_only_reading_is_asked_of_health(event) -> None:
    assert handler(of(event("http_get"), "/healthz", "POST"), None)["statusCode"] == 405
