"""`memberships`: one person in one conversation. The list of all members is in `chat.models.rosters`."""

from collections.abc import Collection, Iterable, Mapping

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action

from chat.domain.memberships import Membership
from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name, try_write


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
    def of_person(cls, user_id: str) -> list[Membership]:
        """Return all of a person's memberships. One strongly consistent Query: about 1 RCU per 25."""
        return [row.to_membership() for row in cls.query(user_id, consistent_read=True)]

    @classmethod
    def find_membership(cls, user_id: str, conversation_id: str) -> Membership | None:
        """Return a person's membership. One strongly consistent GetItem: 1 RCU."""
        row = cls.find(user_id, conversation_id)
        return row.to_membership() if row else None

    @classmethod
    def find_memberships(cls, user_ids: Iterable[str], conversation_id: str) -> dict[str, Membership]:
        """Return those of these people who are members, by user id. One BatchGetItem per 100: 1 RCU each."""
        keys = [(user_id, conversation_id) for user_id in user_ids]
        rows = batch_get((cls, keys))[cls] if keys else []
        return {row.user_id: row.to_membership() for row in rows}

    @classmethod
    def next_of(cls, user_id: str, after: str) -> str | None:
        """Return the id of a person's next conversation after an id. One strongly consistent Query: 1 RCU."""
        above = cls.conversation_id > after if after else None
        rows = cls.query(user_id, above, limit=1, consistent_read=True)
        return next((str(row.conversation_id) for row in rows), None)

    @classmethod
    def move_read(cls, user_id: str, conversation_id: str, seq: int, *, forget: Collection[int] = ()) -> bool:
        """Move read_seq forward; return False if it stands there or further already.

        One conditional UpdateItem: 1 WCU. `forget` are mentions that need no longer be kept.
        """
        actions: list[Action] = [cls.read_seq.set(seq)]
        if forget:
            actions.append(cls.mentioned_at.delete(set(forget)))
        behind = cls.user_id.exists() & (cls.read_seq < seq)
        return try_write(lambda: cls(user_id, conversation_id).update(actions=actions, condition=behind))

    @classmethod
    def set_read(cls, user_id: str, conversation_id: str, seq: int) -> None:
        """Set read_seq, backwards too: marking unread. One conditional UpdateItem: 1 WCU."""
        cls._update_member(user_id, conversation_id, [cls.read_seq.set(seq)])

    @classmethod
    def add_mention(cls, user_id: str, conversation_id: str, seq: int) -> None:
        """Remember that a message mentions the person; nothing for somebody who has left.

        Repeating changes nothing. One conditional UpdateItem: 1 WCU.
        """
        cls._update_member(user_id, conversation_id, [cls.mentioned_at.add({seq})])

    @classmethod
    def remove_mention(cls, user_id: str, conversation_id: str, seq: int) -> None:
        """Forget the mention of a message that was deleted. One conditional UpdateItem: 1 WCU."""
        cls._update_member(user_id, conversation_id, [cls.mentioned_at.delete({seq})])

    @classmethod
    def change(cls, user_id: str, conversation_id: str, changes: Mapping[str, str]) -> None:
        """Set `notify`, `draft` or both; an empty draft is removed. One conditional UpdateItem: 1 WCU per KB."""
        pairs = [(getattr(cls, name), value) for name, value in changes.items()]
        actions = [attribute.set(value) if value else attribute.remove() for attribute, value in pairs]
        cls._update_member(user_id, conversation_id, actions)

    @classmethod
    def _update_member(cls, user_id: str, conversation_id: str, actions: Iterable[Action]) -> None:
        """Update the row of a member: it must not come back for somebody who has just left."""
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
