"""People, sign-ins and their errors, in pure Python."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, Literal

from chatify.core.errors import DomainError, NotFound

HANDLE = re.compile(r"(?=[_.-]*[a-z0-9])[a-z0-9_.-]{2,32}")
HANDLE_MAX = 32
NAME_MAX = 64
STATUS_MAX = 100
EMAIL_MAX = 128  # Cognito's limit of a username
PASSWORD_MAX = 256  # Cognito's limit
MODERATORS, ADMINS = "moderators", "admins"
STAFF = frozenset({MODERATORS, ADMINS})
"""Groups whose people are operators."""
CODE = re.compile(r"\d{6}")
FORMER_MEMBER = "Former member"
"""The name shown for somebody whose account is gone."""
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
"""A ban until then has no end."""


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
    ban_reason: str = ""
    muted_until: datetime | None = None
    epoch: int = 0
    groups: frozenset[str] = frozenset()

    def is_banned(self, now: datetime) -> bool:
        return self.banned_until is not None and now < self.banned_until

    def is_muted(self, now: datetime) -> bool:
        return self.muted_until is not None and now < self.muted_until


class HandleTaken(DomainError):
    code = "handle_taken"
    detail = "That handle is taken. Try another."


class HandleReserved(HandleTaken):
    """A handle that nobody may have."""


class NotInvited(DomainError):
    code = "not_invited"
    detail = "You need an invitation to sign up. Ask a member for a link, or for a new one if yours has expired."


class WrongCode(DomainError):
    code = "wrong_code"
    detail = "That code isn’t right or has expired. Ask for a new code."


class WrongCredentials(DomainError):
    code = "wrong_credentials"
    detail = "That e-mail and password don’t match an account. Check both and try again."


class WrongPassword(DomainError):
    code = "wrong_password"
    detail = "That password isn’t right."


class Banned(DomainError):
    code = "banned"
    detail = "This account is banned."

    @classmethod
    def of(cls, profile: Profile, appeals: str = "") -> "Banned":
        """Return the error with the ban's end, its reason and where to object, as far as each is known."""
        until = profile.banned_until
        lasts = f" until {until:%-d %B %Y, %H:%M} UTC" if until and until < FOR_GOOD else " for good"
        why = f" Reason: {profile.ban_reason.rstrip('.')}." if profile.ban_reason else ""
        where = f" To appeal, write to {appeals}." if appeals else ""
        return cls(f"This account is banned{lasts}.{why}{where}")


class NotConfirmed(WrongCredentials):
    """The address was never confirmed. It must look like a wrong password: Cognito says so whatever the password is."""


class EmailKnown(DomainError):
    """The address has an account. Never shown to the caller; the address gets a mail instead."""

    code = "conflict"


class NotAuthenticated(DomainError):
    code = "not_authenticated"
    detail = "That sign-in has ended. Sign in again."


class PersonNotFound(NotFound):
    pass


class SignInNotFound(NotFound):
    pass


class PictureNotFound(NotFound):
    pass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Cognito's tokens of a sign-in. `refresh` is None where the old one stays valid; `expires_in` is in seconds."""

    access: str
    refresh: str | None
    expires_in: int


@dataclass(frozen=True, slots=True)
class SignInPlace:
    """A sign-in as its owner sees it: “Firefox on Linux”, “Porto, Portugal”. Never a network address."""

    id: str
    device: str
    place: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Challenge:
    """A sign-in that waits for its second step. `username` is Cognito's; `session` is valid for three minutes."""

    kind: Literal["totp"]
    session: str
    username: str


@dataclass(frozen=True, slots=True)
class Registration:
    """A confirmed person as Cognito knows them. Somebody else may have taken `wanted_handle` meanwhile."""

    user_id: str
    email: str
    name: str
    wanted_handle: str


def normal_email(text: str) -> str:
    """Return the address without surrounding blanks, in lower case."""
    return text.strip().lower()


def address_of(text: str) -> str:
    """Return the address to look somebody up by: an address of nobody where the text cannot be one.

    Cognito also accepts a user's id, which everybody may see, as a username, and it answers a text that cannot be a
    username with another error, which would be visible.
    """
    email = normal_email(text)
    is_possible = len(email) <= EMAIL_MAX and all(unicodedata.category(character)[0] in "LMNPS" for character in email)
    return email if is_possible and "@" in email else f"{sha256(email.encode()).hexdigest()}@nobody.invalid"


def normal_code(text: str) -> str:
    """Return the six digits of a code, however they were spaced. Raises `WrongCode`."""
    code = "".join(text.split()).replace("-", "")
    if not CODE.fullmatch(code):
        raise WrongCode
    return code


def masked(email: str) -> str:
    """Return `t***@v***`, as Cognito masks an address."""
    local, _, host = email.partition("@")
    return f"{local[:1]}***@{host[:1]}***"


def handles_near(wanted: str) -> Iterator[str]:
    """Yield the wanted handle, then the closest ones: tess, tess2 … tess9, then tess-4f1c and so on."""
    yield wanted
    for number in range(2, 10):
        yield f"{wanted[: HANDLE_MAX - 1]}{number}"
    while True:
        yield f"{wanted[: HANDLE_MAX - 9]}-{token_hex(4)}"


def normal_handle(text: str) -> str:
    """Return a handle as it is stored: without @, in lower case."""
    return text.strip().removeprefix("@").lower()
