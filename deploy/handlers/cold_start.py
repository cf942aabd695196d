"""A function's cold start: its environment, secrets and apps. Nothing outside the standard library is imported above.

Every handler calls `prepare` first and `freeze_heap` last.
"""

import gc
import os
import secrets

WITH_PAGES = "deploy.handlers.settings_with_pages"
WITHOUT_PAGES = "deploy.handlers.settings_without_pages"
REQUIRED = (
    "CHATIFY_SECRET_KEY",
    "CHATIFY_COGNITO_POOL_ID",
    "CHATIFY_COGNITO_CLIENT_ID",
    "CHATIFY_COGNITO_CLIENT_SECRET",
)
"""The variables that chatify.env has no default for."""


def prepare(*secret_names: str, settings_module: str = WITHOUT_PAGES) -> None:
    """Choose the settings and put these secrets into the environment. Raises `SecretsMissing`.

    Secrets that are not set yet are read from Parameter Store in one call. A function that has no use for a required
    variable gets a random value for it: nothing is signed with it, and the function may not read the real one.
    """
    # Almost everything that a start allocates stays, so looking for garbage meanwhile would be wasted work.
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)
    if os.environ.get("CHATIFY_STAGE", "local") == "local":
        return
    missing = [name for name in secret_names if not os.environ.get(name)]
    if missing:
        from deploy.handlers import parameters  # noqa: PLC0415  # imports botocore, which is slow

        os.environ.update(parameters.read_parameters(missing))
    for name in set(REQUIRED) - set(secret_names):
        os.environ.setdefault(name, secrets.token_urlsafe(50))


def load_apps() -> None:
    """Configure logs and load the apps, for functions without pages.

    `django.setup()` would also import URLs, HTTP and the database layer, a quarter of such a function's start.
    """
    from logging.config import dictConfig  # noqa: PLC0415  # the settings need the environment that `prepare` completes

    from django.apps import apps  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    dictConfig(settings.LOGGING)
    apps.populate(settings.INSTALLED_APPS)


def freeze_heap() -> None:
    """Exempt all objects of the start from garbage collection, then switch it on for the objects of requests."""
    gc.freeze()
    gc.enable()
