"""The second step: codes of an authenticator app beside the password."""

from urllib.parse import quote, urlencode

from django.conf import settings

from accounts.cognito import admin, users
from accounts.domain import Profile, normal_code
from accounts.services import limits, passwords


def enrol(profile: Profile, access_token: str) -> tuple[str, str]:
    """A new secret, and its address for an app (Key URI format). Nothing changes until `verify`."""
    secret = users.new_totp_secret(access_token)
    return secret, address(secret, profile.email)


def address(secret: str, email: str) -> str:
    site = settings.SITE_NAME
    return f"otpauth://totp/{quote(f'{site}:{email}')}?{urlencode({'secret': secret, 'issuer': site}, quote_via=quote)}"


def verify(profile: Profile, access_token: str, code: str) -> None:
    """From now on sign-ins ask for it. Raises `WrongCode`, `Throttled`."""
    code = normal_code(code)
    limits.hit("code", profile.id)
    users.start_totp(access_token, code)
    limits.forget("code", profile.id)


def remove(profile: Profile, password: str) -> None:
    """Raises `WrongPassword`, `Throttled`."""
    passwords.confirm(profile, password)
    admin.stop_totp(profile.id)


def is_on(profile: Profile) -> bool:
    """One call to Cognito."""
    return admin.has_totp(profile.id)
