"""The items of an inbox, read together."""

from collections.abc import Iterable, Sequence

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain.conversations import Conversation
from chat.domain.memberships import Membership
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chatify.core.dynamodb import batch_get


def read_conversations_and_peers(
    memberships: Sequence[Membership],
) -> tuple[dict[str, Conversation], dict[str, Profile]]:
    """Return the conversations and the other people of direct ones, each by id.

    One BatchGetItem per 100 conversations and people: 1 RCU each.
    """
    peer_ids = {membership.peer_id for membership in memberships if membership.peer_id}
    items = batch_get(
        (ConversationItem, [(membership.conversation_id,) for membership in memberships]),
        (ProfileItem, [(peer_id,) for peer_id in peer_ids]),
    )
    return (
        {row.conversation_id: row.to_conversation() for row in items[ConversationItem]},
        {row.user_id: row.to_profile() for row in items[ProfileItem]},
    )


def read_conversation_and_members(
    conversation_id: str, user_ids: Iterable[str]
) -> tuple[Conversation, dict[str, Membership]]:
    """Return a conversation that exists, and those of these people who are members, by user id. One BatchGetItem."""
    items = batch_get(
        (MembershipItem, [(user_id, conversation_id) for user_id in user_ids]),
        (ConversationItem, [(conversation_id,)]),
    )
    memberships = {row.user_id: row.to_membership() for row in items[MembershipItem]}
    return items[ConversationItem][0].to_conversation(), memberships
