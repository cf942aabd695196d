"""`/dev/outbox` tells the codes that Cognito really wants."""

from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage, get_connection

from chatify.dynamodb import client
from chatify.local import outbox as module


def sign_up(aws: Any, email: str) -> Any:
    from accounts.cognito import Cognito  # noqa: F401


def test_a_mail_of_the_site_itself(embedded_aws: Any, outbox: Any, settings: Any):
    to = f"{uuid4().hex}@example.org"
    connection = get_connection("chatify.mail.SesBackend")
    EmailMessage("Somebody tried", "Was it you? It’s fine.", None, [to], connection=connection).send()
    (mail,) = outbox(to)
    assert mail["subject"] == "Somebody tried"
    assert mail["body"].strip() == "Was it you? It’s fine."
    assert mail["code"] is None
