"""Invitation links: owners and moderators make and revoke them, and whoever has one may follow it."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from accounts.services import limits
from chat.domain.errors import ConversationNotFound
from chat.domain.invites import Invite
from chat.domain.memberships import Member
from chat.forms import NewInvite
from chat.services import access, inbox
from chat.services import invites as invite_service
from chat.services.inbox import InboxEntry
from chat.views.access import with_member
from chat.views.inbox_rows import conversation_summary
from chat.views.page_context import page_context
from chatify.core.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def invites(request: HttpRequest, member: Member) -> HttpResponse:
    """List the open links; POST makes one and shows it only now."""
    form, new_link = NewInvite(request.POST or None), ""
    if form.is_valid():
        try:
            new_link = _make_link(request, member, form)
        except DomainError as error:
            form.add_error(None, error.message)
    open_invites = invite_service.list_open(member)
    makers = ProfileItem.profiles({invite.created_by for invite in open_invites})
    rows = [
        {"invite": invite, "maker": makers.get(invite.created_by), "usage": _usage(invite)} for invite in open_invites
    ]
    context: dict[str, Any] = page_context(request)
    context |= {
        "conversation": conversation_summary(inbox.entry_of(member)),
        "form": form,
        "new_link": new_link,
        "invites": rows,
    }
    return render(request, "chat/invites.html", context, status=422 if form.errors else 200)


@require_POST
@with_member
def revoke(request: HttpRequest, member: Member, invite_id: str) -> HttpResponse:
    """Revoke a link."""
    invite_service.revoke(member, invite_id)
    return redirect("chat:invites", member.conversation.id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Show which conversation a link leads into; POST joins it."""
    user = caller(request)
    limits.hit_here("search", user.id)
    refusal = ""
    if request.method == "POST":
        try:
            return redirect("chat:conversation", invite_service.accept(user, code).conversation.id)
        except DomainError as error:
            if error.code == "not_found":
                raise
            refusal = error.message
    preview = invite_service.preview(code)
    context = page_context(request)
    context |= {
        "conversation": conversation_summary(InboxEntry(preview.conversation, None)),
        "host": preview.host,
        "joined": _is_member(user, preview.conversation.id),
        "refusal": refusal,
    }
    return render(request, "chat/invited.html", context, status=422 if refusal else 200)


def _make_link(request: HttpRequest, member: Member, form: NewInvite) -> str:
    limits.hit("invite", member.user_id)
    days, uses = form.cleaned_data["days"], form.cleaned_data["uses"]
    code, _ = invite_service.make(member, max_uses=uses, lifetime=timedelta(days=days))
    return request.build_absolute_uri(reverse("chat:invited", args=[code]))


def _usage(invite: Invite) -> str:
    used = "nobody has used it" if not invite.uses else f"{invite.uses} {'has' if invite.uses == 1 else 'have'} used it"
    return f"For {invite.max_uses} people, {used}" if invite.max_uses else used[0].upper() + used[1:]


def _is_member(user: Profile, conversation_id: str) -> bool:
    try:
        access.load_member(user, conversation_id)
    except ConversationNotFound:
        return False
    return True
