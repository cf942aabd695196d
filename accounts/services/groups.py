"""Keep operators' groups as Cognito has them, also where somebody changes these in Cognito's own console.

A sign-in and a refresh read the groups in their token; an open admin asks Cognito every five minutes.
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
"""Seconds, for each operator in each process."""
COGNITO_CONSOLE = Profile(id=COGNITO, handle=COGNITO, name="Cognito", email="", created_at=clock.now())
"""The actor of changes made in Cognito's console. AWS's own log names the person."""

_asked: dict[str, float] = {}


def sync_groups(profile: Profile, groups: Iterable[str]) -> Profile:
    """Return the profile with these groups. A change ends every earlier sign-in: a transaction and a GetItem."""
    staff_groups = frozenset(groups) & STAFF
    if staff_groups == profile.groups & STAFF:
        return profile
    operators.store_groups(COGNITO_CONSOLE, profile, staff_groups)
    return ProfileItem.profile(profile.id) or profile


def are_current(profile: Profile) -> bool:
    """Return whether Cognito has the same groups; if not, their sign-ins have been ended.

    One call to Cognito in five minutes.
    """
    if monotonic() < _asked.get(profile.id, 0.0):
        return True
    try:
        groups = admin.groups_of(profile.id)
    except DomainError:
        logger.warning("Cognito was not asked for an operator’s groups", exc_info=True)
        return True
    _asked[profile.id] = monotonic() + ASKED_EVERY
    return sync_groups(profile, groups) is profile
