"""The mails that AWS would send, kept for `/dev/outbox`.

ministack holds them only in memory. Each call that makes a mail is followed by a look at its list, and what is new goes
into `.local/outbox.jsonl`, a line a mail: a code can still be read after a restart.
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

MAILING = (
    "cognito-idp.SignUp",
    "cognito-idp.ResendConfirmationCode",
    "cognito-idp.ForgotPassword",
    "cognito-idp.AdminCreateUser",
    "sesv2.SendEmail",
)
CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True, slots=True)
class Mail:
    """`sent_at` is RFC 3339; `code` is None in a mail that carries none."""

    id: str
    to: str
    subject: str
    body: str
    code: str | None
    sent_at: str

    def as_dict(self) -> dict[str, str | None]:
        """As contract.md has it: without the id."""
        return {name: value for name, value in asdict(self).items() if name != "id"}


def mails(to: str | None = None) -> list[Mail]:
    """Newest first; all, or those to one address."""
    kept = _store(settings.LOCAL_DIR / "outbox.jsonl")
    kept.add(_fresh(kept))
    wanted = to.strip().lower() if to else None
    return [mail for mail in reversed(kept.mails) if wanted in (None, mail.to.lower())]


def install(session: Session) -> None:
    """Before the session's first client is made: a client copies the hooks."""
    for call in MAILING:
        session.register(f"after-call.{call}", _look, unique_id=f"outbox-{call}")


def _look(**_: Any) -> None:
    mails()


class Store:
    """A file of mails that only grows, and its content."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mails = list(_read(path))
        self._ids = {mail.id for mail in self.mails}
        self.seen = {mail.id.partition("/")[0] for mail in self.mails}
        self._lock = Lock()

    def add(self, found: list[Mail]) -> None:
        with self._lock:
            new = [mail for mail in found if mail.id not in self._ids]
            if not new:
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(mail)) + "\n" for mail in new)
            self.mails += new
            self._ids.update(mail.id for mail in new)
            self.seen.update(mail.id.partition("/")[0] for mail in new)


def _custom(record: dict[str, Any], code: str) -> tuple[str, str]:
    """What Cognito would send: it asks our trigger for the words. The embedded pool has a text of its own."""
    kind = "ForgotPassword" if record.get("AttributeName") == "password" else "SignUp"
    event: dict[str, Any] = {
        "triggerSource": f"CustomMessage_{kind}",
        "request": {"userAttributes": {}, "codeParameter": "{####}"},
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    }
    write_mail(event)
    message = event["response"]
    words = unescape(strip_tags(message["emailMessage"].partition("<body")[2].partition(">")[2]))
    return message["emailSubject"], "\n\n".join(words.split("\n")).strip().replace("{####}", code)


@cache
def _store(path: Path) -> Store:
    return Store(path)


def _read(path: Path) -> Iterator[Mail]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Mail(**json.loads(line))
        except ValueError:  # the last line, half written when the power went
            continue


def _fresh(kept: Store) -> list[Mail]:
    """What the emulator has sent and is not kept yet, oldest first. One request on loopback."""
    endpoint = settings.AWS["endpoint_url"]
    if endpoint is None:
        return []
    with urllib.request.urlopen(f"{endpoint}/_ministack/ses/messages", timeout=5) as answer:
        accounts = json.load(answer)["messages"]
    records = [record for records in accounts.values() for record in records if record["MessageId"] not in kept.seen]
    return [mail for record in sorted(records, key=lambda each: each["Timestamp"]) for mail in _mails_of(record)]


def _mails_of(record: dict[str, Any]) -> Iterator[Mail]:
    subject, body = record["Subject"], record["BodyText"] or record["BodyHtml"] or ""
    code = CODE.search(body) if record["Type"] == "CognitoVerificationMessage" else None
    if code:
        subject, body = _custom(record, code.group())
    for number, to in enumerate(record["To"]):
        yield Mail(
            id=f"{record['MessageId']}/{number}",
            to=to,
            subject=subject,
            body=body,
            code=code.group() if code else None,
            sent_at=clock.rfc3339(datetime.fromtimestamp(record["Timestamp"], UTC)),
        )
