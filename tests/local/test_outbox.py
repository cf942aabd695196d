"""`/dev/outbox` shows the mails, with the codes that Cognito accepts."""

import json
from dataclasses import asdict
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.cognito import users
from accounts.domain import WrongCode
from chatify.core.aws import client
from chatify.local import outbox as outbox_module

PASSWORD = "correct horse battery"


@pytest.fixture
def email(embedded_aws: Any) -> str:
    """Return the e-mail of a person who has signed up and not confirmed it."""
    handle = f"o{uuid4().hex[:12]}"
    users.sign_up(f"{handle}@example.org", PASSWORD, name="Some One", handle=handle)
    return f"{handle}@example.org"


def test_sign_up_mail_carries_the_code_that_confirms(email: str, outbox: Any):
    (mail,) = outbox(email)
    assert mail["to"] == email
    assert mail["code"] in mail["body"]
    with pytest.raises(WrongCode):
        users.confirm(email, "000000")
    users.confirm(email, mail["code"])


def test_resent_code_is_listed_first(email: str, outbox: Any):
    users.resend(email)
    newest, first = outbox(email)
    assert newest["sent_at"] >= first["sent_at"]
    users.confirm(email, newest["code"])


def test_reset_mail_carries_the_code_that_resets(email: str, outbox: Any):
    users.confirm(email, outbox(email)[0]["code"])
    arguments = users._username(email)
    client("cognito-idp").forgot_password(**arguments)
    code = outbox(email)[0]["code"]
    new_password = "another long password"
    client("cognito-idp").confirm_forgot_password(**arguments, ConfirmationCode=code, Password=new_password)
    assert users.sign_in(email, new_password)


def test_mail_of_the_site_itself_has_no_code(embedded_aws: Any, outbox: Any, settings: Any):
    to = f"{uuid4().hex}@example.org"
    settings.EMAIL_BACKEND = "chatify.core.mail.SesBackend"
    EmailMessage("Somebody tried", "Was it you? It’s fine, 123456 is no code.", None, [to]).send()
    (mail,) = outbox(to)
    assert (mail["subject"], mail["code"]) == ("Somebody tried", None)
    assert mail["body"].strip() == "Was it you? It’s fine, 123456 is no code."


def test_mails_survive_the_emulator(email: str, settings: Any):
    before = outbox_module.mails(email)
    assert before
    outbox_module._store.cache_clear()
    settings.AWS = settings.AWS | {"endpoint_url": None}
    assert outbox_module.mails(email) == before


def test_half_written_line_is_skipped(tmp_path: Any):
    file = tmp_path / "outbox.jsonl"
    mail = outbox_module.Mail("1/0", "tess@example.org", "Hello", "…", None, "2026-11-22T20:00:00.000Z")
    file.write_text(json.dumps(asdict(mail)) + "\n" + '{"id": "2/0", "to": "mat')
    assert outbox_module.Store(file).mails == [mail]


def test_outbox_answers_json_by_accept_or_parameter_and_html_to_browsers(email: str):
    url, browser = reverse("local:outbox"), Client()
    mails: list[Any] = []
    for response in (
        browser.get(url, {"to": email}, headers={"accept": "application/json"}),
        browser.get(url, {"to": email, "format": "json"}, headers={"accept": "text/html"}),
        browser.get(url, {"to": email}, headers={"accept": "*/*"}),
    ):
        assert response["Content-Type"] == "application/json"
        mails = response.json()["results"]
        assert [set(mail) for mail in mails] == [{"to", "subject", "body", "code", "sent_at"}]
    page = browser.get(url, {"to": email}, headers={"accept": "text/html,*/*;q=0.8"})
    assert page["Content-Type"].startswith("text/html")
    assert mails[0]["code"] in page.content.decode()
    empty_list = browser.get(url, {"to": "nobody@example.org", "format": "json"})
    assert empty_list.json() == {"results": []}
    assert browser.post(url).status_code == 405
