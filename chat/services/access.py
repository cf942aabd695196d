"""The only door to a conversation. Strangers and missing rooms look alike."""

from chat.domain import policies
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound, MessageNotFound
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.domain.policies import Permission
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chat.services import ahead
from chatify.core.ahead import batch_get
from chatify.core.dynamodb import Found, Wanted


def member(user_id: str, conversation_id: str) -> Member:
    """The caller inside, read strongly consistent: somebody just removed is out. One BatchGetItem, 3 RCU; no call
    where `ahead.reading` has them.

    Raises `ConversationNotFound`.
    """
    return inside(user_id, conversation_id)[0]


def allowed(user_id: str, conversation_id: str, act: Permission) -> Member:
    """A member who may do this: as `member`, and raises what `policies.check` raises."""
    found = member(user_id, conversation_id)
    policies.check(found, act)
    return found


def at(user_id: str, conversation_id: str, seq: int, *wanted: Wanted) -> tuple[Member, Message, Found]:
    """The caller and one message, in one BatchGetItem of 4 RCU. Raises `ConversationNotFound`, `MessageNotFound`."""
    member, found = inside(user_id, conversation_id, (MessageItem, [(conversation_id, seq)]), *wanted)
    if not found[MessageItem]:
        raise MessageNotFound
    return member, found[MessageItem][0].to_message(), found


def inside(user_id: str, conversation_id: str, *wanted: Wanted) -> tuple[Member, Found]:
    """The caller, and items of other tables out of the same call: 1 RCU more for each. Raises as `member`."""
    found = batch_get(*ahead.caller(user_id, conversation_id), *wanted)
    mine = next((row for row in found[MembershipItem] if row.user_id == user_id), None)
    if mine is None or not (found[ConversationItem] and found[RosterItem]):
        raise ConversationNotFound
    conversation, roster = found[ConversationItem][0].to_conversation(), found[RosterItem][0]
    members, owners = frozenset(roster.members or ()), frozenset(roster.owners or ())
    return Member(mine.to_membership(), conversation, members, owners), found


def public_channel(conversation_id: str) -> Conversation:
    """What anybody signed in may see and join. One GetItem: 1 RCU. Raises `ConversationNotFound`."""
    item = ConversationItem.find(conversation_id)
    if item is None or item.kind != "channel" or item.listed is None:
        raise ConversationNotFound
    return item.to_conversation()
