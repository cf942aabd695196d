"""Show that an e-mail is one's own, by the code sent there."""

from accounts.cognito import admin, users
from accounts.domain import WrongCode, WrongCredentials, address_of, normal_code
from accounts.services import constant_time, limits


def confirm(email: str, code: str, *, address: str, account: str | None = None) -> None:
    """Raises `WrongCode` (also for who is unknown, or confirmed already), `Throttled`.

    With `account`, what waits must be that very sign-up: somebody else may have asked again for the same address since,
    and the code that its owner enters would confirm a stranger's password.
    """
    email, code = address_of(email), normal_code(code)
    with constant_time.even(refusals_only=True):
        limits.hit_address("code", address)
        limits.hit("code", email)
        if account is not None:
            _check_account(email, account)
        users.confirm(email, code)
    limits.succeeded("code", email, address)


def _check_account(email: str, account: str) -> None:
    try:
        waiting = admin.user_id_of(email)
    except WrongCredentials as error:
        raise WrongCode from error
    if waiting != account:
        raise WrongCode


def resend(email: str, *, address: str) -> None:
    """A new code, if that address waits for one; silent otherwise. Raises `Throttled`."""
    email = address_of(email)
    with constant_time.even():
        limits.hit_address("code", address)
        limits.hit("code", email)
        users.resend(email)
