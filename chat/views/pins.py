"""Pinned messages beside their conversation: a panel on a wide screen, a page on a phone."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from chat.domain.messages import Message
from chat.services import pins as service
from chat.views.conversation import opened
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
@login_required
def pins(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Seven DynamoDB calls: what the conversation needs, the pins and their people."""
    user = caller(request)
    context = opened(user, conversation_id)
    found = service.pinned(user, conversation_id)
    reader = Reader(id=user.id, read_seq=0, people=ProfileItem.profiles(people_of(found)))
    rows = [
        Pinned(one, reader.name(one.author_id), reader.name(one.pinned_by or ""), words(one), rich(one.html, user.id))
        for one in found
    ]
    return render(request, "chat/pins.html", context | {"panel": "pins", "pinned": rows})
