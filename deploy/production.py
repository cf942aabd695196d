"""Production's settings, for what is made of them while nothing is deployed yet."""

import os
import secrets

NOT_REAL = ("SECRET_KEY", "COGNITO_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_CLIENT_SECRET")
"""They must be there; nothing that is made at build time uses them."""


def environment() -> dict[str, str]:
    """This process's own, with the settings of production, so that nothing of a laptop is in what is made."""
    unused = {f"CHATIFY_{name}": secrets.token_urlsafe(50) for name in NOT_REAL}
    chosen = {"DJANGO_SETTINGS_MODULE": "chatify.settings", "CHATIFY_STAGE": "production", "CHATIFY_AWS_ENDPOINT": ""}
    return {**os.environ, **unused, **chosen}
