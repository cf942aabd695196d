"""What people are told of acts of moderation, by mail: `templates/mails/`. It follows the act and never undoes it."""

from typing import Any

from django.conf import settings

from accounts import mails
from accounts.domain import Profile


def tell(name: str, person: Profile | None, **facts: Any) -> None:
    """Nobody who is gone already."""
    if person is not None:
        mails.tell(name, person.email, appeals=settings.APPEALS, **facts)
