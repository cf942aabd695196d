"""The channels that newcomers find themselves in: a site’s founder makes them, by `settings.FIRST_CHANNEL`."""

from accounts.domain import Profile
from chat.services import conversations


def make_public(founder: Profile, name: str) -> str:
    """Its id. Raises `Invalid`. One transaction."""
    entry, _ = conversations.create(founder, kind="channel", name=name, public=True)
    return entry.conversation.id
