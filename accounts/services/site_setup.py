"""The first person on an empty site becomes its admin, and newcomers find themselves in its first channels."""

import logging
import re
from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

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


def found(profile: Profile) -> None:
    """Nothing where there is a founder already: one GetItem. May be repeated."""
    founder = SiteItem.site().founder
    if founder not in (None, profile.id):
        return
    if founder is None and not (ProfileItem.is_alone(profile.id) and SiteItem.found(profile.id)):
        return
    if ADMINS not in profile.groups:
        admin.set_groups(profile.id, joined=[ADMINS], left=[])
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


def set_up(*, name: str, sign_up: str, domains: str = "", channels: Sequence[str] = ()) -> None:
    """What the site is from now on; channels are added to those that newcomers are in. Raises `Invalid`."""
    name = name.strip()
    wanted = {part.strip().lower().removeprefix("@") for part in domains.split(",") if part.strip()}
    if not (0 < len(name) <= NAME_MAX and is_plain_line(name)):
        raise Invalid({"name": [f"A name is a line of 1 to {NAME_MAX} characters."]})
    if sign_up == "domains" and not (wanted and all(map(DOMAIN.fullmatch, wanted))):
        raise Invalid({"domains": ["Enter domains like example.org, separated by commas."]})
    SiteItem.change(
        {
            "name": name,
            "sign_up": sign_up,
            "domains": wanted if sign_up == "domains" else None,
            "channels": list(dict.fromkeys([*SiteItem.site().channels, *channels])),
            "set_up_at": clock.now(),
        }
    )
