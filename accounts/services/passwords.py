"""Change a password, by the old one or by a code sent to the e-mail."""

from accounts import validation
from accounts.cognito import admin, users
from accounts.cognito.client import Refused
from accounts.domain import Profile, WrongCode, address_of, normal_code, normal_email
from accounts.services import constant_time, limits, sign_out


def change(profile: Profile, *, current: str, new: str, access_token: str, session_id: str) -> int:
    """Change the password, end every other sign-in and return the profile's new epoch.

    Raises `WrongPassword`, `Invalid`, `Throttled`.
    """
    validation.check_new_password(new, profile, field="new")
    limits.hit("password", profile.id)
    users.change_password(access_token, current, new)
    limits.clear("password", profile.id)
    return sign_out.end_other_sessions(profile, session_id)


def check_password(profile: Profile, password: str) -> None:
    """Check the password before an act that cannot be undone. Raises `WrongPassword`, `Throttled`."""
    limits.hit("password", profile.id)
    users.check_password(profile.email, password)
    limits.clear("password", profile.id)


def send_reset_code(email: str, *, address: str) -> None:
    """Mail a code for a new password if there is such an account. Raises `Throttled`."""
    email = address_of(email)
    with constant_time.padded():
        limits.hit_address("reset", address)
        limits.hit("reset", email)
        users.send_reset_code(email)


def reset(email: str, code: str, password: str, *, address: str) -> None:
    """Set a new password and end every sign-in.

    Raises `WrongCode` (also for an unknown e-mail), `Invalid`, `Throttled`.
    """
    email = normal_email(email)
    validation.check({"email": email, "password": password})
    code = normal_code(code)
    with constant_time.padded(refusals_only=True):
        limits.hit_address("code", address)
        limits.hit("code", email)
        user_id = _user_id_of(email)
        users.reset(email, code, password)
    # The code is spent and cannot be sent again, so the sign-ins end before anything else can fail.
    sign_out.end_all_sessions(user_id)
    limits.record_success("code", email, address)
    limits.clear("sign-in", email)


def _user_id_of(email: str) -> str:
    try:
        return admin.user_id_of(email)
    except Refused:
        raise WrongCode from None
