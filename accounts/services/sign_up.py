"""Sign up, and confirm the e-mail by the code sent to it.

Whether the e-mail has an account already is revealed to its owner alone.
"""

from dataclasses import dataclass
from uuid import uuid4

from accounts import mails, validation
from accounts.cognito import admin, users
from accounts.domain import (
    EmailKnown,
    WrongCode,
    WrongCredentials,
    address_of,
    masked,
    normal_code,
    normal_email,
    normal_handle,
)
from accounts.services import constant_time, limits, sign_up_policy


@dataclass(frozen=True, slots=True)
class PendingSignUp:
    destination: str
    """The e-mail that the code goes to, masked."""
    account: str
    """The id of the unconfirmed account; for a known e-mail an id of nobody."""


def sign_up(*, email: str, password: str, handle: str, name: str, address: str, invitation: str = "") -> PendingSignUp:
    """Create an unconfirmed account and mail its code. A known e-mail looks the same and gets another mail.

    Raises `Invalid`, `HandleTaken`, `NotInvited`, `Throttled`.
    """
    answers = {
        "email": normal_email(email),
        "name": name.strip(),
        "handle": normal_handle(handle),
        "password": password,
    }
    validation.check(answers)
    with constant_time.padded():
        limits.hit_address("sign-up", address)
        limits.hit("sign-up", answers["email"])
        person = {field: answers[field] for field in ("email", "name", "handle")}
        sign_up_policy.check(**person, invitation=invitation)
        account = _create_account(**answers, invitation=invitation)
    return PendingSignUp(masked(answers["email"]), account)


def _create_account(*, email: str, password: str, handle: str, name: str, invitation: str) -> str:
    try:
        return users.sign_up(email, password, name=name, handle=handle, invitation=invitation)
    except EmailKnown:
        if admin.is_confirmed(email):
            mails.send_if_possible("known", email)  # an error of known addresses alone would reveal them
            return str(uuid4())
        # The earlier sign-up proved nothing: the owner's code must not confirm its password.
        admin.delete(email)
        return users.sign_up(email, password, name=name, handle=handle, invitation=invitation)


def confirm(email: str, code: str, *, address: str, account: str | None = None) -> None:
    """Confirm a sign-up. Raises `WrongCode` (also for an unknown or confirmed address), `Throttled`.

    With `account`, the unconfirmed account must still be that one: somebody else may have signed up with the same
    address since, and its owner's code would confirm the stranger's password.
    """
    email, code = address_of(email), normal_code(code)
    with constant_time.padded(refusals_only=True):
        limits.hit_address("code", address)
        limits.hit("code", email)
        if account is not None:
            _check_account(email, account)
        users.confirm(email, code)
    limits.record_success("code", email, address)


def _check_account(email: str, account: str) -> None:
    try:
        unconfirmed = admin.user_id_of(email)
    except WrongCredentials as error:
        raise WrongCode from error
    if unconfirmed != account:
        raise WrongCode


def resend_code(email: str, *, address: str) -> None:
    """Send a new code if a sign-up waits for one; do nothing otherwise. Raises `Throttled`."""
    email = address_of(email)
    with constant_time.padded():
        limits.hit_address("code", address)
        limits.hit("code", email)
        users.resend(email)
