"""One hint to all members of a large conversation that it moved, for their badges and as a reason to sync.

For 2,000 members it takes 20 reads and a push to each open socket. So no member's request does it but the stream's
consumer, a second or so later: once for all messages of its batch, and at most every 15 seconds.
"""

from chat.domain.conversations import Conversation, Head, is_hint_due
from chat.models.conversations import ConversationItem
from chat.models.rosters import RosterItem
from chat.realtime.conversation_fan_out import send_activity_hint
from chatify.core.clock import now


def hint(conversation: Conversation, seq: int, *, mentions_everybody: bool) -> bool:
    """Send a hint where one is due; return whether this call sent it. `conversation` must have been read just now.

    No call where none is due. Else one conditional UpdateItem, so that of several consumers only one sends; then a
    GetItem for the roster, and what the fan-out costs.
    """
    moment = now()
    if not is_hint_due(conversation, moment, mentions_everybody=mentions_everybody):
        return False
    if not ConversationItem.claim_hint(conversation, moment):
        return False
    head = Head(conversation.epoch, max(seq, conversation.last_seq), conversation.last_rev)
    send_activity_hint(conversation.id, head, RosterItem.member_ids(conversation.id))
    return True
