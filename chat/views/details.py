"""The settings of a conversation and the reader's own in it: a panel on a wide screen, a page on a phone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chat.domain import policies
from chat.domain.memberships import Member, Notify
from chat.forms import Settings
from chat.models.blocks import BlockItem
from chat.services import conversations, inbox, membership_settings, read_state
from chat.views.access import with_member
from chat.views.confirmation import Question, ask
from chat.views.conversation import conversation_context
from chat.views.inbox_rows import conversation_summary
from chatify.core.errors import DomainError, Invalid

LEVELS: dict[Notify, tuple[str, str]] = {
    "all": ("Everything", ""),
    "mentions": ("Only mentions of you", ""),
    "none": ("Nothing", "It stays dimmed unless you’re mentioned."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def details(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the settings; POST changes them, for owners."""
    user, conversation_id = member.person, member.conversation.id
    form = Settings(request.POST or None, conversation=member.conversation)
    if form.is_valid():
        try:
            conversations.change(member, **form.values())
            return redirect("chat:details", conversation_id)
        except Invalid as error:
            for name, texts in error.fields.items():
                form.add_error(name if name in form.fields else None, texts)
        except DomainError as error:
            form.add_error(None, error.message)
    context: dict[str, Any] = conversation_context(user, inbox.entries(user.id), conversation_id)
    context |= {"panel": "details", "form": form, "levels": LEVELS.items()}
    peer = context["conversation"].peer
    if peer:
        context["blocked"] = peer.id in BlockItem.blocked_by(user.id)
    return render(request, "chat/details.html", context, status=422 if form.errors else 200)


@require_POST
@with_member
def notify(request: HttpRequest, member: Member) -> HttpResponse:
    """Set how much the conversation notifies its reader."""
    level = request.POST.get("notify")
    if level in LEVELS:
        membership_settings.change(member, notify=level)
    return redirect("chat:details", member.conversation.id)


@require_POST
@with_member
def unread(request: HttpRequest, member: Member) -> HttpResponse:
    """Mark the last message as unread."""
    read_state.mark_unread(member, member.conversation.last_seq)
    return redirect("chat:home")


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def archive(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask before archiving; POST archives, or with `off` opens the conversation again."""
    policies.check(member, "configure")
    conversation_id = member.conversation.id
    if request.method == "POST":
        conversations.change(member, archived="off" not in request.POST)
        return redirect("chat:details", conversation_id)
    summary = conversation_summary(inbox.entry_of(member))
    question = Question(
        title=f"Archive {summary.label}?",
        text="Everyone can still read it, but nobody can write. You can unarchive it later.",
        keep_label="Keep it open",
        act_label=f"Archive {summary.label}",
        back_url=reverse("chat:details", args=[conversation_id]),
    )
    return ask(request, question, conversation=summary)
