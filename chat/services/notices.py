"""What reporters and reported are told, by mail. It follows the act and never undoes it."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail

from accounts.domain import FOR_GOOD, Profile
from chatify.dynamodb import StoreError

logger = logging.getLogger(__name__)

THANKS = "You reported a message at {site}. A moderator has looked at it and {outcome}. Thank you for telling us."
HIDDEN = "A moderator of {site} has hidden something you wrote. People see that a message was hidden, not what it said."
WARNED = "A moderator of {site} warns you: {reason}"
MUTED = "A moderator of {site} has muted you until {until}. You can read, and write again from then on."
BANNED = "You are banned from {site} {until}."


def thank(reporter: Profile | None, *, acted: bool) -> None:
    outcome = "acted on it" if acted else "decided that it can stay"
    _mail(reporter, "Your report", THANKS.format(site=settings.SITE_NAME, outcome=outcome))


def hidden(person: Profile | None, reason: str = "") -> None:
    _mail(person, "A message of yours was hidden", _with(HIDDEN.format(site=settings.SITE_NAME), reason))


def warned(person: Profile | None, reason: str) -> None:
    _mail(person, "A warning", _with(WARNED.format(site=settings.SITE_NAME, reason=reason)))


def muted(person: Profile | None, until: datetime, reason: str) -> None:
    _mail(person, "You are muted", _with(MUTED.format(site=settings.SITE_NAME, until=_moment(until)), reason))


def banned(person: Profile | None, until: datetime | None, reason: str) -> None:
    lasts = f"until {_moment(until)}" if until and until < FOR_GOOD else "for good"
    _mail(person, "You are banned", _with(BANNED.format(site=settings.SITE_NAME, until=lasts), reason))


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M} UTC"


def _with(words: str, reason: str = "") -> str:
    why = f"\n\nReason: {reason}" if reason else ""
    where = f"\n\nTo object, write to {settings.APPEALS}." if settings.APPEALS else ""
    return f"{words}{why}{where}"


def _mail(person: Profile | None, subject: str, body: str) -> None:
    if person is None:
        return
    try:
        send_mail(f"{settings.SITE_NAME}: {subject}", f"{body}\n", None, [person.email])
    except StoreError:
        logger.warning("somebody concerned by a moderator's act was not told", exc_info=True)
