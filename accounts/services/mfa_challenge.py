"""A sign-in that waits for its second step, as its client holds it meanwhile."""

from django.core import signing

from accounts.domain import Challenge, NotAuthenticated

LASTS_SECONDS = 180
"""As Cognito's own session does."""
SALT = "accounts.challenge"


def sealed(challenge: Challenge) -> str:
    """Signed: only who knew the password has one. Cognito wants the name back, and the contract has no field for it."""
    return signing.dumps([challenge.session, challenge.username], salt=SALT)


def opened(text: str) -> Challenge:
    """Raises `NotAuthenticated` for one that is forged or too old."""
    try:
        session, username = signing.loads(text, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature as error:
        raise NotAuthenticated from error
    return Challenge("totp", session, username)
