"""What operators do to a conversation that is not theirs, each with its audit entry in the same transaction."""

from dataclasses import replace
from typing import Any

from accounts.domain import PersonNotFound, Profile
from accounts.models.audit import Entry
from accounts.models.profiles import ProfileItem
from chat.domain import conversations as rules
from chat.domain.conversations import Conversation
from chat.domain.errors import NotForDirect
from chat.domain.events import MembershipUpdated
from chat.models import membership_transactions, report_resolution
from chat.models.membership_transactions import Change
from chat.models.memberships import MembershipItem
from chat.models.report_resolution import extra_writes
from chat.realtime.fan_out import deliver
from chat.services import access
from chat.services.conversations import settings_line
from chat.services.notifications import notify_change
from chatify.core.errors import Invalid

SLOWEST_SECONDS = 6 * 3600


def change(actor: Profile, conversation_id: str, **changes: Any) -> None:
    """Set name, topic, posting, archived or slow_seconds. One transaction for each field that changes.

    Raises `Forbidden`, `ConversationNotFound`, `NotForDirect`, `Invalid`.
    """
    conversation = access.as_operator(actor, conversation_id)
    if conversation.kind == "direct" and set(changes) - {"archived", "slow_seconds"}:
        raise NotForDirect
    if not 0 <= changes.get("slow_seconds", 0) <= SLOWEST_SECONDS:
        raise Invalid({"slow_seconds": ["Choose a time from 0 to six hours."]})
    for name, value in rules.effective_changes(conversation, changes).items():
        facts = {name: [getattr(conversation, name), value]}
        entry = _entry(actor, "changed", conversation, facts)
        line = settings_line(conversation, actor, name, value)
        changed = membership_transactions.commit(
            conversation, Change(settings={name: value}, line=line, extra_write=extra_writes(entry))
        )
        notify_change(changed, actor)
        conversation = changed.conversation


def transfer(actor: Profile, conversation_id: str, user_id: str) -> None:
    """Make a member an owner, as where the last owner is gone.

    Raises `Forbidden`, `ConversationNotFound`, `NotForDirect`, and `PersonNotFound` for somebody outside.
    """
    conversation = access.as_operator(actor, conversation_id)
    if conversation.kind == "direct":
        raise NotForDirect
    membership = MembershipItem.find_membership(user_id, conversation_id)
    person = ProfileItem.profile(user_id)
    if membership is None or person is None:
        raise PersonNotFound("That person isn’t a member.")
    if membership.role == "owner":
        return
    entry = _entry(actor, "made an owner", conversation, {"user_id": user_id})
    changed = membership_transactions.commit(
        conversation, Change(role=(membership, "owner"), extra_write=extra_writes(entry))
    )
    notify_change(changed, actor)
    deliver(MembershipUpdated(replace(membership, role="owner")), [user_id])


def revoke_invite(actor: Profile, conversation_id: str, found_id: str) -> None:
    """Turn an invitation off: nobody comes in by it from now on."""
    facts = {"conversation_id": conversation_id}
    report_resolution.revoke_invite(
        found_id, Entry(actor=actor, action="revoked", object=f"invitation:{found_id}", name="invitation", facts=facts)
    )


def _entry(actor: Profile, action: str, conversation: Conversation, facts: dict[str, Any]) -> Entry:
    named = conversation.name or conversation.kind
    return Entry(actor=actor, action=action, object=f"conversation:{conversation.id}", name=named, facts=facts)
