"""The token that a client holds between the two steps of a sign-in."""

from django.core import signing

from accounts.domain import Challenge, NotAuthenticated

LASTS_SECONDS = 180
"""As long as Cognito's own session."""
SALT = "accounts.challenge"


def seal(challenge: Challenge) -> str:
    """Return a signed token with the challenge's session and username: Cognito wants both back at the second step."""
    return signing.dumps([challenge.session, challenge.username], salt=SALT)


def unseal(text: str) -> Challenge:
    """Return the challenge of a token. Raises `NotAuthenticated` if it is forged or too old."""
    try:
        session, username = signing.loads(text, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature as error:
        raise NotAuthenticated from error
    return Challenge("totp", session, username)
