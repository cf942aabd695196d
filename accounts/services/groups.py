"""Operators are whom Cognito’s groups name, also where somebody changes these in Cognito’s own console.

A sign-in and a refresh see the groups in their token; an open admin asks now and then.
"""

import logging
from collections.abc import Iterable
from time import monotonic

from accounts.cognito import admin
from accounts.domain import STAFF, Profile
from accounts.models.profiles import ProfileItem
from accounts.services import operators
from accounts.services.audit import COGNITO
from chatify.core import clock
from chatify.core.errors import DomainError

logger = logging.getLogger(__name__)

ASKED_EVERY = 300.0
"""Seconds, of each operator in each process."""
SOMEBODY = Profile(id=COGNITO, handle=COGNITO, name="Cognito", email="", created_at=clock.now())
"""Who was at its console is in AWS's own log."""

_asked: dict[str, float] = {}


def follow(profile: Profile, groups: Iterable[str]) -> Profile:
    """The profile with these groups. Where it had others every sign-in of before ends: a transaction, a GetItem."""
    held = frozenset(groups) & STAFF
    if held == profile.groups & STAFF:
        return profile
    operators.keep_groups(SOMEBODY, profile, held)
    return ProfileItem.profile(profile.id) or profile


def still_hold(profile: Profile) -> bool:
    """False where Cognito says otherwise: their sign-ins have ended then. One call to Cognito in five minutes."""
    if monotonic() < _asked.get(profile.id, 0.0):
        return True
    try:
        held = admin.groups_of(profile.id)
    except DomainError:
        logger.warning("Cognito was not asked for an operator’s groups", exc_info=True)
        return True
    _asked[profile.id] = monotonic() + ASKED_EVERY
    return follow(profile, held) is profile
