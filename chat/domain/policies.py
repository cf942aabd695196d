"""What each role may do in a conversation, and what closes it. The one home of these rules.

Both people of a direct conversation are members, so that there nobody configures, removes or deletes for others.
"""

from collections.abc import Mapping
from typing import Literal

from chat.domain.errors import Archived, Blocked, PostingClosed
from chat.domain.memberships import Member, Role
from chatify.core.errors import DomainError, Forbidden

Act = Literal["write", "react", "edit", "pin", "add", "invite", "remove", "moderate", "assign", "configure"]

EVERYONE: frozenset[Role] = frozenset({"owner", "moderator", "member"})
KEEPERS: frozenset[Role] = frozenset({"owner", "moderator"})
OWNERS: frozenset[Role] = frozenset({"owner"})

MAY: Mapping[Act, frozenset[Role]] = {
    "write": EVERYONE,
    "react": EVERYONE,
    "edit": EVERYONE,  # one's own
    "pin": EVERYONE,
    "add": EVERYONE,
    "invite": KEEPERS,
    "remove": KEEPERS,
    "moderate": KEEPERS,  # others' messages
    "assign": OWNERS,  # roles
    "configure": OWNERS,
}
IN_AN_ARCHIVE: frozenset[Act] = frozenset({"remove", "moderate", "assign", "configure"})
EVERYBODY_UP_TO = 100
"""Members; in larger conversations @all is for owners and moderators."""


def check(member: Member, act: Act) -> None:
    """Raises `Forbidden`, `Archived`, `Blocked`, `PostingClosed`."""
    room, role = member.conversation, member.membership.role
    if role not in MAY[act]:
        raise Forbidden
    if room.archived and act not in IN_AN_ARCHIVE:
        raise Archived
    if room.blocked_by and act != "moderate":
        raise Blocked
    if act in ("write", "add") and room.posting == "owners" and role != "owner":
        raise PostingClosed


def allows(member: Member, act: Act) -> bool:
    try:
        check(member, act)
    except DomainError:
        return False
    return True


def check_removal(actor: Role, gone: Role) -> None:
    """A moderator removes members, an owner anybody. Raises `Forbidden`."""
    if actor not in MAY["remove"] or (actor == "moderator" and gone != "member"):
        raise Forbidden


def may_call_everybody(member: Member) -> bool:
    return member.conversation.member_count <= EVERYBODY_UP_TO or member.membership.role in KEEPERS
