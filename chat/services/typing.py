"""Who is writing just now: told, never stored."""

from datetime import timedelta

from accounts.domain import Profile
from chat.domain.events import Typing
from chat.realtime.conversation_fan_out import deliver_to_conversation
from chat.services import access
from chatify.core.clock import now

SHOWN_FOR = timedelta(seconds=9)
"""Pages say it again each six seconds."""


def typing(user: Profile, conversation_id: str) -> None:
    """Two reads, no write. Raises `ConversationNotFound`, `Archived`, `PostingClosed`."""
    member = access.allowed(user.id, conversation_id, "write")
    event = Typing(conversation_id, user.id, now() + SHOWN_FOR)
    deliver_to_conversation(conversation_id, event, member.roster - {user.id})
