"""The first person on an empty site becomes its admin, and newcomers find themselves in its first channels."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from accounts import cognito
from accounts.domain import ADMINS, Profile
from accounts.models.profiles import ProfileItem
from accounts.models.site import SiteItem
from chatify.errors import DomainError

logger = logging.getLogger(__name__)


def found(profile: Profile) -> None:
    """Nothing where there is a founder already: one GetItem. May be repeated."""
    founder = SiteItem.site().founder
    if founder not in (None, profile.id):
        return
    if founder is None and not (ProfileItem.is_alone(profile.id) and SiteItem.found(profile.id)):
        return
    if ADMINS not in profile.groups:
        cognito.set_groups(profile.id, joined=[ADMINS], left=[])
        ProfileItem.change(profile.id, {"groups": {ADMINS}})
        logger.info("founded", extra={"actor": profile.id})


def welcome(profile: Profile) -> None:
    """Into the channels for newcomers, by `settings.WELCOME`: what a channel is, accounts do not know.

    A channel that is gone or full keeps nobody from their account.
    """
    join: Callable[[Profile, str], object] = import_string(settings.WELCOME)
    for conversation_id in SiteItem.site().channels:
        try:
            join(profile, conversation_id)
        except DomainError as error:
            logger.warning("a newcomer is not in %s: %s", conversation_id, error.code)
