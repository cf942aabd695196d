"""What operators do to a conversation that is not theirs, each with its audit entry in the same transaction."""

from dataclasses import replace
from typing import Any

from accounts.domain import PersonNotFound, Profile
from accounts.models.audit import Entry
from accounts.models.profiles import ProfileItem
from chat.domain import conversations as rules
from chat.domain import system_messages
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound, NotForDirect
from chat.domain.events import MembershipUpdated
from chat.domain.memberships import Membership
from chat.domain.messages import Draft
from chat.models import membership_transactions, report_resolution
from chat.models.conversations import ConversationItem
from chat.models.membership_transactions import Change
from chat.models.memberships import MembershipItem
from chat.models.report_resolution import beside
from chat.realtime.fan_out import deliver
from chat.services.notifications import tell
from chatify.core.clock import now
from chatify.core.errors import Invalid

SLOWEST = 6 * 3600
"""Seconds."""


def change(actor: Profile, conversation_id: str, **wanted: Any) -> None:
    """Name, topic, posting, archived, slow_seconds. One transaction a field.

    Raises `ConversationNotFound`, `NotForDirect`, `Invalid`.
    """
    conversation = one(conversation_id)
    if conversation.kind == "direct" and set(wanted) - {"archived", "slow_seconds"}:
        raise NotForDirect
    if not 0 <= wanted.get("slow_seconds", 0) <= SLOWEST:
        raise Invalid({"slow_seconds": ["Between 0 and six hours."]})
    for name, value in rules.effective_changes(conversation, wanted).items():
        facts = {name: [getattr(conversation, name), value]}
        entry = _entry(actor, "changed", conversation, facts)
        line = _line(conversation, actor, name, value)
        changed = membership_transactions.commit(
            conversation, Change(settings={name: value}, line=line, beside=beside(entry))
        )
        tell(changed, actor)
        conversation = changed.conversation


def transfer(actor: Profile, conversation_id: str, user_id: str) -> None:
    """Make a member an owner, as where the last one is gone. Raises `PersonNotFound` for who is not inside."""
    conversation = one(conversation_id)
    if conversation.kind == "direct":
        raise NotForDirect
    item = MembershipItem.find(user_id, conversation_id)
    person = ProfileItem.profile(user_id)
    if item is None or person is None:
        raise PersonNotFound("They are not a member.")
    membership: Membership = item.to_membership()
    if membership.role == "owner":
        return
    entry = _entry(actor, "made an owner", conversation, {"user_id": user_id})
    changed = membership_transactions.commit(conversation, Change(role=(membership, "owner"), beside=beside(entry)))
    tell(changed, actor)
    deliver(MembershipUpdated(replace(membership, role="owner")), [user_id])


def revoke_invite(actor: Profile, conversation_id: str, found_id: str) -> None:
    """Nobody comes in by it from now on."""
    facts = {"conversation_id": conversation_id}
    report_resolution.revoke_invite(
        found_id, Entry(actor=actor, action="revoked", object=f"invitation:{found_id}", name="invitation", facts=facts)
    )


def one(conversation_id: str) -> Conversation:
    item = ConversationItem.find(conversation_id)
    if item is None:
        raise ConversationNotFound
    return item.to_conversation()


def _line(conversation: Conversation, actor: Profile, name: str, value: Any) -> Draft | None:
    event = system_messages.settings_event(name, value)
    if event is None:
        return None
    body = system_messages.describe_event(event, actor.name)
    return system_messages.compose_system_message(conversation.id, actor.id, body=body, event=event, now=now())


def _entry(actor: Profile, action: str, conversation: Conversation, facts: dict[str, Any]) -> Entry:
    named = conversation.name or conversation.kind
    return Entry(actor=actor, action=action, object=f"conversation:{conversation.id}", name=named, facts=facts)
