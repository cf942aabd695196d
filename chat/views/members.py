"""Who is in a conversation, beside it: a panel on a wide screen, a page on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import Profile
from accounts.services.people import get_person as person_of
from chat.domain.errors import ConversationNotFound
from chat.domain.memberships import Member, Role
from chat.forms import AddPeople
from chat.services import access, inbox, presence
from chat.services import members as membership
from chat.services.members import MemberRow
from chat.views.access import with_member
from chat.views.confirmation import Question, ask
from chat.views.conversation import conversation_context
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
@with_member
def members(request: HttpRequest, member: Member) -> HttpResponse:
    """List the members; POST adds people by handle."""
    form = AddPeople(request.POST or None)
    if form.is_valid() and _add(member, form):
        return redirect("chat:members", member.conversation.id)
    return _render_list(request, member, form)


@require_POST
@with_member
def role(request: HttpRequest, member: Member, user_id: str) -> HttpResponse:
    """Set a member's role: for owners."""
    new_role = request.POST.get("role")
    try:
        if new_role in ROLES:
            membership.assign(member, user_id, new_role)
    except ConversationNotFound:
        raise
    except DomainError as error:
        return _render_list(request, member, AddPeople(), refusal=error.message)
    return redirect("chat:members", member.conversation.id)


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def remove(request: HttpRequest, member: Member, user_id: str) -> HttpResponse:
    """Ask before removing a member; POST removes them."""
    here, person = room(inbox.entry_of(member)), person_of(user_id)
    question = Question(
        title=f"Remove {person.name}?",
        words=f"They can’t read or write in {here.label} any more. What they wrote stays.",
        keep="Keep them",
        act=f"Remove {person.name}",
        back=reverse("chat:members", args=[member.conversation.id]),
    )
    return _confirm(request, here, question, lambda: membership.remove(member, user_id))


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def hand_over(request: HttpRequest, member: Member, user_id: str) -> HttpResponse:
    """Ask before handing the conversation over; POST makes somebody else its owner, and oneself a member."""
    here, person = room(inbox.entry_of(member)), person_of(user_id)
    question = Question(
        title=f"Hand {here.label} over to {person.name}?",
        words=f"{person.name} will decide who is in it and what it’s called. You stay as a member.",
        keep="Keep it",
        act="Hand over",
        back=reverse("chat:members", args=[member.conversation.id]),
        danger=False,
    )

    def transfer() -> None:
        membership.assign(member, user_id, "owner")
        # There are two owners now, which the member in hand does not know.
        membership.assign(access.reload(member), member.user_id, "member")

    return _confirm(request, here, question, transfer)


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask before leaving; POST leaves."""
    here = room(inbox.entry_of(member))
    words = "You can join again whenever you like." if here.public else "A member has to add you again."
    question = Question(
        title=f"Leave {here.label}?",
        words=f"{words} What you wrote stays.",
        keep="Stay",
        act=f"Leave {here.label}",
        back=reverse("chat:members", args=[member.conversation.id]),
    )
    return _confirm(request, here, question, lambda: membership.leave(member), after=reverse("chat:home"))


def _confirm(
    request: HttpRequest, here: Room, question: Question, act: Callable[[], object], *, after: str = ""
) -> HttpResponse:
    """Ask; on POST act and go on, or say why it was refused."""
    if request.method != "POST":
        return ask(request, question, room=here)
    try:
        act()
    except ConversationNotFound:
        raise
    except DomainError as error:
        return ask(request, question, room=here, refusal=error.message)
    return redirect(after or question.back)


def _add(member: Member, form: AddPeople) -> bool:
    """Add the people of the form; return False where that was refused, with the reason in the form."""
    try:
        membership.add(member, [person.id for person in form.cleaned_data["handles"]])
    except ConversationNotFound:
        raise
    except DomainError as error:
        form.add_error("handles", error.message)
    return form.is_valid()


def _render_list(request: HttpRequest, member: Member, form: AddPeople, *, refusal: str = "") -> HttpResponse:
    user = member.person
    cursor = cursors.decode_text(request.GET.get("cursor"))
    rows, following = membership.page(member, cursor, PAGE)
    context: dict[str, Any] = conversation_context(user, inbox.entries(user.id), member.conversation.id)
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
