"""Pages that say why a request could not be answered."""

import logging

import pytest
from botocore.exceptions import EndpointConnectionError
from django.test import Client

from chat.services import inbox
from chatify.core.errors import Throttled


def test_a_missing_page_says_so(anonymous):
    page = anonymous.get("/nothing-here")
    assert anonymous.status == 404
    assert page.texts("h1") == ["There’s nothing at this address"]


@pytest.mark.parametrize(
    ("refusal", "status", "after"),
    [(EndpointConnectionError(endpoint_url="http://store"), 503, "2"), (Throttled(40), 429, "40")],
)
def test_a_busy_store_and_a_throttled_person_get_retry_after(
    browser, tess, monkeypatch, caplog, refusal, status, after
):
    def refuse(_: str) -> None:
        raise refusal

    reader = browser(tess)
    monkeypatch.setattr(inbox, "entries", refuse)
    page = reader.get("/")
    assert (reader.status, reader.response["Retry-After"]) == (status, after)
    assert "http://store" not in page.html
    assert ("http://store" in caplog.text) == (status == 503), "only the log says why"


@pytest.mark.parametrize("refusal", [{}, {"HTTP_HOST": "evil.example"}, {"REQUEST_METHOD": "POST"}])
def test_a_refused_request_is_logged_once_on_a_laptop(moto_tables, caplog, refusal):
    answer = Client(enforce_csrf_checks=True).get("/nothing-here", **refusal)
    # uvicorn would log the same request again, as the gateway does in production.
    logging.getLogger("uvicorn.access").info("%s - %d", "GET /nothing-here", answer.status_code)
    assert len(caplog.records) == 1, caplog.text


def test_an_unexpected_fault_shows_only_a_reference(browser, tess, monkeypatch, caplog):
    def fail(_: str) -> None:
        raise ValueError("chatify-profiles is on fire")

    reader = browser(tess)
    monkeypatch.setattr(inbox, "entries", fail)
    reader.client.raise_request_exception = False
    page = reader.get("/")
    assert reader.status == 500
    assert page.texts("h1") == ["Something broke on our side"]
    assert "on fire" not in page.html
    [reference] = [record.args[0] for record in caplog.records if record.name == "chatify.web.error_pages"]
    assert reference in page.html
