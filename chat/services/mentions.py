"""Mentions: resolved to members as a message is written, and counted for each of them until they have read it.

Counting is idempotent (sets of seqs) and comes before the head is raised: a retry that finds the head behind counts
again.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from chat.domain import mentions, policies
from chat.domain.conversations import Conversation
from chat.domain.markdown import MarkdownText
from chat.domain.memberships import Member
from chat.domain.mentions import EVERYBODY, Mentions
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem

PARALLEL_UPDATES = 8


class MessageText:
    """The body of a message that is being written or edited."""

    def __init__(self, body: str) -> None:
        """Parse the body. Raises `TooManyMentions`."""
        self._text = MarkdownText(body)
        self._mentions = self._text.written_handles
        self._handles = mentions.mentioned_handles(self._mentions)

    @property
    def handles(self) -> list[str]:
        """The handles that it may mention: the profiles behind them are needed to render it."""
        return [handle for handle in self._handles if handle != EVERYBODY]

    def render(self, author: Member, user_ids_by_handle: Mapping[str, str]) -> tuple[str | None, Mentions]:
        """Return its HTML (None for plain text) and whom it mentions: members only."""
        members = {handle: user_id for handle, user_id in user_ids_by_handle.items() if user_id in author.roster}
        if EVERYBODY in self._handles and policies.can_mention_everybody(author):
            members[EVERYBODY] = ""
        return self._text.render_html(members), mentions.resolve_mentions(
            self._mentions, members, author.user_id, author.roster
        )


def add_mentions(conversation: Conversation, message: Message) -> None:
    """Count the message for everybody it mentions.

    One UpdateItem (1 WCU) for each person, eight at a time; two in all where it mentions everybody.
    """
    if message.mentions_all:
        ConversationItem.add_mention_of_everybody(message.conversation_id, message.seq, conversation.everybody_at)
        MembershipItem.add_mention(message.author_id, message.conversation_id, -message.seq)
    else:
        _update_each(
            message.mentions, lambda user_id: MembershipItem.add_mention(user_id, message.conversation_id, message.seq)
        )


def remove_mentions(message: Message) -> None:
    """Stop counting a message that was deleted. Costs as `add_mentions`."""
    if message.mentions_all:
        ConversationItem.remove_mention_of_everybody(message.conversation_id, message.seq)
    else:
        _update_each(
            message.mentions,
            lambda user_id: MembershipItem.remove_mention(user_id, message.conversation_id, message.seq),
        )


def _update_each(user_ids: Iterable[str], update: Callable[[str], None]) -> None:
    unique_ids = list(user_ids)
    if len(unique_ids) > 1:
        with ThreadPoolExecutor(PARALLEL_UPDATES) as pool:
            list(pool.map(update, unique_ids))
    else:
        for user_id in unique_ids:
            update(user_id)
