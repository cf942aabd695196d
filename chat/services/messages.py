"""Writing and reading messages."""

from dataclasses import dataclass, replace

from accounts.domain import Profile
from chat.domain.conversations import Head
from chat.domain.errors import MessageNotFound
from chat.domain.events import MessageCreated
from chat.domain.messages import Message, compose
from chat.models import log
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.realtime.fan_out import deliver
from chat.services import access
from chatify import metrics
from chatify.clock import now
from chatify.errors import Invalid


@dataclass(frozen=True, slots=True)
class Sent:
    message: Message
    created: bool
    """False where this very message was stored before."""


@dataclass(frozen=True, slots=True)
class Page:
    results: list[Message]
    """Ascending."""
    head: Head
    has_older: bool
    has_newer: bool


def send(
    author: Profile,
    conversation_id: str,
    *,
    body: str,
    client_id: str,
    after: int | None = None,
    reply_to: int | None = None,
) -> Sent:
    """Durable first, then pushed. Four DynamoDB calls and 2 WCU in a room of up to 100; two calls to durable.

    Raises `ConversationNotFound`, `Archived`, `PostingClosed`, `EmptyMessage`, `MessageTooLong`, `StaleCursor`,
    `BadAfter`, `Contended`.
    """
    member = access.writer(author.id, conversation_id)
    draft = compose(
        conversation_id, author.id, body=body, client_id=client_id, now=now(), reply_to=_real(conversation_id, reply_to)
    )
    head = member.conversation.head
    appended = log.append(draft, after=after, head=head)
    # A stored message ahead of the head was acknowledged to nobody: whoever wrote it died before the push.
    metrics.count("Messages", appended.created)
    if appended.created or appended.message.seq > head.seq:
        deliver(MessageCreated(head.epoch, appended.message, author), member.roster)
        ConversationItem.raise_head(appended.message)
    return Sent(appended.message, appended.created)


def page(
    user: Profile,
    conversation_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = 50,
) -> Page:
    """At most `limit` messages: below `before`, above `after`, about `around` (inclusive), or the newest.

    One BatchGetItem for the access, one Query (two for `around`). Raises `ConversationNotFound`.
    """
    head = access.member(user.id, conversation_id).conversation.head
    if before is not None:
        return _page(MessageItem.page_before(conversation_id, before, limit), head, empty_at=before)
    if after is not None:
        # One more than asked for tells whether there is more, even where the head lags.
        results = MessageItem.page_after(conversation_id, after, limit + 1)
        return _page(results[:limit], _at_least(head, results), empty_at=after + 1)
    if around is not None:
        return _page(_around(conversation_id, around, limit), head, empty_at=around)
    return _page(MessageItem.newest(conversation_id, limit), head, empty_at=1)


def one(user: Profile, conversation_id: str, seq: int) -> Message:
    """Raises `ConversationNotFound`, `MessageNotFound`."""
    access.member(user.id, conversation_id)
    found = MessageItem.one(conversation_id, seq)
    if found is None:
        raise MessageNotFound
    return found


def _around(conversation_id: str, seq: int, limit: int) -> list[Message]:
    older = MessageItem.page_before(conversation_id, seq + 1, limit // 2 + 1)
    wanted = limit - len(older)
    return older + (MessageItem.page_after(conversation_id, seq, wanted) if wanted else [])


def _page(results: list[Message], head: Head, *, empty_at: int) -> Page:
    """The log is dense, so what lies beyond a page is told by its ends."""
    head = _at_least(head, results)
    first = results[0].seq if results else empty_at
    last = results[-1].seq if results else empty_at - 1
    return Page(results, head, has_older=head.seq > 0 and first > 1, has_newer=last < head.seq)


def _at_least(head: Head, read: list[Message]) -> Head:
    """The head may lag behind a page just read."""
    return replace(head, seq=max(head.seq, read[-1].seq)) if read else head


def _real(conversation_id: str, reply_to: int | None) -> int | None:
    if reply_to is not None and MessageItem.one(conversation_id, reply_to) is None:
        raise Invalid({"reply_to": ["There’s no such message here."]})
    return reply_to
