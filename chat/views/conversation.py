"""A conversation: a page of its messages, and the form that writes into it."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from accounts.services import limits
from chat.domain.errors import BadAfter, ConversationNotFound, StaleCursor
from chat.domain.memberships import Member
from chat.services import access, editing, inbox, messages, read_state
from chat.services.inbox import InboxEntry
from chat.services.messages import Page
from chat.views.access import with_member
from chat.views.composer import composer_context
from chat.views.inbox_rows import conversation_summary
from chat.views.page_context import preview_author_ids, sidebar_context
from chat.views.timeline import Reader, shown_user_ids, timeline
from chatify.core.errors import DomainError, NotFound, Throttled
from chatify.web.statuses import STATUS


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the newest messages, or those `?before=` or `?after=` a seq. POST sends a message or an edit."""
    if request.method != "POST":
        return _show(request, conversation_id)
    if request.POST.get("edit"):
        return _edit(request, conversation_id)
    try:
        return _send(request, conversation_id)
    except ConversationNotFound as error:
        # Somebody removed from a public channel still sees its page, with the way back in.
        return _show_again(request, conversation_id, error)


@login_required
def _show(request: HttpRequest, conversation_id: str) -> HttpResponse:
    user = caller(request)
    context = conversation_context(user, inbox.entries(user.id), conversation_id, **_window(request))
    reply, edit = _whole_number(request.GET.get("reply")), _whole_number(request.GET.get("edit"))
    context |= composer_context(user, conversation_id, reply=reply, edit=edit)
    return render(request, "chat/conversation.html", context)


@require_safe
@login_required
def permalink(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
    """Show the messages around the one that the address names."""
    user = caller(request)
    context = conversation_context(user, inbox.entries(user.id), conversation_id, around=seq)
    # An outsider of a public channel gets a context without messages.
    if "timeline" not in context or not any(row.target for row in context["timeline"].rows):
        raise NotFound
    return render(request, "chat/conversation.html", context)


@require_POST
@with_member
def mark_read(request: HttpRequest, member: Member) -> HttpResponse:
    """Mark messages as read for readers without script; a page that is merely fetched marks nothing."""
    read_state.mark_read(member, _whole_number(request.POST.get("seq")) or 0)
    return redirect("chat:conversation", member.conversation.id)


def conversation_context(
    user: Profile, entries: list[InboxEntry], conversation_id: str, **window: int
) -> dict[str, Any]:
    """Return a page's context. `entries` are the person's inbox, which shows whether they are inside.

    Two DynamoDB calls: messages and people. An outsider sees only the name and topic of a public channel.
    Raises `ConversationNotFound`.
    """
    entry = next((entry for entry in entries if entry.conversation.id == conversation_id), None)
    entry = entry or inbox.entry(user, conversation_id)
    page = messages.page(entry.membership, entry.conversation, **window) if entry.membership else None
    people = _people(user, entries, page)
    context = sidebar_context(user, entries, people=people, current=conversation_id)
    context["conversation"] = conversation_summary(entry)
    return (
        context if page is None else context | _timeline_context(user, entry, page, people, focus=window.get("around"))
    )


def _timeline_context(
    user: Profile, entry: InboxEntry, page: Page, people: dict[str, Profile], *, focus: int | None
) -> dict[str, Any]:
    membership = entry.membership
    read_seq, role = (membership.read_seq, membership.role) if membership else (0, "member")
    url = reverse("chat:conversation", args=[entry.conversation.id])
    reader = Reader(id=user.id, read_seq=read_seq, people=people, conversation_url=url, role=role, focus=focus)
    return {
        "timeline": timeline(page, reader),
        "head": page.head,
        "focus": focus,
        "client_id": str(uuid4()),
        "after": page.head.seq,
    }


def _people(user: Profile, entries: list[InboxEntry], page: Page | None) -> dict[str, Profile]:
    """Return everybody whom the page names, by id. One BatchGetItem for those who are not known already."""
    known = {user.id: user} | {entry.peer.id: entry.peer for entry in entries if entry.peer}
    user_ids = preview_author_ids(entries) | shown_user_ids(page.results if page else [])
    return known | ProfileItem.profiles(user_ids - known.keys())


@with_member
def _send(request: HttpRequest, member: Member) -> HttpResponse:
    """Send what the form holds; the form's `client_id` makes a second click harmless."""
    body, reply_to = _body(request), _whole_number(request.POST.get("reply_to"))
    attempt: dict[str, Any] = {"client_id": _client_id(request), "after": _whole_number(request.POST.get("after"))}
    try:
        limits.hit_here("send", member.user_id)
        message = messages.send(member, body=body, reply_to=reply_to, **attempt).message
    except DomainError as error:
        return _show_again(request, member.conversation.id, error, reply=reply_to, **_next_attempt(error, attempt))
    read_state.mark_read(member, message.seq)
    return redirect(f"/c/{member.conversation.id}#m-{message.seq}")


def _next_attempt(error: DomainError, attempt: dict[str, Any]) -> dict[str, Any]:
    """Return what the form sends again: the same `client_id`, and the same `after` unless `after` was refused.

    Without it the page puts in the end of the conversation that it has just read.
    """
    needs_new_after = isinstance(error, StaleCursor | BadAfter) or attempt["after"] is None
    return {"client_id": attempt["client_id"]} if needs_new_after else attempt


@login_required
def _edit(request: HttpRequest, conversation_id: str) -> HttpResponse:
    user, seq = caller(request), _whole_number(request.POST.get("edit")) or 0
    try:
        limits.hit_here("send", user.id)
        editing.edit(*access.load_message(user, conversation_id, seq), body=_body(request))
    except DomainError as error:
        return _show_again(request, conversation_id, error, edit=seq)
    return redirect("chat:permalink", conversation_id, seq)


def _body(request: HttpRequest) -> str:
    """Return the text of the form. Browsers send its line breaks as CRLF, where people typed one character."""
    return request.POST.get("body", "").replace("\r\n", "\n")


def _show_again(
    request: HttpRequest,
    conversation_id: str,
    error: DomainError,
    *,
    reply: int | None = None,
    edit: int | None = None,
    **attempt: Any,
) -> HttpResponse:
    """Show the page with the text still in it, and why it was not sent. Raises `ConversationNotFound`."""
    user = caller(request)
    context = conversation_context(user, inbox.entries(user.id), conversation_id)
    with suppress(NotFound):  # The message to reply to or to edit is gone.
        context |= composer_context(user, conversation_id, reply=reply, edit=edit)
    context |= {"composer_error": error.message, "composer_body": _body(request), **attempt}
    response = render(request, "chat/conversation.html", context, status=STATUS[error.code])
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.retry_after)
    return response


def _client_id(request: HttpRequest) -> str:
    try:
        return str(UUID(request.POST.get("client_id", "")))
    except ValueError:
        return str(uuid4())


def _window(request: HttpRequest) -> dict[str, int]:
    """Return at most one of `before` and `after`; what is not a number is ignored."""
    for name in ("before", "after"):
        seq = _whole_number(request.GET.get(name))
        if seq is not None:
            return {name: seq}
    return {}


def _whole_number(text: str | None) -> int | None:
    """Return the number, or None for anything else. Below 16 digits it is exact in JavaScript too."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
