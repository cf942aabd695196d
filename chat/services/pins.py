"""Messages that everybody should find again."""

from dataclasses import replace

from accounts.domain import Profile
from chat.domain import policies
from chat.domain.conversations import PINS_MAX, Conversation
from chat.domain.errors import TooManyPins
from chat.domain.messages import Message, check_not_deleted
from chat.models.message_revisions import Act, revise
from chat.models.messages import MessageItem
from chat.services import access
from chat.services.notifications import tell_revised
from chat.services.readers import for_reader


def pin(user: Profile, conversation_id: str, seq: int) -> None:
    """Three DynamoDB calls: BatchGetItem, a transaction of 6 WCU, connections. Again changes nothing.

    Raises `TooManyPins`, `MessageDeleted`, what `policies.check` raises, `Contended`.
    """

    def change(conversation: Conversation, message: Message) -> Message:
        check_not_deleted(message)
        if message.pinned:
            return message
        if len(conversation.pins) >= PINS_MAX:
            raise TooManyPins
        return replace(message, pinned_by=user.id)

    _revise(user, conversation_id, seq, Act("pin", change))


def unpin(user: Profile, conversation_id: str, seq: int) -> None:
    """Costs and raises as `pin`."""

    def change(_: Conversation, message: Message) -> Message:
        return replace(message, pinned_by=None) if message.pinned else message

    _revise(user, conversation_id, seq, Act("pin", change))


def pinned(user: Profile, conversation_id: str) -> list[Message]:
    """At most 50, the newest message first. Two BatchGetItems."""
    pins = access.member(user.id, conversation_id).conversation.pins
    found = MessageItem.several(conversation_id, pins)
    return for_reader(user.id, conversation_id, [found[seq] for seq in sorted(found, reverse=True)])


def _revise(user: Profile, conversation_id: str, seq: int, act: Act) -> None:
    member, message, _ = access.at(user.id, conversation_id, seq)
    policies.check(member, "pin")
    tell_revised(member, revise(member.conversation, message, act), "pin")
