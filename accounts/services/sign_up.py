"""Ask for an account. Whether the e-mail has one already is told to its owner only."""

from dataclasses import dataclass
from uuid import uuid4

from accounts import mails, validation
from accounts.cognito import admin, users
from accounts.domain import EmailKnown, masked, normal_email, normal_handle
from accounts.services import constant_time, limits, sign_up_policy


@dataclass(frozen=True, slots=True)
class Asked:
    destination: str
    """Where a code goes, masked."""
    account: str
    """The id of what waits for the code; for a known e-mail nobody's."""


def sign_up(*, email: str, password: str, handle: str, name: str, address: str, invitation: str = "") -> Asked:
    """The same for a known e-mail, to look at.

    Raises `Invalid`, `HandleTaken`, `NotInvited`, `Throttled`.
    """
    asked = {"email": normal_email(email), "name": name.strip(), "handle": normal_handle(handle), "password": password}
    validation.check(asked)
    with constant_time.even():
        limits.hit_address("sign-up", address)
        limits.hit("sign-up", asked["email"])
        person = {field: asked[field] for field in ("email", "name", "handle")}
        sign_up_policy.check(**person, invitation=invitation)
        account = _ask(**asked, invitation=invitation)
    return Asked(masked(asked["email"]), account)


def _ask(*, email: str, password: str, handle: str, name: str, invitation: str) -> str:
    try:
        return users.sign_up(email, password, name=name, handle=handle, invitation=invitation)
    except EmailKnown:
        if admin.is_confirmed(email):
            mails.tell("known", email)  # an error that only known addresses can cause would tell that they are
            return str(uuid4())
        # Whoever asked before showed nothing: their password must not be the one that the owner's code confirms.
        admin.delete(email)
        return users.sign_up(email, password, name=name, handle=handle, invitation=invitation)
