"""What a person has read: one number a conversation, which moves forward by reading and back only on purpose."""

from accounts.domain import Profile
from chat.domain.events import Read
from chat.domain.memberships import Member
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.realtime.fan_out import deliver
from chat.services import access

MENTIONS_KEPT = 50


def mark_read(user: Profile, conversation_id: str, seq: int, *, origin_socket_id: str | None = None) -> int:
    """Read up to `seq`; beyond the end: the end. Answers where it stands. 1 WCU, none where it stood there already.

    `origin_socket_id`: the socket of the page that read it, which needs no echo.
    """
    member = access.member(user.id, conversation_id)
    seq = _within(member, seq)
    if seq <= member.membership.read_seq:
        return member.membership.read_seq
    if not MembershipItem.move_read(
        user.id, conversation_id, seq, forget=_settled(member, seq)
    ):  # another device was further in between
        return access.member(user.id, conversation_id).membership.read_seq
    deliver(Read(conversation_id, user.id, seq, origin_socket_id), [user.id])
    return seq


def mark_unread(user: Profile, conversation_id: str, seq: int) -> int:
    """Unread from `seq` on: the one way back. Answers the new read_seq. 1 WCU."""
    member = access.member(user.id, conversation_id)
    read_seq = max(0, _within(member, seq) - 1)
    MembershipItem.set_read(user.id, conversation_id, read_seq)
    deliver(Read(conversation_id, user.id, read_seq), [user.id])
    return read_seq


def _settled(member: Member, seq: int) -> set[int]:
    """Mentions that were read are kept while they are few, so that marking unread can count them again."""
    mentioned = member.membership.mentioned_at
    return {one for one in mentioned if abs(one) <= seq} if len(mentioned) > MENTIONS_KEPT else set()


def _within(member: Member, seq: int) -> int:
    last = member.conversation.last_seq
    # last_seq may lag behind the log: what exists may be read.
    if seq <= last or MessageItem.one(member.conversation.id, seq) is not None:
        return seq
    return last
