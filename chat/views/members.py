"""Who is in a conversation, beside it: a panel on a wide screen, a page on a phone."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import caller
from chat.domain.errors import ConversationNotFound
from chat.forms import AddPeople
from chat.services import members as membership
from chat.views.conversation import opened
from chatify.errors import DomainError
from chatify.rest import cursors

PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def members(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """The list; POST adds people by handle."""
    form = AddPeople(request.POST or None)
    if form.is_valid() and _added(request, conversation_id, form):
        return redirect("chat:members", conversation_id)
    return _page(request, conversation_id, form)


@require_POST
@login_required
def leave(request: HttpRequest, conversation_id: str) -> HttpResponse:
    try:
        membership.leave(caller(request), conversation_id)
    except ConversationNotFound:
        raise
    except DomainError as error:
        return _page(request, conversation_id, AddPeople(), refusal=error.message)
    return redirect("chat:home")


def _added(request: HttpRequest, conversation_id: str, form: AddPeople) -> bool:
    people = [person.id for person in form.cleaned_data["handles"]]
    try:
        membership.add(caller(request), conversation_id, people)
    except ConversationNotFound:
        raise
    except DomainError as error:
        form.add_error("handles", error.message)
    return form.is_valid()


def _page(request: HttpRequest, conversation_id: str, form: AddPeople, *, refusal: str = "") -> HttpResponse:
    user = caller(request)
    cursor = cursors.decode_text(request.GET.get("cursor"))
    rows, following = membership.page(user, conversation_id, cursor, PAGE)
    context: dict[str, Any] = opened(user, conversation_id) | {
        "panel": True,
        "members": rows,
        "next": cursors.encode(following),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "chat/members.html", context, status=422 if form.errors or refusal else 200)
