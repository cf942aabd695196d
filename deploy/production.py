"""The settings of production, for building static files before anything is deployed."""

import os
import secrets

PLACEHOLDERS = ("SECRET_KEY", "COGNITO_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_CLIENT_SECRET")
"""Required settings that nothing uses at build time."""


def environment() -> dict[str, str]:
    """Return this process's environment with the settings of production instead of those of a laptop."""
    placeholders = {f"CHATIFY_{name}": secrets.token_urlsafe(50) for name in PLACEHOLDERS}
    production = {
        "DJANGO_SETTINGS_MODULE": "chatify.settings",
        "CHATIFY_STAGE": "production",
        "CHATIFY_AWS_ENDPOINT": "",
    }
    return {**os.environ, **placeholders, **production}
