"""Show that an e-mail is one's own, by the code sent there."""

from accounts import cognito
from accounts.domain import address_of, normal_code
from accounts.services import limits, pace


def confirm(email: str, code: str, *, address: str) -> None:
    """Raises `WrongCode` (also for who is unknown, or confirmed already), `Throttled`."""
    email, code = address_of(email), normal_code(code)
    limits.hit_address("code", address)
    limits.hit("code", email)
    cognito.confirm(email, code)
    limits.succeeded("code", email, address)


def resend(email: str, *, address: str) -> None:
    """A new code, if that address waits for one; silent otherwise. Raises `Throttled`."""
    email = address_of(email)
    limits.hit_address("code", address)
    limits.hit("code", email)
    with pace.even():
        cognito.resend(email)
