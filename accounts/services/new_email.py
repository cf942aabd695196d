"""Change an account's e-mail. The old one stays until the code that was sent to the new one comes back.

Cognito's own change of e-mail is not used: the embedded AWS makes it without asking for a code.
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


def request(profile: Profile, *, email: str, password: str) -> None:
    """Mail a code to the new address, or a note where that has an account. The answer is the same.

    Raises `Invalid`, `WrongPassword`, `Throttled`.
    """
    email = normal_email(email)
    validation.check({"email": email})
    if email == profile.email:
        raise Invalid({"email": ["That’s already your e-mail."]})
    passwords.check_password(profile, password)
    limits.hit("reset", email)
    code = f"{randbelow(10**6):06}"
    pending = {
        "email": email,
        "code": _code_digest(profile.id, email, code),
        "until": (clock.now() + GOOD_FOR).isoformat(),
    }
    ProfileItem.change(profile.id, {"new_email": pending})
    with constant_time.padded():
        _send_code(email, code)


def pending_address(profile: Profile) -> str:
    """Return the new address that waits for its code, or "". One GetItem."""
    pending = ProfileItem.new_email_of(profile.id)
    return str(pending["email"]) if pending and _is_good(pending) else ""


def confirm(profile: Profile, code: str) -> Profile:
    """Make the new address the account's and notify the old one. Raises `WrongCode`, `Throttled`."""
    limits.hit("code", profile.id)
    pending = ProfileItem.new_email_of(profile.id)
    if not pending or not _is_good(pending):
        raise WrongCode
    if not hmac.compare_digest(pending["code"], _code_digest(profile.id, pending["email"], normal_code(code))):
        raise WrongCode
    _remove_unconfirmed_sign_up(pending["email"])
    admin.change_email(profile.id, pending["email"])
    limits.clear("code", profile.id)
    changed = ProfileItem.change(profile.id, {"email": pending["email"], "new_email": None})
    mails.send_if_possible("email_changed", profile.email, new=pending["email"])
    return changed


def _remove_unconfirmed_sign_up(email: str) -> None:
    """Delete an unconfirmed sign-up with this address, which would keep Cognito from giving it to anybody else."""
    try:
        if not admin.is_confirmed(email):
            admin.delete(email)
    except WrongCredentials:
        return


def _is_good(pending: dict[str, Any]) -> bool:
    return datetime.fromisoformat(pending["until"]) > clock.now()


def _code_digest(user_id: str, email: str, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{user_id}:{email}:{code}".encode(), sha256).hexdigest()


def _send_code(email: str, code: str) -> None:
    try:
        known = admin.is_confirmed(email)
    except WrongCredentials:
        known = False
    # Not `mails.send`: an error that only one kind of address can cause would reveal which kind it is.
    mails.send_if_possible("email_known" if known else "email_code", email, code=code)
