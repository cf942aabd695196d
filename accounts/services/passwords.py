"""A new password, for who knows the old one and for who reads the address's mail."""

from accounts import validation
from accounts.cognito import admin, users
from accounts.cognito.client import Refused
from accounts.domain import Profile, WrongCode, address_of, normal_code, normal_email
from accounts.services import constant_time, limits, sign_out


def change(profile: Profile, *, current: str, new: str, access_token: str, session_id: str) -> int:
    """Every other sign-in ends; the profile's epoch from now on. Raises `WrongPassword`, `Invalid`, `Throttled`."""
    validation.check_new_password(new, profile, field="new")
    limits.hit("password", profile.id)
    users.change_password(access_token, current, new)
    limits.forget("password", profile.id)
    return sign_out.others(profile, session_id)


def confirm(profile: Profile, password: str) -> None:
    """That it is really them, before what can't be undone. Raises `WrongPassword`, `Throttled`."""
    limits.hit("password", profile.id)
    users.check_password(profile.email, password)
    limits.forget("password", profile.id)


def forgot(email: str, *, address: str) -> None:
    """A code by mail, if there is such an account; silent and as slow otherwise. Raises `Throttled`."""
    email = address_of(email)
    with constant_time.even():
        limits.hit_address("reset", address)
        limits.hit("reset", email)
        users.forgot(email)


def reset(email: str, code: str, password: str, *, address: str) -> None:
    """Every sign-in ends. Raises `WrongCode` (also for who is unknown), `Invalid`, `Throttled`."""
    email = normal_email(email)
    validation.check({"email": email, "password": password})
    code = normal_code(code)
    with constant_time.even(refusals_only=True):
        limits.hit_address("code", address)
        limits.hit("code", email)
        user_id = _known(email)
        users.reset(email, code, password)
    # At once, and Cognito is asked nothing more: the code is spent, so nobody could ask again for what is left undone.
    sign_out.everywhere(user_id)
    limits.succeeded("code", email, address)
    limits.forget("sign-in", email)


def _known(email: str) -> str:
    try:
        return admin.user_id_of(email)
    except Refused:
        raise WrongCode from None
