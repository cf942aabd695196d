"""A function's start, before Django reads its settings. Only what is Python's own is imported above it."""

import gc
import os
import secrets

from deploy.handlers import bytecode

REQUIRED = (
    "CHATIFY_SECRET_KEY",
    "CHATIFY_COGNITO_POOL_ID",
    "CHATIFY_COGNITO_CLIENT_ID",
    "CHATIFY_COGNITO_CLIENT_SECRET",
)
"""Without a default in chatify.env."""


def start(*wanted: str) -> None:
    """Put these variables into the environment, by one call where any is missing. Raises `SecretsMissing`.

    What the settings require and this function has no use for gets a random value, which ends with it: it signs
    nothing, and has no right to read the site's secrets.
    """
    bytecode.use()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    if os.environ.get("CHATIFY_STAGE", "local") == "local":
        return
    missing = [name for name in wanted if not os.environ.get(name)]
    if missing:
        from deploy.handlers import parameters  # noqa: PLC0415  # brings the SDK

        os.environ.update(parameters.read(missing))
    for name in set(REQUIRED) - set(wanted):
        os.environ.setdefault(name, secrets.token_urlsafe(50))


def settle() -> None:
    """At the end of a start. All that was made in it stays: to look through it for garbage would cost a sixth of it."""
    gc.freeze()
    gc.enable()
