"""Keeps the mails that AWS would send, for `/dev/outbox`.

ministack holds them only in memory. After each call that makes a mail we read its list and append what is new to
`.local/outbox.jsonl`, one line for each mail: so a code can still be read after a restart.
"""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from threading import Lock
from typing import Any

from botocore.session import Session
from django.conf import settings
from django.utils.html import strip_tags

from accounts.triggers import write_mail
from chatify.core import clock

MAILING_OPERATIONS = (
    "cognito-idp.SignUp",
    "cognito-idp.ResendConfirmationCode",
    "cognito-idp.ForgotPassword",
    "cognito-idp.AdminCreateUser",
    "sesv2.SendEmail",
)
CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail; `sent_at` is RFC 3339, `code` is None if the mail contains no code."""

    id: str
    to: str
    subject: str
    body: str
    code: str | None
    sent_at: str

    def as_dict(self) -> dict[str, str | None]:
        """Return the fields of the contract: all but the id."""
        return {name: value for name, value in asdict(self).items() if name != "id"}


def mails(to: str | None = None) -> list[Mail]:
    """Return the mails, newest first: all, or those to one address. One request on loopback."""
    store = _store(settings.LOCAL_DIR / "outbox.jsonl")
    store.add(_new_mails(store))
    address = to.strip().lower() if to else None
    return [mail for mail in reversed(store.mails) if address in (None, mail.to.lower())]


def install(session: Session) -> None:
    """Register the hooks. Call before the session makes its first client, which copies them."""
    for call in MAILING_OPERATIONS:
        session.register(f"after-call.{call}", _keep_new_mails, unique_id=f"outbox-{call}")


def _keep_new_mails(**_: Any) -> None:
    mails()


class Store:
    """A file of mails that only grows, and its content in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mails = list(_read_mails(path))
        self._ids = {mail.id for mail in self.mails}
        self.message_ids = {mail.id.partition("/")[0] for mail in self.mails}
        self._lock = Lock()

    def add(self, mails: list[Mail]) -> None:
        with self._lock:
            new_mails = [mail for mail in mails if mail.id not in self._ids]
            if not new_mails:
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(mail)) + "\n" for mail in new_mails)
            self.mails += new_mails
            self._ids.update(mail.id for mail in new_mails)
            self.message_ids.update(mail.id.partition("/")[0] for mail in new_mails)


def _write_code_mail(record: dict[str, Any], code: str) -> tuple[str, str]:
    """Return subject and body as Cognito would send them. Our trigger writes them, but ministack sends its own text."""
    kind = "ForgotPassword" if record.get("AttributeName") == "password" else "SignUp"
    event: dict[str, Any] = {
        "triggerSource": f"CustomMessage_{kind}",
        "request": {"userAttributes": {}, "codeParameter": "{####}"},
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    }
    write_mail(event)
    message = event["response"]
    text = unescape(strip_tags(message["emailMessage"].partition("<body")[2].partition(">")[2]))
    return message["emailSubject"], "\n\n".join(text.split("\n")).strip().replace("{####}", code)


@cache
def _store(path: Path) -> Store:
    return Store(path)


def _read_mails(path: Path) -> Iterator[Mail]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Mail(**json.loads(line))
        except ValueError:  # the last line is half written if the power failed
            continue


def _new_mails(store: Store) -> list[Mail]:
    """Return the mails that the emulator has sent and the store lacks, oldest first."""
    endpoint = settings.AWS["endpoint_url"]
    if endpoint is None:
        return []
    with urllib.request.urlopen(f"{endpoint}/_ministack/ses/messages", timeout=5) as response:
        accounts = json.load(response)["messages"]
    records = [
        record for records in accounts.values() for record in records if record["MessageId"] not in store.message_ids
    ]
    records.sort(key=lambda record: record["Timestamp"])
    return [mail for record in records for mail in _parse_record(record)]


def _parse_record(record: dict[str, Any]) -> Iterator[Mail]:
    subject, body = record["Subject"], record["BodyText"] or record["BodyHtml"] or ""
    code = CODE.search(body) if record["Type"] == "CognitoVerificationMessage" else None
    if code:
        subject, body = _write_code_mail(record, code.group())
    for number, to in enumerate(record["To"]):
        yield Mail(
            id=f"{record['MessageId']}/{number}",
            to=to,
            subject=subject,
            body=body,
            code=code.group() if code else None,
            sent_at=clock.rfc3339(datetime.fromtimestamp(record["Timestamp"], UTC)),
        )
