"""Actions on one message for readers without script: react, pin, delete, and read its earlier versions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import caller
from accounts.services import limits
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.services import editing, inbox, reactions
from chat.services import pins as pin_service
from chat.services.readers import for_reader
from chat.views.access import with_message
from chat.views.composer import author_name
from chat.views.inbox_rows import conversation_summary
from chat.views.message_parts import html_for_reader, message_text
from chat.views.page_context import page_context
from chatify.core.errors import NotFound


@require_POST
@with_message
def react(request: HttpRequest, member: Member, message: Message) -> HttpResponse:
    """Add or remove a reaction: the pressed button's name says which, its value is the emoji."""
    limits.hit_here("send", caller(request).id)
    if "take_back" in request.POST:
        reactions.take_back(member, message, request.POST["take_back"])
    else:
        reactions.react(member, message, request.POST.get("react", ""))
    return redirect("chat:permalink", message.conversation_id, message.seq)


@require_POST
@with_message
def pin(request: HttpRequest, member: Member, message: Message) -> HttpResponse:
    """Pin the message, or unpin it if the form holds `off`."""
    change = pin_service.unpin if "off" in request.POST else pin_service.pin
    change(member, message)
    return redirect("chat:pins", message.conversation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@with_message
def delete(request: HttpRequest, member: Member, message: Message) -> HttpResponse:
    """Ask before deleting the message; POST deletes it."""
    if request.method == "POST":
        editing.delete(member, message)
        return redirect(f"/c/{message.conversation_id}#m-{message.seq}")
    visible = for_reader(member.user_id, message.conversation_id, [message])[0]
    if visible.deleted or visible.kind == "system":
        raise NotFound
    return render(request, "chat/delete.html", _context(request, member, visible))


@require_safe
@with_message
def history(request: HttpRequest, member: Member, message: Message) -> HttpResponse:
    """Show the earlier versions of an edited message."""
    visible = for_reader(member.user_id, message.conversation_id, [message])[0]
    versions = [
        {
            "text": version.body,
            "html": html_for_reader(version.html, member.user_id),
            "written_at": version.written_at,
        }
        for version in editing.history(message)
    ]
    return render(request, "chat/history.html", _context(request, member, visible) | {"versions": versions})


def _context(request: HttpRequest, member: Member, message: Message) -> dict[str, Any]:
    return page_context(request) | {
        "conversation": conversation_summary(inbox.entry_of(member)),
        "seq": message.seq,
        "author": "You" if message.author_id == member.user_id else author_name(message),
        "text": message_text(message),
    }
