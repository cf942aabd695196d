"""Who somebody is, and what one can do about them: a card over the conversation, or a page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import caller
from accounts.services.people import get_person as person_of
from chat.models.blocks import BlockItem
from chat.services import blocks, conversations, presence
from chat.views.confirmation import Question, ask
from chat.views.shell import whole_shell


@require_safe
@login_required
def person(request: HttpRequest, user_id: str) -> HttpResponse:
    user, found = caller(request), person_of(user_id)
    context = whole_shell(request)
    context |= {
        "person": found,
        "online": user_id in presence.online([user_id], user.id),
        "blocked": user_id in BlockItem.blocked_by(user.id),
    }
    return render(request, "chat/person.html", context)


@require_POST
@login_required
def write(request: HttpRequest, user_id: str) -> HttpResponse:
    """To the direct conversation with them, old or new."""
    entry, _ = conversations.create(caller(request), kind="direct", member_ids=[user_id])
    return redirect("chat:conversation", entry.conversation.id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def block(request: HttpRequest, user_id: str) -> HttpResponse:
    user, found = caller(request), person_of(user_id)
    if request.method == "POST":
        blocks.block(user, user_id)
        return redirect("chat:person", user_id)
    question = Question(
        title=f"Block {found.name}?",
        words="You can’t message each other or see whether the other is online. "
        "In conversations you share, their messages are folded away. They won’t be told.",
        keep="Don’t block",
        act=f"Block {found.name}",
        back=reverse("chat:person", args=[user_id]),
    )
    return ask(request, question)


@require_POST
@login_required
def unblock(request: HttpRequest, user_id: str) -> HttpResponse:
    blocks.unblock(caller(request), user_id)
    return redirect("chat:person", user_id)
