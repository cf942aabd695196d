"""Read conversations through the services, for tests."""

from accounts.domain import Profile
from chat.domain.conversations import Conversation
from chat.domain.memberships import Membership
from chat.domain.messages import Message
from chat.services import access
from chat.services.readers import for_reader


def membership_in(person: Profile, conversation_id: str) -> tuple[Membership, Conversation]:
    member = access.load_member(person, conversation_id)
    return member.membership, member.conversation


def read_message(person: Profile, conversation_id: str, seq: int) -> Message:
    member, message = access.load_message(person, conversation_id, seq)
    return for_reader(member.user_id, conversation_id, [message])[0]
