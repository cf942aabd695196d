"""The context of every signed-in page: the sidebar, and the empty rows that the client clones."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from chat.services import inbox
from chat.services.inbox import InboxEntry
from chat.views.inbox_rows import HEADINGS, ConversationSummary, conversation_summary, sidebar_sections
from chat.views.message_parts import ReactionButton
from chat.views.timeline import Row

BLANK = {
    "message": Row(),
    "reaction": ReactionButton(emoji="", count=0, is_own=False),
    "inbox": [ConversationSummary(kind=kind, public=kind == "channel") for kind in HEADINGS],
}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of a page that shows no messages. Three DynamoDB calls."""
    user = caller(request)
    entries = inbox.entries(user.id)
    return sidebar_context(user, entries, people=ProfileItem.profiles(preview_author_ids(entries)))


def sidebar_context(
    user: Profile, entries: Iterable[InboxEntry], *, people: dict[str, Profile], current: str = ""
) -> dict[str, Any]:
    """Return the sidebar's context. `current` is the id of the conversation on the page. No call."""
    names = {user_id: person.name for user_id, person in people.items()}
    summaries = [
        replace(conversation_summary(entry, names), is_current=entry.conversation.id == current) for entry in entries
    ]
    return {
        "me": user,
        "inbox": sidebar_sections(summaries),
        "has_conversations": bool(summaries),
        "blank": BLANK,
    }


def preview_author_ids(entries: Iterable[InboxEntry]) -> set[str]:
    """Return the ids of the people whom the sidebar's previews name."""
    messages = (entry.conversation.last_message for entry in entries if entry.conversation.kind != "direct")
    return {message.author_id for message in messages if message}
