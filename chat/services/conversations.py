"""Making conversations, changing their settings, and finding public channels."""

from collections.abc import Sequence
from typing import Any

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain import conversations as rules
from chat.domain import system_messages
from chat.domain.conversations import Conversation, Kind
from chat.domain.errors import ConversationNotFound
from chat.domain.events import Joined
from chat.domain.memberships import Membership
from chat.domain.messages import Draft
from chat.models import membership_transactions
from chat.models.conversations import ConversationItem
from chat.models.membership_transactions import Change
from chat.realtime.fan_out import deliver_each
from chat.services import access, blocks, inbox
from chat.services.inbox import Entry
from chat.services.notifications import tell
from chatify.core.clock import now
from chatify.core.dynamodb import batch_get
from chatify.core.errors import Invalid


def create(
    user: Profile,
    *,
    kind: Kind,
    name: str | None = None,
    topic: str = "",
    public: bool | None = None,
    member_ids: Sequence[str] = (),
) -> tuple[Entry, bool]:
    """The conversation and whether it is new: a direct one may exist already. Raises `Invalid`, `Blocked`."""
    others = [user_id for user_id in dict.fromkeys(member_ids) if user_id != user.id]
    name, topic = (name or "").strip() or None, topic.strip()
    rules.check_new(kind, name=name, topic=topic, public=public, others=len(others))
    people = _real_people(others)
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
    return Entry(conversation, memberships[0]), True


def change(user: Profile, conversation_id: str, **wanted: Any) -> Entry:
    """An owner sets name, topic, public, posting or archived anew; what is the same already is passed over.

    One transaction a field that changes. Raises `ConversationNotFound`, `Forbidden`, `NotForDirect`, `Invalid`.
    """
    member = access.allowed(user.id, conversation_id, "configure")
    conversation = member.conversation
    for name, value in rules.effective_changes(conversation, wanted).items():
        line = _line(conversation, user, name, value)
        changed = membership_transactions.commit(conversation, Change(settings={name: value}, line=line))
        tell(changed, user)
        conversation = changed.conversation
    return Entry(conversation, member.membership)


def directory(prefix: str, last: tuple[str, str] | None, limit: int) -> tuple[list[Entry], tuple[str, str] | None]:
    """Public channels by name, as outsiders see them, and where the next page starts. One Query, one BatchGetItem.

    `last` comes from a client: raises `Invalid` where it is no place among these names.
    """
    if len(prefix) > rules.NAME_MAX:
        return [], None
    if last and not last[0].startswith(prefix.casefold()):
        raise Invalid({"cursor": ["Start again from the first page."]})
    ids, following = ConversationItem.listed_after(prefix, last, limit)
    rows = batch_get((ConversationItem, [(found,) for found in ids]))[ConversationItem] if ids else []
    by_id = {row.conversation_id: row.to_conversation() for row in rows}
    return [Entry(by_id[found], None) for found in ids if found in by_id], following


def _line(conversation: Conversation, actor: Profile, name: str, value: Any) -> Draft | None:
    event = system_messages.settings_event(name, value)
    if event is None:
        return None
    body = system_messages.describe_event(event, actor.name)
    return system_messages.compose_system_message(conversation.id, actor.id, body=body, event=event, now=now())


def _open_direct(user: Profile, peer: Profile) -> tuple[Entry, bool]:
    conversation_id = rules.direct_id(user.id, peer.id)
    try:
        return inbox.of_member(access.member(user.id, conversation_id)), False
    except ConversationNotFound:
        pass
    conversation = _new("direct", conversation_id, people=[peer])
    mine = Membership(user_id=user.id, conversation_id=conversation_id, peer_id=peer.id)
    theirs = Membership(user_id=peer.id, conversation_id=conversation_id, peer_id=user.id)
    if not membership_transactions.create(conversation, [mine, theirs]):  # the other one opened it in the same moment
        return inbox.of_member(access.member(user.id, conversation_id)), False
    deliver_each({user.id: Joined(conversation, mine, peer), peer.id: Joined(conversation, theirs, user)})
    return Entry(conversation, mine, peer), True


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


def _real_people(user_ids: Sequence[str]) -> list[Profile]:
    found = ProfileItem.profiles(user_ids)
    if len(found) < len(user_ids):
        raise Invalid({"member_ids": ["There’s no such person here."]})
    return [found[user_id] for user_id in user_ids]
