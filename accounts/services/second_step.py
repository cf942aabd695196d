"""The second step: codes of an authenticator app beside the password."""

from urllib.parse import quote, urlencode

from django.conf import settings

from accounts.cognito import admin, users
from accounts.domain import Profile, normal_code
from accounts.services import limits, passwords


def enrol(profile: Profile, access_token: str) -> tuple[str, str]:
    """Return a new secret and its `otpauth:` URI for an app. Nothing changes until `verify`."""
    secret = users.new_totp_secret(access_token)
    return secret, otpauth_uri(secret, profile.email)


def otpauth_uri(secret: str, email: str) -> str:
    """Return the secret in the Key URI format that authenticator apps read."""
    site = settings.SITE_NAME
    return f"otpauth://totp/{quote(f'{site}:{email}')}?{urlencode({'secret': secret, 'issuer': site}, quote_via=quote)}"


def verify(profile: Profile, access_token: str, code: str) -> None:
    """Turn the second step on, by a code of the new secret. Raises `WrongCode`, `Throttled`."""
    code = normal_code(code)
    limits.hit("code", profile.id)
    users.start_totp(access_token, code)
    limits.clear("code", profile.id)


def remove(profile: Profile, password: str) -> None:
    """Turn the second step off. Raises `WrongPassword`, `Throttled`."""
    passwords.check_password(profile, password)
    admin.turn_off_totp(profile.id)


def is_on(profile: Profile) -> bool:
    """Return whether sign-ins ask for a code. One call to Cognito."""
    return admin.has_totp(profile.id)
