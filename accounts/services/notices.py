"""What people are told of acts of moderation, by mail: `templates/mails/`. It follows the act and never undoes it."""

import logging
from typing import Any

from django.conf import settings

from accounts import mails
from accounts.domain import Profile
from chatify.dynamodb import StoreError

logger = logging.getLogger(__name__)


def tell(name: str, person: Profile | None, **facts: Any) -> None:
    """Nobody who is gone already."""
    if person is None:
        return
    try:
        mails.send(name, person.email, appeals=settings.APPEALS, **facts)
    except StoreError:
        logger.warning("somebody concerned by a moderator's act was not told", exc_info=True)
