"""`memberships`: a person in a conversation. Who is inside as a whole is `chat.models.rosters`."""

from collections.abc import Collection, Iterable, Mapping

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action

from chat.domain.memberships import Membership
from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, table_name, try_write


class MembershipItem(Item):
    class Meta(OnDemand):
        table_name = table_name("memberships")

    user_id = UnicodeAttribute(hash_key=True)
    conversation_id = UnicodeAttribute(range_key=True)
    role = UnicodeAttribute(default="member")
    read_seq = NumberAttribute(default=0)
    notify = UnicodeAttribute(default="all")
    draft = UnicodeAttribute(null=True)
    peer_id = UnicodeAttribute(null=True)
    mentioned_at = NumberSetAttribute(null=True)
    joined_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def of_user(cls, user_id: str) -> list[Membership]:
        """All of a person's conversations. One strongly consistent Query: about 1 RCU per 25."""
        return [row.to_membership() for row in cls.query(user_id, consistent_read=True)]

    @classmethod
    def next_of(cls, user_id: str, after: str) -> str | None:
        """A person's conversations one by one, by their ids. One strongly consistent Query: 1 RCU."""
        above = cls.conversation_id > after if after else None
        found = cls.query(user_id, above, limit=1, consistent_read=True)
        return next((str(row.conversation_id) for row in found), None)

    @classmethod
    def move_read(cls, user_id: str, conversation_id: str, seq: int, *, forget: Collection[int] = ()) -> bool:
        """Only forward; False where it stands there or further already. One conditional UpdateItem: 1 WCU.

        `forget` are mentions that need no longer be kept.
        """
        actions: list[Action] = [cls.read_seq.set(seq)]
        if forget:
            actions.append(cls.mentioned_at.delete(set(forget)))
        behind = cls.user_id.exists() & (cls.read_seq < seq)
        return try_write(lambda: cls(user_id, conversation_id).update(actions=actions, condition=behind))

    @classmethod
    def set_read(cls, user_id: str, conversation_id: str, seq: int) -> None:
        """Backwards too: marking unread. One conditional UpdateItem: 1 WCU."""
        cls._of_members(user_id, conversation_id, [cls.read_seq.set(seq)])

    @classmethod
    def mention(cls, user_id: str, conversation_id: str, seq: int) -> None:
        """Counted once, however often. Not for somebody who has left. One conditional UpdateItem: 1 WCU."""
        cls._of_members(user_id, conversation_id, [cls.mentioned_at.add({seq})])

    @classmethod
    def unmention(cls, user_id: str, conversation_id: str, seq: int) -> None:
        """What is deleted calls nobody. One conditional UpdateItem: 1 WCU."""
        cls._of_members(user_id, conversation_id, [cls.mentioned_at.delete({seq})])

    @classmethod
    def keep(cls, user_id: str, conversation_id: str, wanted: Mapping[str, str]) -> None:
        """`notify`, `draft` or both; an empty draft is none. One conditional UpdateItem: 1 WCU per KB."""
        pairs = [(getattr(cls, name), value) for name, value in wanted.items()]
        actions = [attribute.set(value) if value else attribute.remove() for attribute, value in pairs]
        cls._of_members(user_id, conversation_id, actions)

    @classmethod
    def _of_members(cls, user_id: str, conversation_id: str, actions: Iterable[Action]) -> None:
        """An update must not bring back the row of somebody who has just left."""
        row = cls(user_id, conversation_id)
        try_write(lambda: row.update(actions=list(actions), condition=cls.user_id.exists()))

    @classmethod
    def of(cls, membership: Membership) -> "MembershipItem":
        return cls(
            user_id=membership.user_id,
            conversation_id=membership.conversation_id,
            role=membership.role,
            read_seq=membership.read_seq,
            notify=membership.notify,
            draft=membership.draft or None,
            peer_id=membership.peer_id,
            joined_at=now(),
        )

    def to_membership(self) -> Membership:
        return Membership(
            user_id=self.user_id,
            conversation_id=self.conversation_id,
            role=self.role,  # type: ignore[arg-type]  # written from a Membership
            read_seq=int(self.read_seq),
            notify=self.notify,  # type: ignore[arg-type]
            draft=self.draft or "",
            peer_id=self.peer_id,
            mentioned_at=frozenset(int(seq) for seq in self.mentioned_at or ()),
        )
