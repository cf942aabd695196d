"""Another e-mail for an account. The old one holds until a code that was sent to the new one comes back.

Cognito's own change of e-mail is not used: the embedded AWS changes it without asking for a code.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import randbelow
from typing import Any

from django.conf import settings

from accounts import mails, validation
from accounts.cognito import admin
from accounts.domain import Profile, WrongCode, WrongCredentials, normal_code, normal_email
from accounts.models.profiles import ProfileItem
from accounts.services import constant_time, limits, passwords
from chatify.core import clock
from chatify.core.errors import Invalid

GOOD_FOR = timedelta(minutes=15)


def ask(profile: Profile, *, email: str, password: str) -> None:
    """A code to the new address; if that has an account, a mail that says so. The answer is the same.

    Raises `Invalid`, `WrongPassword`, `Throttled`.
    """
    email = normal_email(email)
    validation.check({"email": email})
    if email == profile.email:
        raise Invalid({"email": ["That’s already your e-mail."]})
    passwords.confirm(profile, password)
    limits.hit("reset", email)
    code = f"{randbelow(10**6):06}"
    kept = {"email": email, "code": _seal(profile.id, email, code), "until": (clock.now() + GOOD_FOR).isoformat()}
    ProfileItem.change(profile.id, {"new_email": kept})
    with constant_time.even():
        _send(email, code)


def waiting(profile: Profile) -> str:
    """The address that waits for its code, empty where none does. One GetItem."""
    kept = ProfileItem.new_email_of(profile.id)
    return str(kept["email"]) if kept and _is_good(kept) else ""


def confirm(profile: Profile, code: str) -> Profile:
    """It is the account's from now on; the old address is told. Raises `WrongCode`, `Throttled`."""
    limits.hit("code", profile.id)
    kept = ProfileItem.new_email_of(profile.id)
    if not kept or not _is_good(kept):
        raise WrongCode
    if not hmac.compare_digest(kept["code"], _seal(profile.id, kept["email"], normal_code(code))):
        raise WrongCode
    _make_way(kept["email"])
    admin.change_email(profile.id, kept["email"])
    limits.forget("code", profile.id)
    changed = ProfileItem.change(profile.id, {"email": kept["email"], "new_email": None})
    mails.tell("email_changed", profile.email, new=kept["email"])
    return changed


def _make_way(email: str) -> None:
    """A sign-up that waits at this address showed nothing; who has its code does. Cognito lets only one have it."""
    try:
        if not admin.is_confirmed(email):
            admin.delete(email)
    except WrongCredentials:
        return


def _is_good(kept: dict[str, Any]) -> bool:
    return datetime.fromisoformat(kept["until"]) > clock.now()


def _seal(user_id: str, email: str, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{user_id}:{email}:{code}".encode(), sha256).hexdigest()


def _send(email: str, code: str) -> None:
    try:
        known = admin.is_confirmed(email)
    except WrongCredentials:
        known = False
    # Not `send`: an error that only one kind of address can cause would tell which kind it is.
    mails.tell("email_known" if known else "email_code", email, code=code)
