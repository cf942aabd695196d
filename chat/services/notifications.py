"""Events to the members of a conversation: a message was written or revised, the conversation was changed."""

from accounts.domain import Profile
from chat.domain.conversations import Conversation
from chat.domain.events import MessageCreated, RevisionKind
from chat.domain.events import Revised as RevisedEvent
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.membership_transactions import Changed
from chat.models.message_revisions import RevisionResult
from chat.models.rosters import RosterItem
from chat.realtime.conversation_fan_out import deliver_to_conversation
from chat.services.mentions import add_mentions


def notify_change(changed: Changed, actor: Profile) -> None:
    """Push to the members after the change; a removed member gets nothing. Reads the roster: 1 RCU."""
    conversation = changed.conversation
    roster = RosterItem.member_ids(conversation.id)
    if changed.line is not None:
        line = MessageCreated(conversation.epoch, changed.line, actor)
        deliver_to_conversation(conversation.id, line, roster, always_notify=[actor.id])
    revised = RevisedEvent(conversation.id, conversation.epoch, changed.rev, changed.kind, conversation=conversation)
    deliver_to_conversation(conversation.id, revised, roster, always_notify=[actor.id])


def notify_revision(member: Member, result: RevisionResult, kind: RevisionKind) -> None:
    """Push a revised message to the members; nobody if nothing was changed."""
    message = result.message
    if message is not result.before:
        epoch = member.conversation.epoch
        event = RevisedEvent(message.conversation_id, epoch, message.rev, kind, message.seq, message)
        deliver_to_conversation(message.conversation_id, event, member.roster, always_notify=[member.user_id])


def notify_message(
    conversation: Conversation,
    message: Message,
    author: Profile | None,
    roster: frozenset[str],
    *,
    origin_socket_id: str | None = None,
) -> None:
    """Push a message, count its mentions, then raise the head.

    In this order, so that a retry finds the head behind and repairs what a crash left undone. `origin_socket_id` is
    the author's own socket, which needs no echo.
    """
    event = MessageCreated(conversation.epoch, message, author, origin_socket_id)
    deliver_to_conversation(conversation.id, event, roster, always_notify={message.author_id, *message.mentions})
    add_mentions(conversation, message)
    ConversationItem.raise_head(message)
