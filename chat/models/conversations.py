"""`conversations`: settings, counters that may lag behind the logs, and a preview of the last message."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    NumberSetAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chat.domain.conversations import Conversation
from chat.domain.messages import PREVIEW_MAX, Message
from chatify.core.dynamodb import (
    CONDITION_FAILED,
    TRANSACTION_CONFLICT,
    Item,
    OnDemand,
    batch_get,
    error_code,
    table_name,
)
from chatify.core.retry import retry_with_jitter

logger = logging.getLogger(__name__)

LISTED = "public"
EVERYBODY_KEPT = 20


class Directory(GlobalSecondaryIndex["ConversationItem"]):
    """Public channels by name. Keys only: projecting a counter would make each send write twice."""

    class Meta:
        index_name = "directory"
        projection = KeysOnlyProjection()

    listed = UnicodeAttribute(hash_key=True)
    sort_name = UnicodeAttribute(range_key=True)


class ConversationItem(Item):
    class Meta(OnDemand):
        table_name = table_name("conversations")

    conversation_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    listed = UnicodeAttribute(null=True)
    sort_name = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    topic = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    epoch = UnicodeAttribute()
    posting = UnicodeAttribute(default="members")
    archived = BooleanAttribute(null=True)
    slow_seconds = NumberAttribute(null=True)
    member_count = NumberAttribute(default=0)
    last_seq = NumberAttribute(default=0)
    last_rev = NumberAttribute(default=0)
    pushed_seq = NumberAttribute(default=0)
    last_activity = UTCDateTimeAttribute(null=True)
    preview_author = UnicodeAttribute(null=True)
    preview_client = UnicodeAttribute(null=True)
    preview_body = UnicodeAttribute(null=True)
    preview_action = UnicodeAttribute(null=True)
    preview_deleted = BooleanAttribute(null=True)
    preview_hidden = BooleanAttribute(null=True)
    everybody_at = NumberSetAttribute(null=True)
    pins = NumberSetAttribute(null=True)
    blocked_by = UnicodeSetAttribute(null=True)
    hinted_at = UTCDateTimeAttribute(null=True)

    directory = Directory()

    @classmethod
    def of(cls, conversation: Conversation) -> "ConversationItem":
        is_listed = conversation.kind == "channel" and conversation.public
        return cls(
            conversation_id=conversation.id,
            kind=conversation.kind,
            listed=LISTED if is_listed else None,
            sort_name=(conversation.name or "").casefold() if is_listed else None,
            name=conversation.name,
            topic=conversation.topic or None,
            created_at=conversation.created_at,
            epoch=conversation.epoch,
            posting=conversation.posting,
            archived=conversation.archived or None,
            slow_seconds=conversation.slow_seconds or None,
            member_count=conversation.member_count,
            last_activity=conversation.last_activity,
        )

    @classmethod
    def find_conversations(cls, conversation_ids: Iterable[str]) -> dict[str, Conversation]:
        """Return those that exist, by id. One BatchGetItem per 100: 1 RCU each."""
        keys = [(conversation_id,) for conversation_id in sorted(set(conversation_ids))]
        rows = batch_get((cls, keys))[cls] if keys else []
        return {row.conversation_id: row.to_conversation() for row in rows}

    @classmethod
    def raise_head(cls, message: Message) -> None:
        """Raise last_seq, preview and pushed_seq after the push, never backwards. One conditional UpdateItem: 1 WCU.

        Best effort: the next message catches up a counter that was left behind.
        """
        item = cls(message.conversation_id)
        for _ in retry_with_jitter(5):
            try:
                item.update(actions=cls.head_actions(message), condition=cls.last_seq < message.seq)
            except UpdateError as error:
                if error_code(error) == TRANSACTION_CONFLICT:
                    continue
                if error_code(error) != CONDITION_FAILED:
                    logger.warning("head of a conversation left behind: %s", error_code(error))
            return

    @classmethod
    def claim_hint(cls, conversation: Conversation, moment: datetime) -> bool:
        """Take the turn to hint; return False if somebody else took it first. One conditional UpdateItem: 1 WCU."""
        last = conversation.hinted_at
        unchanged = cls.hinted_at == last if last else cls.hinted_at.does_not_exist()
        try:
            cls(conversation.id).update(actions=[cls.hinted_at.set(moment)], condition=unchanged)
        except UpdateError as error:
            if error_code(error) in (CONDITION_FAILED, TRANSACTION_CONFLICT):
                return False
            raise
        return True

    @classmethod
    def head_actions(cls, message: Message) -> list[Action]:
        return [
            cls.last_seq.set(message.seq),
            cls.pushed_seq.set(message.seq),
            cls.last_activity.set(message.sent_at),
            # Short enough that the whole item stays within one write unit.
            cls.preview_body.set("" if message.hidden else message.body[:PREVIEW_MAX]),
            cls.preview_author.set(message.author_id),
            cls.preview_client.set(message.client_id) if message.client_id else cls.preview_client.remove(),
            cls.preview_action.set(message.event["action"]) if message.event else cls.preview_action.remove(),
            cls.preview_deleted.set(True) if message.deleted else cls.preview_deleted.remove(),
            cls.preview_hidden.set(True) if message.hidden else cls.preview_hidden.remove(),
        ]

    @classmethod
    def add_mention_of_everybody(cls, conversation_id: str, seq: int, known: Collection[int]) -> None:
        """Remember a message that mentions everybody; repeating changes nothing. One UpdateItem: 1 WCU.

        The latest 20 are kept, so that the item stays within one write unit; older ones are not counted as unread.
        """
        latest = sorted({*known, seq})[-EVERYBODY_KEPT:]
        kept = cls.everybody_at.add({seq}) if len(known) < EVERYBODY_KEPT else cls.everybody_at.set(set(latest))
        cls(conversation_id).update(actions=[kept])

    @classmethod
    def remove_mention_of_everybody(cls, conversation_id: str, seq: int) -> None:
        """Forget a message that mentioned everybody. One UpdateItem: 1 WCU."""
        cls(conversation_id).update(actions=[cls.everybody_at.delete({seq})])

    @classmethod
    def settings_actions(cls, conversation: Conversation) -> list[Action]:
        fresh = cls.of(conversation)
        named = ("name", "topic", "posting", "archived", "slow_seconds", "listed", "sort_name")
        pairs = [(getattr(cls, name), getattr(fresh, name)) for name in named]
        return [attribute.remove() if value is None else attribute.set(value) for attribute, value in pairs]

    @classmethod
    def listed_after(
        cls, prefix: str, last: tuple[str, str] | None, limit: int
    ) -> tuple[list[str], tuple[str, str] | None]:
        """Return ids of public channels whose name starts with `prefix`, after `last`, and the next `last`.

        By name; `last` is the (name, id) of the last row of a page. One Query of the index.
        """
        condition = cls.sort_name.startswith(prefix.casefold()) if prefix else None
        start = last and {
            "listed": {"S": LISTED},
            "sort_name": {"S": last[0]},
            "conversation_id": {"S": last[1]},
        }
        rows = cls.directory.query(LISTED, condition, limit=limit, last_evaluated_key=start)
        page = list(rows)
        has_more = rows.last_evaluated_key is not None and page
        last_row = (page[-1].sort_name, page[-1].conversation_id) if has_more else None
        return [row.conversation_id for row in page], last_row

    def to_conversation(self) -> Conversation:
        return Conversation(
            id=self.conversation_id,
            kind=self.kind,  # type: ignore[arg-type]  # written from a Conversation
            public=self.listed is not None,
            name=self.name,
            topic=self.topic or "",
            created_at=self.created_at,
            epoch=self.epoch,
            posting=self.posting,  # type: ignore[arg-type]
            archived=bool(self.archived),
            slow_seconds=int(self.slow_seconds or 0),
            member_count=int(self.member_count),
            last_seq=int(self.last_seq),
            last_rev=int(self.last_rev),
            pushed_seq=int(self.pushed_seq),
            last_message=self._last_message(),
            last_activity=self.last_activity or self.created_at,
            hinted_at=self.hinted_at,
            everybody_at=frozenset(int(seq) for seq in self.everybody_at or ()),
            pins=frozenset(int(seq) for seq in self.pins or ()),
            blocked_by=frozenset(self.blocked_by or ()),
        )

    def _last_message(self) -> Message | None:
        if self.preview_author is None or self.last_activity is None:
            return None
        return Message(
            conversation_id=self.conversation_id,
            seq=int(self.last_seq),
            client_id=self.preview_client,
            author_id=self.preview_author,
            body=self.preview_body or "",
            sent_at=self.last_activity,
            deleted=bool(self.preview_deleted),
            hidden=bool(self.preview_hidden),
            kind="system" if self.preview_action else "user",
            event={"action": self.preview_action} if self.preview_action else None,
        )
