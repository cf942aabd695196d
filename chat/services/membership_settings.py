"""A member's own settings of a conversation: how much it notifies them, and the draft of their next message."""

from dataclasses import replace
from typing import Any

from chat.domain.events import MembershipUpdated
from chat.domain.memberships import Member, Membership
from chat.models.memberships import MembershipItem
from chat.realtime.fan_out import deliver
from chat.services import inbox
from chat.services.inbox import InboxEntry


def change(member: Member, **changes: Any) -> InboxEntry:
    """Set `notify` and `draft`, and tell the person's other devices. An UpdateItem (1 WCU per KB), connections.

    Values that are the same already are neither written nor told.
    """
    membership = replace(member.membership, **changes)
    if membership != member.membership:
        MembershipItem.change(member.user_id, member.conversation.id, changes)
        deliver(MembershipUpdated(membership), [member.user_id])
    return inbox.entry_of(replace(member, membership=membership))


def clear_draft(membership: Membership) -> None:
    """Remove the draft once it was sent. One UpdateItem, connections."""
    cleared = replace(membership, draft="")
    MembershipItem.change(cleared.user_id, cleared.conversation_id, {"draft": ""})
    deliver(MembershipUpdated(cleared), [cleared.user_id])
