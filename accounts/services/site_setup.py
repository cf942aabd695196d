"""Set up a new site: its founder becomes admin, newcomers join its first channels."""

import logging
import re
from collections.abc import Sequence

from accounts import hooks
from accounts.cognito import admin
from accounts.domain import ADMINS, Profile
from accounts.models.profiles import ProfileItem
from accounts.models.site import SiteItem
from chatify.core import clock
from chatify.core.errors import DomainError, Invalid
from chatify.core.text_validation import is_plain_line

logger = logging.getLogger(__name__)

NAME_MAX = 40
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def appoint_founder(profile: Profile) -> None:
    """Make the first person on an empty site its admin; do nothing otherwise. May be repeated. One GetItem."""
    founder = SiteItem.site().founder
    if founder not in (None, profile.id):
        return
    if founder is None and not (ProfileItem.is_alone(profile.id) and SiteItem.claim_founder(profile.id)):
        return
    if ADMINS not in profile.groups:
        admin.set_groups(profile.id, joined=[ADMINS], left=[])
        ProfileItem.change(profile.id, {"groups": {ADMINS}})
        logger.info("founded", extra={"actor": profile.id})


def join_first_channels(profile: Profile) -> None:
    """Add a newcomer to the channels for newcomers. A channel that is gone or full keeps nobody from their account."""
    for conversation_id in SiteItem.site().channels:
        try:
            hooks.registered().join_channel(profile, conversation_id)
        except DomainError as error:
            logger.warning("a newcomer is not in %s: %s", conversation_id, error.code)


def set_up(*, name: str, sign_up: str, domains: str = "", channels: Sequence[str] = ()) -> None:
    """Change the site's name, sign-up rule and domains, and add channels for newcomers. Raises `Invalid`."""
    name = name.strip()
    domain_set = {part.strip().lower().removeprefix("@") for part in domains.split(",") if part.strip()}
    if not (0 < len(name) <= NAME_MAX and is_plain_line(name)):
        raise Invalid({"name": [f"A name is a line of 1 to {NAME_MAX} characters."]})
    if sign_up == "domains" and not (domain_set and all(map(DOMAIN.fullmatch, domain_set))):
        raise Invalid({"domains": ["Enter domains like example.org, separated by commas."]})
    SiteItem.change(
        {
            "name": name,
            "sign_up": sign_up,
            "domains": domain_set if sign_up == "domains" else None,
            "channels": list(dict.fromkeys([*SiteItem.site().channels, *channels])),
            "set_up_at": clock.now(),
        }
    )
