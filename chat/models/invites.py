"""`invites`: links that let people in. Only the hash of a code is kept, and it is the invitation's id."""

from hashlib import sha256

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from chat.domain.invites import Invite
from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name, try_write


def invite_id(code: str) -> str:
    """Return the key of the invitation with this code: its hash, so that reading the table opens nothing."""
    return sha256(code.encode(errors="surrogatepass")).hexdigest()


class ByConversation(GlobalSecondaryIndex["InviteItem"]):
    """Keys only: otherwise each use would be written twice."""

    class Meta:
        index_name = "by_conversation"
        projection = KeysOnlyProjection()

    conversation_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class InviteItem(Item):
    class Meta(OnDemand):
        table_name = table_name("invites")

    invite_id = UnicodeAttribute(hash_key=True)
    conversation_id = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()
    max_uses = NumberAttribute(null=True)
    uses = NumberAttribute(default=0)

    by_conversation = ByConversation()

    @classmethod
    def make(cls, invite: Invite) -> None:
        """Store an invitation. One PutItem: 2 WCU, the index included."""
        cls(
            invite_id=invite.id,
            conversation_id=invite.conversation_id,
            created_by=invite.created_by,
            created_at=invite.created_at,
            expires_at=invite.expires_at,
            max_uses=invite.max_uses,
        ).save()

    @classmethod
    def find_invite(cls, found_id: str) -> Invite | None:
        """Return an invitation, also one that is expired or used up. One strongly consistent GetItem: 1 RCU."""
        item = cls.find(found_id)
        return item.to_invite() if item else None

    @classmethod
    def open_of(cls, conversation_id: str) -> list[Invite]:
        """Return the open invitations, the latest first. One Query of the index, one BatchGetItem: 1 RCU each."""
        keys = [(row.invite_id,) for row in cls.by_conversation.query(conversation_id, scan_index_forward=False)]
        rows = batch_get((cls, keys))[cls] if keys else []
        invites = [invite for invite in (row.to_invite() for row in rows) if invite.is_open(now())]
        return sorted(invites, key=lambda invite: invite.created_at, reverse=True)

    @classmethod
    def use(cls, transaction: TransactWrite, invite: Invite) -> None:
        """Count a use in the transaction that joins, which fails where the invitation is no longer open. 2 WCU."""
        still_open = (cls.expires_at > now()) & (cls.max_uses.does_not_exist() | (cls.uses < cls.max_uses))
        transaction.update(cls(invite.id), actions=[cls.uses.add(1)], condition=still_open)

    @classmethod
    def revoke(cls, conversation_id: str, found_id: str) -> bool:
        """Delete an invitation; return False if this conversation has none such.

        One conditional DeleteItem: 2 WCU, the index included.
        """
        return try_write(lambda: cls(found_id).delete(condition=cls.conversation_id == conversation_id))

    def to_invite(self) -> Invite:
        return Invite(
            id=self.invite_id,
            conversation_id=self.conversation_id,
            created_by=self.created_by,
            created_at=self.created_at,
            expires_at=self.expires_at,
            max_uses=None if self.max_uses is None else int(self.max_uses),
            uses=int(self.uses),
        )
