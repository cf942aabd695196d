"""`messages`: one item a message, keyed by conversation and seq. The dense log itself is `chat.models.log`."""

from collections.abc import Iterable

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.update import Action

from chat.domain.messages import Draft, Message
from chatify.core.dynamodb import (
    CONDITION_FAILED,
    TRANSACTION_CONFLICT,
    Item,
    OnDemand,
    batch_get,
    error_code,
    table_name,
)

SLOT_TAKEN = {CONDITION_FAILED, TRANSACTION_CONFLICT}


class MessageItem(Item):
    class Meta(OnDemand):
        table_name = table_name("messages")
        stream_view_type = "NEW_IMAGE"

    conversation_id = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)
    client_id = UnicodeAttribute(null=True)
    author_id = UnicodeAttribute()
    body = UnicodeAttribute()
    sent_at = UTCDateTimeAttribute()
    edited_at = UTCDateTimeAttribute(null=True)
    deleted = BooleanAttribute(null=True)
    hidden = BooleanAttribute(null=True)
    reply_to = NumberAttribute(null=True)
    html = UnicodeAttribute(null=True)
    mentions = JSONAttribute(null=True)
    mentions_all = BooleanAttribute(null=True)
    reactions = JSONAttribute(null=True)
    pinned_by = UnicodeAttribute(null=True)
    rev = NumberAttribute(null=True)
    system_event = JSONAttribute(null=True)

    @classmethod
    def put_if_free(cls, draft: Draft, seq: int) -> Message | None:
        """Store the draft at `seq`; return None if the slot is taken, or in a transaction just now. 1 WCU per KB."""
        item = cls.of(draft, seq)
        try:
            item.save(condition=cls.seq.does_not_exist())
        except PutError as error:
            if error_code(error) in SLOT_TAKEN:
                return None
            raise
        return item.to_message()

    @classmethod
    def find_message(cls, conversation_id: str, seq: int) -> Message | None:
        """Return one message. One strongly consistent GetItem: 1 RCU per 4 KB."""
        item = cls.find(conversation_id, seq)
        return item.to_message() if item else None

    @classmethod
    def find_messages(cls, conversation_id: str, seqs: Iterable[int], *, consistent: bool = True) -> dict[int, Message]:
        """Return the messages that exist, by seq. One BatchGetItem per 100: 1 RCU each, 0.5 if not `consistent`."""
        keys = [(conversation_id, seq) for seq in sorted(set(seqs))]
        rows = batch_get((cls, keys), consistent=consistent)[cls] if keys else []
        return {int(row.seq): row.to_message() for row in rows}

    @classmethod
    def newest(cls, conversation_id: str, limit: int) -> list[Message]:
        """Return the newest messages, ascending. One strongly consistent Query: 3 RCU for 50 ordinary messages."""
        return cls._descending(conversation_id, None, limit, consistent=True)

    @classmethod
    def page_before(cls, conversation_id: str, seq: int, limit: int) -> list[Message]:
        """Return at most `limit` messages below `seq`, ascending. One Query; 1.5 RCU for 50 ordinary messages."""
        return cls._descending(conversation_id, seq, limit, consistent=False)

    @classmethod
    def page_after(cls, conversation_id: str, seq: int, limit: int) -> list[Message]:
        """Return at most `limit` messages above `seq`, ascending.

        One strongly consistent Query: 3 RCU for 50 ordinary messages.
        """
        rows = cls.query(conversation_id, cls.seq > seq, limit=limit, consistent_read=True)
        return [row.to_message() for row in rows]

    @classmethod
    def _descending(cls, conversation_id: str, below: int | None, limit: int, *, consistent: bool) -> list[Message]:
        condition = None if below is None else cls.seq < below
        rows = cls.query(conversation_id, condition, scan_index_forward=False, limit=limit, consistent_read=consistent)
        return [row.to_message() for row in rows][::-1]

    @classmethod
    def of(cls, draft: Draft, seq: int) -> "MessageItem":
        return cls(
            conversation_id=draft.conversation_id,
            seq=seq,
            client_id=draft.client_id,
            author_id=draft.author_id,
            body=draft.body,
            sent_at=draft.sent_at,
            reply_to=draft.reply_to,
            html=draft.html,
            mentions=list(draft.mentions) or None,
            mentions_all=draft.mentions_all or None,
            hidden=draft.hidden or None,
            system_event=dict(draft.event) if draft.event is not None else None,
        )

    @classmethod
    def revision_actions(cls, message: Message) -> list[Action]:
        """Return the updates of everything that a revision may have changed."""
        values = {
            "body": message.body,
            "html": message.html,
            "edited_at": message.edited_at,
            "deleted": message.deleted or None,
            "hidden": message.hidden or None,
            "mentions": list(message.mentions) or None,
            "mentions_all": message.mentions_all or None,
            "reactions": list(message.reactions) or None,
            "pinned_by": message.pinned_by,
            "rev": message.rev,
        }
        pairs = [(getattr(cls, name), value) for name, value in values.items()]
        return [attribute.remove() if value is None else attribute.set(value) for attribute, value in pairs]

    def to_message(self) -> Message:
        # A page has fifty messages: through PynamoDB's attributes, this would be half of the time to decode them.
        stored = self.attribute_values.get
        return Message(
            conversation_id=self.conversation_id,
            seq=int(self.seq),
            client_id=stored("client_id"),
            author_id=self.author_id,
            body=self.body,
            sent_at=self.sent_at,
            edited_at=stored("edited_at"),
            deleted=bool(stored("deleted")),
            hidden=bool(stored("hidden")),
            reply_to=stored("reply_to"),
            html=stored("html"),
            mentions=tuple(stored("mentions") or ()),
            mentions_all=bool(stored("mentions_all")),
            reactions=tuple(stored("reactions") or ()),
            pinned_by=stored("pinned_by"),
            rev=int(stored("rev") or 0),
            kind="user" if stored("system_event") is None else "system",
            event=stored("system_event"),
        )
