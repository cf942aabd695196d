"""What surrounds every signed-in page: the sidebar, and the rows that script clones."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from chat.services import inbox
from chat.services.inbox import InboxEntry
from chat.views.inbox_rows import HEADINGS, Room, lists, room
from chat.views.message_parts import Reacted
from chat.views.timeline import Row

BLANK = {
    "message": Row(),
    "reaction": Reacted(emoji="", count=0, mine=False),
    "inbox": [Room(kind=kind, public=kind == "channel") for kind in HEADINGS],
}


def shell(
    user: Profile, entries: Iterable[InboxEntry], *, people: dict[str, Profile], current: str = ""
) -> dict[str, Any]:
    names = {user_id: person.name for user_id, person in people.items()}
    rooms = [replace(room(entry, names), here=entry.conversation.id == current) for entry in entries]
    return {
        "me": user,
        "inbox": lists(rooms),
        "has_conversations": bool(rooms),
        "blank": BLANK,
    }


def speakers(entries: Iterable[InboxEntry]) -> set[str]:
    """Whose names the sidebar's previews need."""
    found = (entry.conversation.last_message for entry in entries if entry.conversation.kind != "direct")
    return {message.author_id for message in found if message}


def whole_shell(request: HttpRequest) -> dict[str, Any]:
    """The sidebar of a page that shows no messages. Three DynamoDB calls."""
    user = caller(request)
    entries = inbox.entries(user.id)
    return shell(user, entries, people=ProfileItem.profiles(speakers(entries)))
