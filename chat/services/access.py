"""The only door to a conversation. Strangers and absent conversations get the same refusal."""

from accounts.domain import STAFF, Profile
from accounts.models.sessions import ExtraRead
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound, MessageNotFound
from chat.domain.memberships import Member
from chat.domain.messages import Message
from chat.models.access import AccessRecord, MessageRecord, access_read, find_message_record
from chat.models.conversations import ConversationItem
from chatify.core.errors import Forbidden


def load_member(person: Profile, conversation_id: str) -> Member:
    """Read a person's place in a conversation, strongly consistent: somebody just removed is out.

    One BatchGetItem, 3 RCU. Raises `ConversationNotFound`.
    """
    return member_of(person, access_read(person.id, conversation_id).fetch())


def load_message(person: Profile, conversation_id: str, seq: int) -> tuple[Member, Message]:
    """Read the member and one message. One BatchGetItem, 4 RCU. Raises `ConversationNotFound`, `MessageNotFound`."""
    record = access_read(person.id, conversation_id, seq).fetch()
    return member_of(person, record), message_of(record)


def reload(member: Member) -> Member:
    """Read the member again, for a retry after somebody else changed the conversation. Costs as `load_member`."""
    return load_member(member.person, member.conversation.id)


def extra_read(conversation_id: str, seq: int | None = None) -> ExtraRead:
    """Return the read of a member (and a message), to be made in the same call as the read of their sign-in.

    `member_of` and `message_of` take the record that it makes.
    """
    return lambda user_id: access_read(user_id, conversation_id, seq)


def member_of(person: Profile, record: AccessRecord) -> Member:
    """Return the member that was read. Raises `ConversationNotFound`, also for somebody else's record."""
    if record.member is None or record.member.membership.user_id != person.id:
        raise ConversationNotFound
    stored = record.member
    return Member(person, stored.membership, stored.conversation, stored.roster, stored.owners)


def message_of(record: AccessRecord) -> Message:
    """Return the message that was read with a member. Raises `MessageNotFound`."""
    if record.message is None:
        raise MessageNotFound
    return record.message


def public_channel(conversation_id: str) -> Conversation:
    """Return a channel that anybody signed in may see and join. One GetItem: 1 RCU. Raises `ConversationNotFound`."""
    item = ConversationItem.find(conversation_id)
    if item is None or item.kind != "channel" or item.listed is None:
        raise ConversationNotFound
    return item.to_conversation()


def as_operator(actor: Profile, conversation_id: str) -> Conversation:
    """Return a conversation that an operator need not be a member of. One GetItem: 1 RCU.

    Raises `Forbidden`, `ConversationNotFound`.
    """
    _check_operator(actor)
    item = ConversationItem.find(conversation_id)
    if item is None:
        raise ConversationNotFound
    return item.to_conversation()


def message_as_operator(actor: Profile, conversation_id: str, seq: int) -> MessageRecord:
    """Return a message with its conversation and roster, for an operator. One BatchGetItem: 3 RCU.

    Raises `Forbidden`, `MessageNotFound`.
    """
    _check_operator(actor)
    return message_of_job(conversation_id, seq)


def message_of_job(conversation_id: str, seq: int) -> MessageRecord:
    """Return a message with its conversation and roster, for a job that an operator ordered. One BatchGetItem: 3 RCU.

    Whoever ordered the job had the right at that time and need not have it any more. Raises `MessageNotFound`.
    """
    record = find_message_record(conversation_id, seq)
    if record is None:
        raise MessageNotFound
    return record


def _check_operator(actor: Profile) -> None:
    if not actor.groups & STAFF:
        raise Forbidden
