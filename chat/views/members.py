"""Who is in a conversation, beside it: a panel on a wide screen, a page on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import Profile
from accounts.requests import caller
from accounts.services.people import one as person_of
from chat.domain.errors import ConversationNotFound
from chat.domain.memberships import Role
from chat.forms import AddPeople
from chat.services import access, inbox, presence
from chat.services import members as membership
from chat.services.members import MemberRow
from chat.views.confirmation import Question, ask
from chat.views.conversation import opened
from chat.views.inbox_rows import Room, room
from chatify.core.errors import DomainError
from chatify.rest import cursors

PAGE = 100
ROLES: dict[Role, str] = {"owner": "Owner", "moderator": "Moderator", "member": "Member"}
RANK: dict[Role, int] = {"owner": 0, "moderator": 1, "member": 2}


@dataclass(frozen=True, kw_only=True)
class Present:
    """One line of the list, with what the reader may do about it."""

    person: Profile
    role: Role
    online: bool
    roles: list[tuple[Role, str]]
    removable: bool

    @property
    def title(self) -> str:
        return ROLES[self.role] if self.role != "member" else ""


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
def role(request: HttpRequest, conversation_id: str, user_id: str) -> HttpResponse:
    """An owner says what somebody is here."""
    wanted = request.POST.get("role")
    try:
        if wanted in ROLES:
            membership.assign(caller(request), conversation_id, user_id, wanted)
    except ConversationNotFound:
        raise
    except DomainError as error:
        return _page(request, conversation_id, AddPeople(), refusal=error.message)
    return redirect("chat:members", conversation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: HttpRequest, conversation_id: str, user_id: str) -> HttpResponse:
    user = caller(request)
    entry, person = inbox.entry(user.id, conversation_id), person_of(user_id)
    here = room(entry)
    question = Question(
        title=f"Remove {person.name}?",
        words=f"They lose {here.label} and what is said in it from now on. What they wrote stays.",
        keep="Keep them",
        act=f"Remove {person.name}",
        back=reverse("chat:members", args=[conversation_id]),
    )
    return _sure(request, here, question, lambda: membership.remove(user, conversation_id, user_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: HttpRequest, conversation_id: str, user_id: str) -> HttpResponse:
    """Somebody else owns it, and one is a member like others."""
    user = caller(request)
    here, person = room(inbox.entry(user.id, conversation_id)), person_of(user_id)
    question = Question(
        title=f"Hand {here.label} over to {person.name}?",
        words=f"{person.name} decides then who is in it and how it is called. You stay as a member.",
        keep="Keep it",
        act="Hand over",
        back=reverse("chat:members", args=[conversation_id]),
        danger=False,
    )

    def act() -> None:
        membership.assign(user, conversation_id, user_id, "owner")
        membership.assign(user, conversation_id, user.id, "member")

    return _sure(request, here, question, act)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, conversation_id: str) -> HttpResponse:
    user = caller(request)
    access.member(user.id, conversation_id)
    here = room(inbox.entry(user.id, conversation_id))
    words = "You can join again whenever you like." if here.public else "Somebody inside has to add you again."
    question = Question(
        title=f"Leave {here.label}?",
        words=f"{words} What you wrote stays.",
        keep="Stay",
        act=f"Leave {here.label}",
        back=reverse("chat:members", args=[conversation_id]),
    )
    return _sure(request, here, question, lambda: membership.leave(user, conversation_id), after=reverse("chat:home"))


def _sure(
    request: HttpRequest, here: Room, question: Question, act: Callable[[], object], *, after: str = ""
) -> HttpResponse:
    """Asks; on yes acts and goes on, or says why not."""
    if request.method != "POST":
        return ask(request, question, room=here)
    try:
        act()
    except ConversationNotFound:
        raise
    except DomainError as error:
        return ask(request, question, room=here, refusal=error.message)
    return redirect(after or question.back)


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
    context: dict[str, Any] = opened(user, conversation_id)
    context |= {
        "panel": "members",
        "groups": _groups(user, context["room"], rows),
        "next": cursors.encode(following),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "chat/members.html", context, status=422 if form.errors or refusal else 200)


def _groups(user: Profile, here: Room, rows: Sequence[MemberRow]) -> list[tuple[str, list[Present]]]:
    """Who is there now, then who is not; in each owners and moderators first. One BatchGetItem, one Query."""
    there = presence.online([row.person.id for row in rows], user.id) | {user.id}
    shown = [_present(user, here, row, online=row.person.id in there) for row in rows]
    shown.sort(key=lambda row: (RANK[row.role], row.person.name.casefold()))
    groups = [("Here now", [row for row in shown if row.online]), ("Offline", [row for row in shown if not row.online])]
    return [(heading, found) for heading, found in groups if found]


def _present(user: Profile, here: Room, row: MemberRow, *, online: bool) -> Present:
    other = row.person.id != user.id
    return Present(
        person=row.person,
        role=row.role,
        online=online,
        roles=[(name, words) for name, words in ROLES.items() if name != row.role] if here.role == "owner" else [],
        removable=other and (here.role == "owner" or (here.role == "moderator" and row.role == "member")),
    )
