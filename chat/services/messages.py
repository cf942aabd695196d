"""Writing and reading messages."""

from dataclasses import dataclass, replace
from math import inf

from accounts.domain import Profile
from chat.domain import policies
from chat.domain.conversations import Conversation, Head
from chat.domain.errors import BadAfter, Contended, ConversationNotFound, StaleCursor
from chat.domain.memberships import Member
from chat.domain.messages import Draft, Message, check_body, compose
from chat.domain.response_size import trim_to_fit
from chat.models import log
from chat.models.messages import MessageItem
from chat.services import access, membership_settings, quotes, rules
from chat.services.mentions import Writing
from chat.services.notifications import tell_written
from chat.services.readers import for_reader
from chatify.core import metrics
from chatify.core.clock import now
from chatify.core.dynamodb import Found
from chatify.core.errors import DomainError


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
    origin_socket_id: str | None = None,
) -> Sent:
    """Durable first, then pushed. Four DynamoDB calls and 2 WCU in a room of up to 100; two calls to durable. One of
    them, for the access, is none where it was read ahead.

    One UpdateItem (1 WCU) more for each person mentioned, two for all of them by @all, one where a draft
    was kept. What was stored before is acknowledged again, whatever it says now and whatever was decided since: a
    refusal costs a BatchGetItem and a Query to be sure. `origin_socket_id`: the author's socket that needs no echo.

    Raises `ConversationNotFound`, `Archived`, `PostingClosed`, `EmptyMessage`, `MessageTooLong`, `StaleCursor`,
    `BadAfter`, `Contended`, `TooManyMentions`, `Blocked`, `Invalid`, `Muted`, `SlowMode`, `RefusedByRule`.
    """
    try:
        member, sent = _write(author, conversation_id, body=body, client_id=client_id, after=after, reply_to=reply_to)
    except (StaleCursor, BadAfter, Contended, ConversationNotFound):
        raise
    except DomainError:
        head = access.member(author.id, conversation_id).conversation.head
        stored = log.stored(conversation_id, (author.id, client_id), after=after, head=head)
        if stored is None:
            raise
        return Sent(stored, created=False)
    # A stored message ahead of the head was acknowledged to nobody: whoever wrote it died before the push.
    if sent.created or sent.message.seq > member.conversation.last_seq:
        tell_written(member.conversation, sent.message, author, member.roster, origin_socket_id=origin_socket_id)
        if member.membership.draft:
            membership_settings.clear_draft(member.membership)
    return sent


def _write(
    author: Profile, conversation_id: str, *, body: str, client_id: str, after: int | None, reply_to: int | None
) -> tuple[Member, Sent]:
    check_body(body)
    text = Writing(body)
    also = (text.handles, quotes.key(conversation_id, reply_to), *rules.wanted())
    member, found = access.inside(author.id, conversation_id, *also)
    policies.check(member, "write")
    quote = quotes.found(found, reply_to)
    html, called = text.by(member, found)
    draft = compose(
        conversation_id,
        author.id,
        body=body,
        client_id=client_id,
        now=now(),
        html=html,
        mentions=called,
        reply_to=reply_to,
    )
    sent = _stored(author, member, draft, found, after=after)
    message = replace(sent.message, reply=quote if sent.message.reply_to == reply_to else None)
    return member, replace(sent, message=message)


def _stored(author: Profile, member: Member, draft: Draft, found: Found, *, after: int | None) -> Sent:
    """Once and for ever; what a rule holds for review is hidden from the start."""
    held = rules.check(author, member, draft.body, found)
    try:
        appended = log.append(replace(draft, hidden=held is not None), after=after, head=member.conversation.head)
    except (StaleCursor, BadAfter, Contended):
        rules.give_back(member)
        raise
    # Again at a retry: whoever died in between left it hidden, and no moderator would ever look.
    if held and (appended.created or appended.message.hidden):
        rules.file_held(held, appended.message)
    metrics.count("Messages", appended.created)
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

    Fewer where their text would not fit an answer.

    One BatchGetItem for the access, unless it was read ahead, and one Query (two for `around`); one BatchGetItem more
    where messages answer others that are not on the page, or more than fifty people chose a reaction. Raises
    `ConversationNotFound`.
    """
    conversation = access.member(user.id, conversation_id).conversation
    return page_of(user, conversation, before=before, after=after, around=around, limit=limit)


def page_of(
    user: Profile,
    conversation: Conversation,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = 50,
) -> Page:
    """As `page`, for somebody just read to be inside: by `inbox.entries`, or by `access`."""
    page = _read(conversation.id, conversation.head, before=before, after=after, around=around, limit=limit)
    return replace(page, results=for_reader(user.id, conversation.id, page.results))


def _read(
    conversation_id: str, head: Head, *, before: int | None, after: int | None, around: int | None, limit: int
) -> Page:
    if before is not None:
        results = trim_to_fit(MessageItem.page_before(conversation_id, before, limit), near=before)
        return _page(results, head, empty_at=before)
    if after is not None:
        # One more than asked for tells whether there is more, even where the head lags.
        results = MessageItem.page_after(conversation_id, after, limit + 1)
        return _page(trim_to_fit(results[:limit], near=after), _at_least(head, results), empty_at=after + 1)
    if around is not None:
        return _page(trim_to_fit(_around(conversation_id, around, limit), near=around), head, empty_at=around)
    newest = MessageItem.newest(conversation_id, limit)
    return _page(trim_to_fit(newest, near=inf), _at_least(head, newest), empty_at=1)


def one(user: Profile, conversation_id: str, seq: int) -> Message:
    """Raises `ConversationNotFound`, `MessageNotFound`."""
    _, message, _ = access.at(user.id, conversation_id, seq)
    return for_reader(user.id, conversation_id, [message])[0]


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
