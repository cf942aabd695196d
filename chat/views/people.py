"""People: their card, blocking them, and the settings page that lists whom the reader blocked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages import SettingsPage
from accounts.requests import caller
from accounts.services.people import get_person
from chat.models.blocks import BlockItem
from chat.services import blocks, conversations, presence
from chat.views.confirmation import Question, ask
from chat.views.page_context import page_context
from chatify.rest import cursors

BLOCKED_PAGE_SIZE = 50


@require_safe
@login_required
def person(request: HttpRequest, user_id: str) -> HttpResponse:
    """Show a person's card."""
    user, profile = caller(request), get_person(user_id)
    context = page_context(request)
    context |= {
        "person": profile,
        "online": user_id in presence.online([user_id], user.id),
        "blocked": user_id in BlockItem.blocked_by(user.id),
    }
    return render(request, "chat/person.html", context)


@require_POST
@login_required
def write(request: HttpRequest, user_id: str) -> HttpResponse:
    """Go to the direct conversation with this person; create it if there is none."""
    entry, _ = conversations.create(caller(request), kind="direct", member_ids=[user_id])
    return redirect("chat:conversation", entry.conversation.id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def block(request: HttpRequest, user_id: str) -> HttpResponse:
    """Ask before blocking a person; POST blocks them."""
    user, profile = caller(request), get_person(user_id)
    if request.method == "POST":
        blocks.block(user, user_id)
        return redirect("chat:person", user_id)
    question = Question(
        title=f"Block {profile.name}?",
        text="You can’t message each other or see whether the other is online. "
        "In conversations you share, their messages are folded away. They won’t be told.",
        keep_label="Don’t block",
        act_label=f"Block {profile.name}",
        back_url=reverse("chat:person", args=[user_id]),
    )
    return ask(request, question)


@require_POST
@login_required
def unblock(request: HttpRequest, user_id: str) -> HttpResponse:
    """Unblock a person."""
    blocks.unblock(caller(request), user_id)
    return redirect("chat:person", user_id)


class UnblockForm(forms.Form):
    user_id = forms.CharField()


class BlockedPeople(SettingsPage):
    """The settings page of blocked people; POST unblocks one of them."""

    template_name = "settings/blocked.html"
    form_class = UnblockForm
    section = "privacy"
    success_message = "Unblocked."
    goes_to = "chat:blocked"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        after = cursors.decode_text(self.request.GET.get("cursor"))
        people, last = blocks.list_blocked(self.me, after, BLOCKED_PAGE_SIZE)
        return super().get_context_data(**context) | {"blocked": people, "next": cursors.encode(last)}

    def change(self, given: Mapping[str, Any]) -> None:
        blocks.unblock(self.me, given["user_id"])
