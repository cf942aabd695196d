"""What each role may do in a conversation, and what closes it. All such rules are in this file.

Both people of a direct conversation have the role `member`, so neither can configure it, or remove or delete for the
other.
"""

from collections.abc import Mapping
from typing import Literal

from chat.domain.errors import Archived, Blocked, PostingClosed
from chat.domain.memberships import Member, Role
from chatify.core.errors import DomainError, Forbidden

Permission = Literal["write", "react", "edit", "pin", "add", "invite", "remove", "moderate", "assign", "configure"]

ALL_ROLES: frozenset[Role] = frozenset({"owner", "moderator", "member"})
MODERATING_ROLES: frozenset[Role] = frozenset({"owner", "moderator"})
OWNERS: frozenset[Role] = frozenset({"owner"})

ROLES_WITH: Mapping[Permission, frozenset[Role]] = {
    "write": ALL_ROLES,
    "react": ALL_ROLES,
    "edit": ALL_ROLES,  # their own messages
    "pin": ALL_ROLES,
    "add": ALL_ROLES,
    "invite": MODERATING_ROLES,
    "remove": MODERATING_ROLES,
    "moderate": MODERATING_ROLES,  # other people's messages
    "assign": OWNERS,  # roles
    "configure": OWNERS,
}
ALLOWED_WHEN_ARCHIVED: frozenset[Permission] = frozenset({"remove", "moderate", "assign", "configure"})
MENTION_EVERYBODY_UP_TO = 100
"""Members. In larger conversations only owners and moderators may mention @all."""


def check(member: Member, permission: Permission) -> None:
    """Raise `Forbidden`, `Archived`, `Blocked` or `PostingClosed` if the member may not do this here and now."""
    conversation, role = member.conversation, member.membership.role
    if role not in ROLES_WITH[permission]:
        raise Forbidden
    if conversation.archived and permission not in ALLOWED_WHEN_ARCHIVED:
        raise Archived
    if conversation.blocked_by and permission != "moderate":
        raise Blocked
    if permission in ("write", "add") and conversation.posting == "owners" and role != "owner":
        raise PostingClosed


def is_allowed(member: Member, permission: Permission) -> bool:
    """Whether `check` would pass."""
    try:
        check(member, permission)
    except DomainError:
        return False
    return True


def check_removal(remover: Role, removed: Role) -> None:
    """Let a moderator remove members and an owner anybody. Raises `Forbidden`."""
    if remover not in ROLES_WITH["remove"] or (remover == "moderator" and removed != "member"):
        raise Forbidden


def can_mention_everybody(member: Member) -> bool:
    """Whether @all in this member's message mentions everybody; otherwise it is just text."""
    is_small = member.conversation.member_count <= MENTION_EVERYBODY_UP_TO
    return is_small or member.membership.role in MODERATING_ROLES
