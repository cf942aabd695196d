"""Pinned messages beside their conversation: a panel on a wide screen, a page on a phone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models.profiles import ProfileItem
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.services import inbox
from chat.services import pins as service
from chat.views.access import with_member
from chat.views.conversation import conversation_context
from chat.views.inbox_rows import words
from chat.views.message_parts import rich
from chat.views.timeline import Reader, people_of


@dataclass(frozen=True)
class Pinned:
    message: Message
    author: str
    by: str
    words: str
    html: SafeString | None


@require_safe
@with_member
def pins(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the pinned messages. Six DynamoDB calls: what the conversation needs, the pins and their people."""
    user = member.person
    context = conversation_context(user, inbox.entries(user.id), member.conversation.id)
    messages = service.pinned(member)
    reader = Reader(id=user.id, read_seq=0, people=ProfileItem.profiles(people_of(messages)))
    rows = [
        Pinned(
            message,
            author=reader.name(message.author_id),
            by=reader.name(message.pinned_by or ""),
            words=words(message),
            html=rich(message.html, user.id),
        )
        for message in messages
    ]
    return render(request, "chat/pins.html", context | {"panel": "pins", "pinned": rows})
