"""What a client missed: from its cursors to the ends of the logs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from accounts.domain import Profile
from chat.domain import response_size
from chat.domain.conversations import Conversation, Head
from chat.domain.events import Revised
from chat.domain.messages import Message
from chat.domain.response_size import character_count
from chat.models.heads import find_heads
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.revisions import Revision, RevisionItem
from chat.services import inbox
from chat.services.inbox import InboxEntry
from chat.services.readers import for_reader

EACH_MAX = 100
PARALLEL = 8
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class MissedConversation:
    """What a client missed of one conversation. With `reset` the lists are empty: load it from the start."""

    conversation: Conversation
    head: Head
    messages: list[Message] = field(default_factory=list)
    revisions: list[Revised] = field(default_factory=list)
    more: bool = False
    reset: bool = False


@dataclass(frozen=True, slots=True)
class SyncResult:
    conversations: list[MissedConversation]
    joined: list[InboxEntry]
    gone: list[str]


def sync(user: Profile, cursors: Mapping[str, Head]) -> SyncResult:
    """Return what is new in the person's conversations; those without news are left out.

    The inbox's two calls, then two or three for each conversation with news, and one BatchGetItem for the messages
    that its revisions speak of (more as in `messages.page`); eight conversations at a time.
    """
    entries = inbox.entries(user.id)
    known = [entry for entry in entries if entry.conversation.id in cursors]
    behind = [entry.conversation for entry in known if entry.conversation.head != cursors[entry.conversation.id]]
    with ThreadPoolExecutor(PARALLEL) as pool:
        missed = list(
            pool.map(lambda conversation: _read_missed(user.id, conversation, cursors[conversation.id]), behind)
        )
    inside = {entry.conversation.id for entry in entries}
    return SyncResult(
        conversations=list(_within_bounds(conversation for conversation in missed if conversation is not None)),
        joined=[entry for entry in entries if entry.conversation.id not in cursors],
        gone=[conversation_id for conversation_id in cursors if conversation_id not in inside],
    )


def _read_missed(user_id: str, conversation: Conversation, cursor: Head) -> MissedConversation | None:
    head = conversation.head
    if cursor.epoch != head.epoch:
        return MissedConversation(conversation, head, reset=True)
    messages = MessageItem.page_after(conversation.id, cursor.seq, EACH_MAX + 1)
    revisions = _revisions(conversation, cursor) if cursor.rev < head.rev else []
    if revisions is None:
        return MissedConversation(conversation, head, reset=True)
    if not messages and not revisions:
        return None
    head = replace(head, seq=max(head.seq, messages[-1].seq if messages else 0))
    more = len(messages) > EACH_MAX or len(revisions) > EACH_MAX
    events = list(_revision_events(user_id, conversation, revisions[:EACH_MAX]))
    messages = for_reader(user_id, conversation.id, messages[:EACH_MAX])
    return MissedConversation(conversation, head, messages, events, more=more)


def _revisions(conversation: Conversation, cursor: Head) -> list[Revision] | None:
    """Return the revisions after the cursor, None where the next one is no longer stored."""
    revisions = RevisionItem.page_after(conversation.id, cursor.rev, EACH_MAX + 1)
    is_complete = bool(revisions) and revisions[0].rev == cursor.rev + 1
    return revisions if is_complete else None


def _revision_events(user_id: str, conversation: Conversation, revisions: Sequence[Revision]) -> Iterable[Revised]:
    """Yield the events of these revisions.

    A revision may show a later state, so messages and conversation as they are now serve for all of them.
    """
    seqs = {revision.seq for revision in revisions if revision.seq is not None}
    stored = list(MessageItem.find_messages(conversation.id, seqs).values())
    messages = {message.seq: message for message in for_reader(user_id, conversation.id, stored)}
    for revision in revisions:
        event = Revised(conversation.id, conversation.epoch, revision.rev, revision.kind, revision.seq)
        if revision.seq is None:
            yield replace(event, conversation=conversation)
        else:
            yield replace(event, message=messages.get(revision.seq))


def _within_bounds(missed: Iterable[MissedConversation]) -> Iterable[MissedConversation]:
    left = response_size.RESPONSE_MAX
    for conversation in missed:
        messages, left = _fitting(conversation.messages, character_count, left)
        revisions, left = _fitting(conversation.revisions, _weight_of_event, left)
        all_fit = len(messages) == len(conversation.messages) and len(revisions) == len(conversation.revisions)
        yield conversation if all_fit else replace(conversation, messages=messages, revisions=revisions, more=True)


def _fitting(rows: Iterable[Row], weigh: Callable[[Row], int], left: int) -> tuple[list[Row], int]:
    """Return the first rows that fit, and how much is left: below zero once a row did not fit."""
    fitting_rows: list[Row] = []
    for row in rows:
        left -= weigh(row)
        if left < 0:
            break
        fitting_rows.append(row)
    return fitting_rows, left


def _weight_of_event(revised: Revised) -> int:
    return character_count(revised.message) if revised.message else 0


def moved_heads(user_id: str, cursors: Mapping[str, Head]) -> dict[str, Head]:
    """Return the heads that differ from the cursors, of the person's own conversations only.

    One Query and one BatchGetItem; no call without cursors.
    """
    if not cursors:
        return {}
    inside = {membership.conversation_id for membership in MembershipItem.of_person(user_id)}
    current = find_heads(inside & cursors.keys())
    return {conversation_id: head for conversation_id, head in current.items() if head != cursors[conversation_id]}
