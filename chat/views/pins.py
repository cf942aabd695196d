"""The pinned messages of a conversation: a panel on a wide screen, a page on a phone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models.profiles import ProfileItem
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.services import inbox
from chat.services import pins as pin_service
from chat.views.access import with_member
from chat.views.conversation import conversation_context
from chat.views.message_parts import html_for_reader, message_text
from chat.views.timeline import Reader, shown_user_ids


@dataclass(frozen=True)
class PinnedMessage:
    message: Message
    author: str
    pinned_by: str
    text: str
    html: SafeString | None


@require_safe
@with_member
def pins(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the pinned messages. Six DynamoDB calls: those of the conversation's page, the pins and their people."""
    user = member.person
    context = conversation_context(user, inbox.entries(user.id), member.conversation.id)
    messages = pin_service.pinned(member)
    reader = Reader(id=user.id, read_seq=0, people=ProfileItem.profiles(shown_user_ids(messages)))
    rows = [
        PinnedMessage(
            message,
            author=reader.name(message.author_id),
            pinned_by=reader.name(message.pinned_by or ""),
            text=message_text(message),
            html=html_for_reader(message.html, user.id),
        )
        for message in messages
    ]
    return render(request, "chat/pins.html", context | {"panel": "pins", "pinned": rows})
