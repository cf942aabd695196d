"""What writing a message reads beside the membership: mentioned people, the quoted message, the site's rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from accounts.models.handles import HandleItem
from chat.domain.messages import Message
from chat.domain.rules import Rule
from chat.models.messages import MessageItem
from chat.models.rules import SITE, RuleSetItem
from chatify.core.dynamodb import BatchRead, ItemKeys, ItemsByModel


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What `read_message_context` found."""

    user_ids_by_handle: Mapping[str, str]
    quoted: Message | None
    rules: Sequence[Rule] | None
    """None where they were not asked for."""


def read_message_context(
    conversation_id: str, *, handles: Collection[str], reply_to: int | None = None, with_rules: bool
) -> MessageContext:
    """Read all of it in one BatchGetItem; no call where there is nothing to read.

    1 RCU for each handle, for the quoted message and for the rules.
    """
    keys: list[ItemKeys] = [
        (HandleItem, [(handle,) for handle in handles]),
        (MessageItem, [(conversation_id, reply_to)] if reply_to is not None else []),
        (RuleSetItem, [(SITE,)] if with_rules else []),
    ]

    def build(items: ItemsByModel) -> MessageContext:
        quoted, rule_sets = items[MessageItem], items[RuleSetItem]
        return MessageContext(
            user_ids_by_handle={row.handle: row.user_id for row in items[HandleItem]},
            quoted=quoted[0].to_message() if quoted else None,
            rules=(rule_sets[0].rules() if rule_sets else []) if with_rules else None,
        )

    return BatchRead(keys, build).fetch()
