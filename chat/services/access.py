"""The only door to a conversation. Strangers and missing rooms look alike."""

from chat.domain.conversations import Conversation
from chat.domain.errors import Archived, ConversationNotFound, PostingClosed
from chat.domain.memberships import Member
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.rosters import RosterItem
from chatify.dynamodb import batch_get
from chatify.errors import Forbidden


def member(user_id: str, conversation_id: str) -> Member:
    """The caller inside, read strongly consistent: somebody just removed is out. One BatchGetItem, 3 RCU.

    Raises `ConversationNotFound`.
    """
    found = batch_get(
        (MembershipItem, [(user_id, conversation_id)]),
        (ConversationItem, [(conversation_id,)]),
        (RosterItem, [(conversation_id,)]),
    )
    memberships, conversations, rosters = found[MembershipItem], found[ConversationItem], found[RosterItem]
    if not (memberships and conversations and rosters):
        raise ConversationNotFound
    return Member(
        memberships[0].to_membership(), conversations[0].to_conversation(), frozenset(rosters[0].members or ())
    )


def writer(user_id: str, conversation_id: str) -> Member:
    """A member who may post. Raises `Archived`, `PostingClosed` too."""
    found = member(user_id, conversation_id)
    if found.conversation.archived:
        raise Archived
    if found.conversation.posting == "owners" and found.membership.role != "owner":
        raise PostingClosed
    return found


def owner(user_id: str, conversation_id: str) -> Member:
    """A member who may change the conversation itself. Raises `Forbidden` too."""
    found = member(user_id, conversation_id)
    if found.membership.role != "owner":
        raise Forbidden
    return found


def public_channel(conversation_id: str) -> Conversation:
    """What anybody signed in may see and join. One GetItem: 1 RCU. Raises `ConversationNotFound`."""
    item = ConversationItem.find(conversation_id)
    if item is None or item.kind != "channel" or item.listed is None:
        raise ConversationNotFound
    return item.to_conversation()
