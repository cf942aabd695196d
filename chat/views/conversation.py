"""A conversation: read a page of it, write into it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from accounts.services import limits
from chat.domain.errors import EmptyMessage, MessageTooLong
from chat.services import inbox, messages, reading
from chat.services.inbox import Entry
from chat.services.messages import Page
from chat.views.rooms import room
from chat.views.shell import shell, speakers
from chat.views.timeline import Reader, timeline
from chatify.errors import DomainError, NotFound


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def conversation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """The newest messages, or those `?before=` or `?after=` a seq; POST writes one and comes back to it."""
    if request.method == "POST":
        return _send(request, conversation_id)
    return render(request, "chat/conversation.html", opened(caller(request), conversation_id, **_window(request)))


@require_safe
@login_required
def permalink(request: HttpRequest, conversation_id: str, seq: int) -> HttpResponse:
    """The messages around one."""
    context = opened(caller(request), conversation_id, around=seq)
    if not any(row.target for row in context["timeline"].rows):
        raise NotFound
    return render(request, "chat/conversation.html", context)


@require_POST
@login_required
def mark_read(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """For readers without script; a page that is merely fetched marks nothing."""
    reading.mark_read(caller(request), conversation_id, _whole(request.POST.get("seq")) or 0)
    return redirect("chat:conversation", conversation_id)


def opened(user: Profile, conversation_id: str, **window: int) -> dict[str, Any]:
    """A page's context. Five DynamoDB calls: inbox 2, access 1, messages 1, people 1.

    An outsider of a public channel gets its shell; of anything else `ConversationNotFound`.
    """
    entries = inbox.entries(user.id)
    entry = next((entry for entry in entries if entry.conversation.id == conversation_id), None)
    entry = entry or inbox.entry(user.id, conversation_id)
    page = messages.page(user, conversation_id, **window) if entry.membership else None
    people = _people(user, entries, page)
    context = shell(user, entries, people=people, current=conversation_id)
    context["room"] = room(entry)
    return context if page is None else context | _read(user, entry, page, people, focus=window.get("around"))


def _read(user: Profile, entry: Entry, page: Page, people: dict[str, Profile], *, focus: int | None) -> dict[str, Any]:
    read_seq = entry.membership.read_seq if entry.membership else 0
    reader = Reader(id=user.id, read_seq=read_seq, people=people, focus=focus)
    return {
        "timeline": timeline(page, reader),
        "head": page.head,
        "focus": focus,
        "client_id": str(uuid4()),
    }


def _people(user: Profile, entries: list[Entry], page: Page | None) -> dict[str, Profile]:
    """All names of the page in one call; one's own and the peers' are known already."""
    known = {user.id: user} | {entry.peer.id: entry.peer for entry in entries if entry.peer}
    wanted = speakers(entries) | {message.author_id for message in (page.results if page else ())}
    return known | ProfileItem.profiles(wanted - known.keys())


def _send(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """The form's own `client_id` makes a second click harmless."""
    user = caller(request)
    limits.hit_here("send", user.id)
    # Browsers send line breaks of forms as CRLF; people type one character.
    body = request.POST.get("body", "").replace("\r\n", "\n")
    try:
        sent = messages.send(
            user, conversation_id, body=body, client_id=_client_id(request), after=_whole(request.POST.get("after"))
        ).message
    except (EmptyMessage, MessageTooLong) as error:
        return _again(request, conversation_id, body, error)
    reading.mark_read(user, conversation_id, sent.seq)
    return redirect(f"/c/{conversation_id}#m-{sent.seq}")


def _again(request: HttpRequest, conversation_id: str, body: str, error: DomainError) -> HttpResponse:
    context = opened(caller(request), conversation_id)
    context |= {"composer_error": error.message, "composer_body": body}
    return render(request, "chat/conversation.html", context, status=422)


def _client_id(request: HttpRequest) -> str:
    try:
        return str(UUID(request.POST.get("client_id", "")))
    except ValueError:
        return str(uuid4())


def _window(request: HttpRequest) -> dict[str, int]:
    """At most one of `before` and `after`; what isn't a number is passed over."""
    for name in ("before", "after"):
        seq = _whole(request.GET.get(name))
        if seq is not None:
            return {name: seq}
    return {}


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None  # exact in every client
