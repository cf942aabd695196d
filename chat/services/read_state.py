"""What a person has read: one number a conversation, moved forward by reading and back only on purpose."""

from chat.domain.events import Read
from chat.domain.memberships import Member
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.realtime.fan_out import deliver
from chat.services import access

MENTIONS_KEPT = 50


def mark_read(member: Member, seq: int, *, origin_socket_id: str | None = None) -> int:
    """Mark everything up to `seq` as read; beyond the end, up to the end. Return the read_seq from now on.

    1 WCU, none where it stood there already. `origin_socket_id` is the socket of the page that read it, which needs
    no echo.
    """
    conversation_id, read_seq = member.conversation.id, member.membership.read_seq
    seq = _within_log(member, seq)
    if seq <= read_seq:
        return read_seq
    if not MembershipItem.move_read(member.user_id, conversation_id, seq, forget=_forgettable_mentions(member, seq)):
        # Another of the person's devices read further in the meantime.
        return access.reload(member).membership.read_seq
    deliver(Read(conversation_id, member.user_id, seq, origin_socket_id), [member.user_id])
    return seq


def mark_unread(member: Member, seq: int) -> int:
    """Mark everything from `seq` on as unread, the one way back. Return the new read_seq. 1 WCU."""
    conversation_id = member.conversation.id
    read_seq = max(0, _within_log(member, seq) - 1)
    MembershipItem.set_read(member.user_id, conversation_id, read_seq)
    deliver(Read(conversation_id, member.user_id, read_seq), [member.user_id])
    return read_seq


def _forgettable_mentions(member: Member, seq: int) -> set[int]:
    """Return the mentions to forget. Few read ones are kept, so that marking unread can count them again."""
    mentioned_at = member.membership.mentioned_at
    if len(mentioned_at) <= MENTIONS_KEPT:
        return set()
    return {mention for mention in mentioned_at if abs(mention) <= seq}


def _within_log(member: Member, seq: int) -> int:
    last = member.conversation.last_seq
    # last_seq may lag behind the log: a message that exists may be read.
    if seq <= last or MessageItem.find_message(member.conversation.id, seq) is not None:
        return seq
    return last
