"""Telling members of a change, to the conversation itself or to a message in it."""

from accounts.domain import Profile
from chat.domain.conversations import Conversation
from chat.domain.events import MessageCreated, RevisionKind
from chat.domain.events import Revised as RevisedEvent
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.membership_transactions import Changed
from chat.models.message_revisions import Revised
from chat.models.rosters import RosterItem
from chat.realtime.conversation_fan_out import deliver_to_conversation
from chat.services import mentions


def tell(changed: Changed, actor: Profile) -> None:
    """To those inside after the act: somebody removed hears nothing more. Reads the roster: 1 RCU."""
    conversation = changed.conversation
    roster = RosterItem.member_ids(conversation.id)
    if changed.line is not None:
        line = MessageCreated(conversation.epoch, changed.line, actor)
        deliver_to_conversation(conversation.id, line, roster, always_notify=[actor.id])
    revised = RevisedEvent(conversation.id, conversation.epoch, changed.rev, changed.kind, conversation=conversation)
    deliver_to_conversation(conversation.id, revised, roster, always_notify=[actor.id])


def tell_revised(member: Member, revised: Revised, kind: RevisionKind) -> None:
    """Nothing where nothing was changed."""
    message = revised.message
    if message is not revised.before:
        epoch = member.conversation.epoch
        event = RevisedEvent(message.conversation_id, epoch, message.rev, kind, message.seq, message)
        deliver_to_conversation(message.conversation_id, event, member.roster, always_notify=[member.user_id])


def tell_written(
    conversation: Conversation,
    message: Message,
    author: Profile | None,
    roster: frozenset[str],
    *,
    origin_socket_id: str | None = None,
) -> None:
    """And raise the head: pushed first, then counted, so that a retry repairs what a crash left undone.

    `origin_socket_id` is the author's socket that needs no echo.
    """
    event = MessageCreated(conversation.epoch, message, author, origin_socket_id)
    deliver_to_conversation(conversation.id, event, roster, always_notify={message.author_id, *message.mentions})
    mentions.call(conversation, message)
    ConversationItem.raise_head(message)
