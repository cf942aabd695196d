"""The members of a conversation: a panel on a wide screen, a page on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import Profile
from accounts.services.people import get_person
from chat.domain.errors import ConversationNotFound
from chat.domain.memberships import Member, Role
from chat.forms import AddPeople
from chat.services import access, inbox, presence
from chat.services import members as member_service
from chat.services.members import MemberRow
from chat.views.access import with_member
from chat.views.confirmation import Question, ask
from chat.views.conversation import conversation_context
from chat.views.inbox_rows import ConversationSummary, conversation_summary
from chatify.core.errors import DomainError
from chatify.rest import cursors

PAGE_SIZE = 100
ROLE_LABELS: dict[Role, str] = {"owner": "Owner", "moderator": "Moderator", "member": "Member"}
ROLE_ORDER: dict[Role, int] = {"owner": 0, "moderator": 1, "member": 2}


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """One line of the list, and what the reader may do with that member."""

    person: Profile
    role: Role
    online: bool
    roles: list[tuple[Role, str]]
    """The roles that the reader may give, with their labels."""
    removable: bool

    @property
    def title(self) -> str:
        return ROLE_LABELS[self.role] if self.role != "member" else ""


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def members(request: HttpRequest, member: Member) -> HttpResponse:
    """List the members; POST adds people by handle."""
    form = AddPeople(request.POST or None)
    if form.is_valid() and _add_people(member, form):
        return redirect("chat:members", member.conversation.id)
    return _render_list(request, member, form)


@require_POST
@with_member
def role(request: HttpRequest, member: Member, user_id: str) -> HttpResponse:
    """Set a member's role: for owners."""
    new_role = request.POST.get("role")
    try:
        if new_role in ROLE_LABELS:
            member_service.assign(member, user_id, new_role)
    except ConversationNotFound:
        raise
    except DomainError as error:
        return _render_list(request, member, AddPeople(), refusal=error.message)
    return redirect("chat:members", member.conversation.id)


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def remove(request: HttpRequest, member: Member, user_id: str) -> HttpResponse:
    """Ask before removing a member; POST removes them."""
    summary, person = conversation_summary(inbox.entry_of(member)), get_person(user_id)
    question = Question(
        title=f"Remove {person.name}?",
        text=f"They can’t read or write in {summary.label} any more. What they wrote stays.",
        keep_label="Keep them",
        act_label=f"Remove {person.name}",
        back_url=reverse("chat:members", args=[member.conversation.id]),
    )
    return _confirm(request, summary, question, lambda: member_service.remove(member, user_id))


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def hand_over(request: HttpRequest, member: Member, user_id: str) -> HttpResponse:
    """Ask before handing the conversation over; POST makes that person an owner and the caller a plain member."""
    summary, person = conversation_summary(inbox.entry_of(member)), get_person(user_id)
    question = Question(
        title=f"Hand {summary.label} over to {person.name}?",
        text=f"{person.name} will decide who is in it and what it’s called. You stay as a member.",
        keep_label="Keep it",
        act_label="Hand over",
        back_url=reverse("chat:members", args=[member.conversation.id]),
        danger=False,
    )

    def transfer() -> None:
        member_service.assign(member, user_id, "owner")
        # `member` was read before there were two owners, and a last owner cannot step down.
        member_service.assign(access.reload(member), member.user_id, "member")

    return _confirm(request, summary, question, transfer)


@require_http_methods(["GET", "HEAD", "POST"])
@with_member
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask before leaving; POST leaves."""
    summary = conversation_summary(inbox.entry_of(member))
    return_hint = "You can join again whenever you like." if summary.public else "A member has to add you again."
    question = Question(
        title=f"Leave {summary.label}?",
        text=f"{return_hint} What you wrote stays.",
        keep_label="Stay",
        act_label=f"Leave {summary.label}",
        back_url=reverse("chat:members", args=[member.conversation.id]),
    )
    return _confirm(request, summary, question, lambda: member_service.leave(member), after=reverse("chat:home"))


def _confirm(
    request: HttpRequest,
    summary: ConversationSummary,
    question: Question,
    act: Callable[[], object],
    *,
    after: str = "",
) -> HttpResponse:
    """Ask; on POST act and redirect to `after`, or show the question again with the reason of the refusal."""
    if request.method != "POST":
        return ask(request, question, conversation=summary)
    try:
        act()
    except ConversationNotFound:
        raise
    except DomainError as error:
        return ask(request, question, conversation=summary, refusal=error.message)
    return redirect(after or question.back_url)


def _add_people(member: Member, form: AddPeople) -> bool:
    """Add the people of the form and return True, or put the reason of the refusal into the form."""
    try:
        member_service.add(member, [person.id for person in form.cleaned_data["handles"]])
    except ConversationNotFound:
        raise
    except DomainError as error:
        form.add_error("handles", error.message)
    return form.is_valid()


def _render_list(request: HttpRequest, member: Member, form: AddPeople, *, refusal: str = "") -> HttpResponse:
    user = member.person
    cursor = cursors.decode_text(request.GET.get("cursor"))
    rows, following = member_service.page(member, cursor, PAGE_SIZE)
    context: dict[str, Any] = conversation_context(user, inbox.entries(user.id), member.conversation.id)
    context |= {
        "panel": "members",
        "groups": _presence_groups(user, context["conversation"], rows),
        "next": cursors.encode(following),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "chat/members.html", context, status=422 if form.errors or refusal else 200)


def _presence_groups(
    user: Profile, summary: ConversationSummary, rows: Sequence[MemberRow]
) -> list[tuple[str, list[MemberLine]]]:
    """Return the members who are online, then the others; owners and moderators come first in both.

    One BatchGetItem and one Query.
    """
    online_ids = presence.online([row.person.id for row in rows], user.id) | {user.id}
    lines = [_member_line(user, summary, row, online=row.person.id in online_ids) for row in rows]
    lines.sort(key=lambda line: (ROLE_ORDER[line.role], line.person.name.casefold()))
    groups = [
        ("Here now", [line for line in lines if line.online]),
        ("Offline", [line for line in lines if not line.online]),
    ]
    return [(heading, group) for heading, group in groups if group]


def _member_line(user: Profile, summary: ConversationSummary, row: MemberRow, *, online: bool) -> MemberLine:
    is_owner = summary.role == "owner"
    may_remove = is_owner or (summary.role == "moderator" and row.role == "member")
    return MemberLine(
        person=row.person,
        role=row.role,
        online=online,
        roles=[(role, label) for role, label in ROLE_LABELS.items() if role != row.role] if is_owner else [],
        removable=row.person.id != user.id and may_remove,
    )
