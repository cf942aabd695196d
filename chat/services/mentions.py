"""Who a message calls: found among the members as it is written, and counted for each until they have read it.

Counting is idempotent (sets of seqs), and done before the head is raised: a retry that finds the head behind does it
again.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from accounts.models.handles import HandleItem
from chat.domain import mentions, policies
from chat.domain.conversations import Conversation
from chat.domain.markdown import MarkdownText
from chat.domain.memberships import Member
from chat.domain.mentions import EVERYBODY, Mentions
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chatify.core.dynamodb import Found, Wanted

PARALLEL = 8


class Writing:
    """A body being written. Its handles are read beside the access, so that mentions cost no call of their own."""

    def __init__(self, body: str) -> None:
        """Raises `TooManyMentions`."""
        self._text = MarkdownText(body)
        self._written = self._text.written_handles
        self._handles = mentions.mentioned_handles(self._written)

    @property
    def handles(self) -> Wanted:
        return HandleItem, [(handle,) for handle in self._handles if handle != EVERYBODY]

    def by(self, author: Member, found: Found) -> tuple[str | None, Mentions]:
        """Its HTML, and who it calls: members only."""
        people = {row.handle: row.user_id for row in found[HandleItem] if row.user_id in author.roster}
        if EVERYBODY in self._handles and policies.can_mention_everybody(author):
            people[EVERYBODY] = ""
        return self._text.render_html(people), mentions.resolve_mentions(
            self._written, people, author.user_id, author.roster
        )


def call(conversation: Conversation, message: Message) -> None:
    """One UpdateItem (1 WCU) for each person mentioned, eight at a time; two for everybody."""
    if message.mentions_all:
        ConversationItem.call_everybody(message.conversation_id, message.seq, conversation.everybody_at)
        MembershipItem.mention(message.author_id, message.conversation_id, -message.seq)
    else:
        _each(message.mentions, lambda user_id: MembershipItem.mention(user_id, message.conversation_id, message.seq))


def uncall(message: Message) -> None:
    """What is deleted calls nobody. Costs as `call`."""
    if message.mentions_all:
        ConversationItem.uncall_everybody(message.conversation_id, message.seq)
    else:
        _each(message.mentions, lambda user_id: MembershipItem.unmention(user_id, message.conversation_id, message.seq))


def _each(user_ids: Iterable[str], act: Callable[[str], None]) -> None:
    listed = list(user_ids)
    if len(listed) > 1:
        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(act, listed))
    else:
        for user_id in listed:
            act(user_id)
