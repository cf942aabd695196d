"""Creating conversations, changing their settings, and finding public channels."""

from collections.abc import Sequence
from typing import Any

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain import conversations as rules
from chat.domain import policies, system_messages
from chat.domain.conversations import Conversation, Kind
from chat.domain.errors import ConversationNotFound
from chat.domain.events import Joined
from chat.domain.memberships import Member, Membership
from chat.domain.messages import Draft
from chat.models import membership_transactions
from chat.models.conversations import ConversationItem
from chat.models.membership_transactions import Change
from chat.realtime.fan_out import deliver_each
from chat.services import access, blocks, inbox
from chat.services.inbox import InboxEntry
from chat.services.notifications import notify_change
from chatify.core.clock import now
from chatify.core.errors import Invalid


def create(
    user: Profile,
    *,
    kind: Kind,
    name: str | None = None,
    topic: str = "",
    public: bool | None = None,
    member_ids: Sequence[str] = (),
) -> tuple[InboxEntry, bool]:
    """Return the conversation and whether it is new: a direct one may exist already. Raises `Invalid`, `Blocked`."""
    others = [user_id for user_id in dict.fromkeys(member_ids) if user_id != user.id]
    name, topic = (name or "").strip() or None, topic.strip()
    rules.check_new(kind, name=name, topic=topic, public=public, others=len(others))
    people = _existing_people(others)
    if kind == "direct":
        return _open_direct(user, people[0])
    blocks.check(user.id, others)
    conversation = _new(
        kind, rules.new_id(), name=name, topic=topic, public=kind == "channel" and public is not False, people=people
    )
    memberships = [
        Membership(user_id=user.id, conversation_id=conversation.id, role="owner"),
        *(Membership(user_id=person.id, conversation_id=conversation.id) for person in people),
    ]
    membership_transactions.create(conversation, memberships)
    deliver_each({membership.user_id: Joined(conversation, membership) for membership in memberships})
    return InboxEntry(conversation, memberships[0]), True


def change(member: Member, **changes: Any) -> InboxEntry:
    """Set name, topic, public, posting or archived: for owners. Values that are the same already are passed over.

    One transaction for each field that changes. Raises `Forbidden`, `NotForDirect`, `Invalid`.
    """
    policies.check(member, "configure")
    conversation = member.conversation
    for name, value in rules.effective_changes(conversation, changes).items():
        line = settings_line(conversation, member.person, name, value)
        changed = membership_transactions.commit(conversation, Change(settings={name: value}, line=line))
        notify_change(changed, member.person)
        conversation = changed.conversation
    return InboxEntry(conversation, member.membership)


def directory(prefix: str, last: tuple[str, str] | None, limit: int) -> tuple[list[InboxEntry], tuple[str, str] | None]:
    """Return public channels by name, as outsiders see them, and where the next page starts.

    One Query, one BatchGetItem. `last` comes from a client: raises `Invalid` where it is no place among these names.
    """
    if len(prefix) > rules.NAME_MAX:
        return [], None
    if last and not last[0].startswith(prefix.casefold()):
        raise Invalid({"cursor": ["Start again from the first page."]})
    ids, following = ConversationItem.listed_after(prefix, last, limit)
    channels = ConversationItem.find_conversations(ids)
    return [InboxEntry(channels[channel_id], None) for channel_id in ids if channel_id in channels], following


def settings_line(conversation: Conversation, actor: Profile, name: str, value: Any) -> Draft | None:
    """Return the system line that tells of a changed setting; None for a change that no line tells of."""
    event = system_messages.settings_event(name, value)
    if event is None:
        return None
    body = system_messages.describe_event(event, actor.name)
    return system_messages.compose_system_message(conversation.id, actor.id, body=body, event=event, now=now())


def _open_direct(user: Profile, peer: Profile) -> tuple[InboxEntry, bool]:
    conversation_id = rules.direct_id(user.id, peer.id)
    try:
        return inbox.entry_of(access.load_member(user, conversation_id)), False
    except ConversationNotFound:
        pass
    conversation = _new("direct", conversation_id, people=[peer])
    own = Membership(user_id=user.id, conversation_id=conversation_id, peer_id=peer.id)
    theirs = Membership(user_id=peer.id, conversation_id=conversation_id, peer_id=user.id)
    if not membership_transactions.create(
        conversation, [own, theirs]
    ):  # The other person opened it in the same moment.
        return inbox.entry_of(access.load_member(user, conversation_id)), False
    deliver_each({user.id: Joined(conversation, own, peer), peer.id: Joined(conversation, theirs, user)})
    return InboxEntry(conversation, own, peer), True


def _new(
    kind: Kind,
    conversation_id: str,
    *,
    people: Sequence[Profile],
    name: str | None = None,
    topic: str = "",
    public: bool = False,
) -> Conversation:
    moment = now()
    return Conversation(
        id=conversation_id,
        kind=kind,
        public=public,
        name=name,
        topic=topic,
        created_at=moment,
        last_activity=moment,
        epoch=rules.new_epoch(),
        member_count=len(people) + 1,
    )


def _existing_people(user_ids: Sequence[str]) -> list[Profile]:
    people = ProfileItem.profiles(user_ids)
    if len(people) < len(user_ids):
        raise Invalid({"member_ids": ["There’s no such person here."]})
    return [people[user_id] for user_id in user_ids]
