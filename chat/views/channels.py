"""The directory of public channels, and joining one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import caller
from chat.services import conversations
from chat.services import members as member_service
from chat.views.inbox_rows import conversation_summary
from chat.views.page_context import page_context
from chatify.rest import cursors

PAGE_SIZE = 50


@require_safe
@login_required
def channels(request: HttpRequest) -> HttpResponse:
    """List public channels by name, from `?prefix=` on."""
    prefix = request.GET.get("prefix", "").strip().lstrip("#")
    cursor = cursors.decode_pair(request.GET.get("cursor"))
    entries, following = conversations.directory(prefix, cursor, PAGE_SIZE)
    context = page_context(request)
    joined_ids = {row.id for section in context["inbox"] for row in section.rows}
    rows = [
        {"conversation": conversation_summary(entry), "joined": entry.conversation.id in joined_ids}
        for entry in entries
    ]
    context |= {"channels": rows, "prefix": prefix, "next": cursors.encode(following)}
    return render(request, "chat/channels.html", context)


@require_POST
@login_required
def join(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Join a public channel."""
    member_service.join(caller(request), conversation_id)
    return redirect("chat:conversation", conversation_id)
