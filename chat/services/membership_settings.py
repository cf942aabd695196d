"""What is one's own in a conversation: how loud it is, and what one was about to write."""

from dataclasses import replace
from typing import Any

from accounts.domain import Profile
from chat.domain.events import MembershipUpdated
from chat.domain.memberships import Membership
from chat.models.memberships import MembershipItem
from chat.realtime.fan_out import deliver
from chat.services import access, inbox
from chat.services.inbox import Entry


def keep(user: Profile, conversation_id: str, **wanted: Any) -> Entry:
    """`notify` and `draft`, told to one's other devices. A BatchGetItem, an UpdateItem (1 WCU per KB), connections.

    What is the same already is neither written nor told. Raises `ConversationNotFound`.
    """
    member = access.member(user.id, conversation_id)
    mine = replace(member.membership, **wanted)
    if mine != member.membership:
        MembershipItem.keep(user.id, conversation_id, wanted)
        deliver(MembershipUpdated(mine), [user.id])
    return inbox.of_member(replace(member, membership=mine))


def clear_draft(membership: Membership) -> None:
    """It was sent. One UpdateItem, connections."""
    mine = replace(membership, draft="")
    MembershipItem.keep(mine.user_id, mine.conversation_id, {"draft": ""})
    deliver(MembershipUpdated(mine), [mine.user_id])
