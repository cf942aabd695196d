"""Mails about acts of moderation. A mail that cannot be sent is logged and never undoes the act."""

from typing import Any

from django.conf import settings

from accounts import mails
from accounts.domain import Profile


def send(name: str, person: Profile | None, **facts: Any) -> None:
    """Send the mail `templates/mails/<name>.txt`, unless the person is gone."""
    if person is not None:
        mails.send_if_possible(name, person.email, appeals=settings.APPEALS, **facts)
