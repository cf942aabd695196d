"""Writing and reading messages."""

from dataclasses import dataclass, replace
from math import inf

from chat.domain import policies
from chat.domain.conversations import Conversation, Head
from chat.domain.errors import (
    Archived,
    Blocked,
    EmptyMessage,
    MessageTooLong,
    Muted,
    PostingClosed,
    RefusedByRule,
    SlowMode,
    TooManyMentions,
)
from chat.domain.memberships import Member, Membership
from chat.domain.messages import Draft, Message, Quote, check_body, compose, quote
from chat.domain.response_size import trim_to_fit
from chat.domain.rules import Rule
from chat.models import log
from chat.models.message_context import MessageContext, read_message_context
from chat.models.messages import MessageItem
from chat.services import access, membership_settings, rules
from chat.services.mentions import MessageText
from chat.services.notifications import notify_message
from chat.services.readers import for_reader
from chatify.core import metrics
from chatify.core.clock import now
from chatify.core.errors import Forbidden, Invalid

OVERRIDDEN_REFUSALS = (
    *(EmptyMessage, MessageTooLong, TooManyMentions, Invalid),
    *(Forbidden, Archived, Blocked, PostingClosed, Muted, SlowMode, RefusedByRule),
)
"""A retry of a message that is stored already is acknowledged, although a first try would be refused like this now."""


@dataclass(frozen=True, slots=True)
class SendResult:
    message: Message
    created: bool
    """False where an earlier try had stored this very message."""


@dataclass(frozen=True, slots=True)
class Page:
    results: list[Message]
    """Ascending."""
    head: Head
    has_older: bool
    has_newer: bool


def send(
    member: Member,
    *,
    body: str,
    client_id: str,
    after: int | None = None,
    reply_to: int | None = None,
    origin_socket_id: str | None = None,
) -> SendResult:
    """Store a message once, then tell the members: check, compose, append, notify.

    Three DynamoDB calls and 2 WCU in a conversation of up to 100 members; the first of them makes it durable. One
    BatchGetItem more for mentioned handles, a quoted message, or the site's rules where those known are too old; one
    UpdateItem (1 WCU) more for each person mentioned, two in all for @all, one where a draft was kept. A refusal costs
    a BatchGetItem and a Query more, to be sure that no earlier try was stored. `origin_socket_id` is the author's own
    socket, which needs no echo.

    Raises `OVERRIDDEN_REFUSALS`, `StaleCursor`, `BadAfter`, `Contended`.
    """
    try:
        text = _check(member, body)
        composed = _compose(member, text, body=body, client_id=client_id, reply_to=reply_to)
        result = _append(member, composed, after=after)
    except OVERRIDDEN_REFUSALS:
        stored = _find_stored(member, client_id, after=after)
        if stored is None:
            raise
        return SendResult(stored, created=False)
    # A stored message ahead of the head was never acknowledged: its first try died before the push.
    if result.created or result.message.seq > member.conversation.last_seq:
        _notify(member, result.message, origin_socket_id)
    return result


@dataclass(frozen=True, slots=True)
class _Composed:
    draft: Draft
    quote: Quote | None
    """What the message shows of the one it replies to."""
    holding_rule: Rule | None
    """The rule that holds the message for review."""


def _check(member: Member, body: str) -> MessageText:
    """Check the length and the member's permission; return the parsed text."""
    check_body(body)
    text = MessageText(body)
    policies.check(member, "write")
    return text


def _compose(member: Member, text: MessageText, *, body: str, client_id: str, reply_to: int | None) -> _Composed:
    """Make the message of its text, with its mentions and its quote, and apply the site's rules."""
    context = read_message_context(
        member.conversation.id, handles=text.handles, reply_to=reply_to, with_rules=rules.are_stale()
    )
    quoted = _quote(context, reply_to)
    html, mentions = text.render(member, context.user_ids_by_handle)
    draft = compose(
        member.conversation.id,
        member.user_id,
        body=body,
        client_id=client_id,
        now=now(),
        html=html,
        mentions=mentions,
        reply_to=reply_to,
    )
    return _Composed(draft, quoted, rules.check(member, body, context.rules))


def _quote(context: MessageContext, reply_to: int | None) -> Quote | None:
    if reply_to is None:
        return None
    if context.quoted is None:
        raise Invalid({"reply_to": ["There’s no such message here."]})
    return quote(context.quoted)


def _append(member: Member, composed: _Composed, *, after: int | None) -> SendResult:
    """Store the draft once; a message that a rule holds for review is hidden from the start."""
    rule = composed.holding_rule
    draft = replace(composed.draft, hidden=rule is not None)
    try:
        appended = log.append(draft, after=after, head=member.conversation.head)
    except log.NOT_APPENDED:
        rules.give_back(member)
        raise
    # A retry reports it too: if the first try died in between, no moderator would ever see the hidden message.
    if rule and (appended.created or appended.message.hidden):
        rules.file_held(rule, appended.message)
    metrics.count("Messages", appended.created)
    # An earlier try may have replied to another message.
    shown_quote = composed.quote if appended.message.reply_to == draft.reply_to else None
    return SendResult(replace(appended.message, reply=shown_quote), appended.created)


def _notify(member: Member, message: Message, origin_socket_id: str | None) -> None:
    notify_message(member.conversation, message, member.person, member.roster, origin_socket_id=origin_socket_id)
    if member.membership.draft:
        membership_settings.clear_draft(member.membership)


def _find_stored(member: Member, client_id: str, *, after: int | None) -> Message | None:
    head = access.reload(member).conversation.head
    return log.find_stored(member.conversation.id, (member.user_id, client_id), after=after, head=head)


def page(
    membership: Membership,
    conversation: Conversation,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = 50,
) -> Page:
    """Return at most `limit` messages: below `before`, above `after`, about `around` (inclusive), or the newest.

    Fewer where their text would not fit into one response. The membership shows that the reader is inside.

    One Query (two for `around`), and what `for_reader` costs.
    """
    read = _read(conversation.id, conversation.head, before=before, after=after, around=around, limit=limit)
    return replace(read, results=for_reader(membership.user_id, conversation.id, read.results))


def _read(
    conversation_id: str, head: Head, *, before: int | None, after: int | None, around: int | None, limit: int
) -> Page:
    if before is not None:
        results = trim_to_fit(MessageItem.page_before(conversation_id, before, limit), near=before)
        return _page(results, head, empty_at=before)
    if after is not None:
        # One more than asked for shows whether there is more, even where the head lags.
        results = MessageItem.page_after(conversation_id, after, limit + 1)
        return _page(trim_to_fit(results[:limit], near=after), _at_least(head, results), empty_at=after + 1)
    if around is not None:
        return _page(trim_to_fit(_around(conversation_id, around, limit), near=around), head, empty_at=around)
    newest = MessageItem.newest(conversation_id, limit)
    return _page(trim_to_fit(newest, near=inf), _at_least(head, newest), empty_at=1)


def _around(conversation_id: str, seq: int, limit: int) -> list[Message]:
    older = MessageItem.page_before(conversation_id, seq + 1, limit // 2 + 1)
    missing = limit - len(older)
    return older + (MessageItem.page_after(conversation_id, seq, missing) if missing else [])


def _page(results: list[Message], head: Head, *, empty_at: int) -> Page:
    """Tell from its ends what lies beyond a page: the log is dense."""
    head = _at_least(head, results)
    first = results[0].seq if results else empty_at
    last = results[-1].seq if results else empty_at - 1
    return Page(results, head, has_older=head.seq > 0 and first > 1, has_newer=last < head.seq)


def _at_least(head: Head, messages: list[Message]) -> Head:
    """Return the head, raised to a page just read: it may lag behind."""
    return replace(head, seq=max(head.seq, messages[-1].seq)) if messages else head
