"""The public directory, and the way in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import caller
from chat.services import conversations
from chat.services import members as membership
from chat.views.inbox_rows import room
from chat.views.shell import whole_shell
from chatify.rest import cursors

PAGE = 50


@require_safe
@login_required
def channels(request: HttpRequest) -> HttpResponse:
    """Public channels by name, from `?prefix=` on."""
    prefix = request.GET.get("prefix", "").strip().lstrip("#")
    found, following = conversations.directory(prefix, cursors.decode_pair(request.GET.get("cursor")), PAGE)
    context = whole_shell(request)
    joined = {mine.id for group in context["inbox"] for mine in group.rows}
    rows = [{"room": room(entry), "joined": entry.conversation.id in joined} for entry in found]
    context |= {"channels": rows, "prefix": prefix, "next": cursors.encode(following)}
    return render(request, "chat/channels.html", context)


@require_POST
@login_required
def join(request: HttpRequest, conversation_id: str) -> HttpResponse:
    membership.join(caller(request), conversation_id)
    return redirect("chat:conversation", conversation_id)
