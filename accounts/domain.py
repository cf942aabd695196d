"""Who a person is, in pure Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chatify.errors import DomainError

HANDLE = re.compile(r"[a-z0-9_.-]{2,32}")
NAME_MAX = 64
STATUS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person as stored. `id` is Cognito's `sub`; raising `epoch` ends every session and token of theirs."""

    id: str
    handle: str
    name: str
    email: str
    created_at: datetime
    status: str = ""
    avatar_id: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    banned_until: datetime | None = None
    epoch: int = 0
    groups: frozenset[str] = frozenset()

    def is_banned(self, now: datetime) -> bool:
        return self.banned_until is not None and now < self.banned_until


class HandleTaken(DomainError):
    code = "handle_taken"
    detail = "That handle is taken. Try another."


class WrongCode(DomainError):
    code = "wrong_code"
    detail = "That code isn’t right or has expired. Send a new code."


class WrongCredentials(DomainError):
    code = "wrong_credentials"
    detail = "That e-mail and password don’t match an account. Check both and try again."


class WrongPassword(DomainError):
    code = "wrong_password"
    detail = "That password isn’t right."


class Banned(DomainError):
    code = "banned"
    detail = "This account is banned."


def normal_handle(text: str) -> str:
    """Handles are unique without regard to case and kept in lower case."""
    return text.strip().removeprefix("@").lower()
