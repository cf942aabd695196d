"""What a conversation is called, who may write in it, and how loud it is: beside it, or a page on a phone."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import caller
from chat.domain.memberships import Notify
from chat.forms import Settings
from chat.models.blocks import BlockItem
from chat.services import access, conversations, inbox, membership_settings, read_state
from chat.views.confirmation import Question, ask
from chat.views.conversation import opened
from chat.views.inbox_rows import room
from chatify.core.errors import DomainError, Invalid

LEVELS: dict[Notify, tuple[str, str]] = {
    "all": ("Everything", ""),
    "mentions": ("Only mentions of you", ""),
    "none": ("Nothing", "It stays faint in the list, unless somebody mentions you."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def details(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """POST changes the settings, for owners."""
    user = caller(request)
    conversation = access.member(user.id, conversation_id).conversation
    form = Settings(request.POST or None, conversation=conversation)
    if form.is_valid():
        try:
            conversations.change(user, conversation_id, **form.wanted())
            return redirect("chat:details", conversation_id)
        except Invalid as error:
            for name, words in error.fields.items():
                form.add_error(name if name in form.fields else None, words)
        except DomainError as error:
            form.add_error(None, error.message)
    context: dict[str, Any] = opened(user, conversation_id)
    context |= {"panel": "details", "form": form, "levels": LEVELS.items()}
    if context["room"].kind == "direct" and context["room"].peer:
        context["blocked"] = context["room"].peer.id in BlockItem.blocked_by(user.id)
    return render(request, "chat/details.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def notify(request: HttpRequest, conversation_id: str) -> HttpResponse:
    level = request.POST.get("notify")
    if level in LEVELS:
        membership_settings.keep(caller(request), conversation_id, notify=level)
    return redirect("chat:details", conversation_id)


@require_POST
@login_required
def unread(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """From the last message on."""
    user = caller(request)
    read_state.mark_unread(user, conversation_id, inbox.entry(user.id, conversation_id).conversation.last_seq)
    return redirect("chat:home")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def archive(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Closes it, or with `off` opens it again."""
    user = caller(request)
    access.allowed(user.id, conversation_id, "configure")
    if request.method == "POST":
        conversations.change(user, conversation_id, archived="off" not in request.POST)
        return redirect("chat:details", conversation_id)
    here = room(inbox.entry(user.id, conversation_id))
    question = Question(
        title=f"Archive {here.label}?",
        words="Everybody can still read it, and nobody can write. You can open it again.",
        keep="Keep it open",
        act=f"Archive {here.label}",
        back=reverse("chat:details", args=[conversation_id]),
    )
    return ask(request, question, room=here)
