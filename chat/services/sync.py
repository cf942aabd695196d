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
from chat.models.messages import MessageItem
from chat.models.revisions import Revision, RevisionItem
from chat.services import inbox
from chat.services.inbox import Entry
from chat.services.readers import for_reader

EACH_MAX = 100
PARALLEL = 8
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Missed:
    """News of one conversation. `reset`: the lists are empty, load it anew."""

    conversation: Conversation
    head: Head
    messages: list[Message] = field(default_factory=list)
    revisions: list[Revised] = field(default_factory=list)
    more: bool = False
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    conversations: list[Missed]
    joined: list[Entry]
    gone: list[str]


def sync(user: Profile, cursors: Mapping[str, Head]) -> Answer:
    """Only conversations with something new are answered.

    The inbox's two calls, then two or three for each conversation with news, and one BatchGetItem for the messages
    that its revisions speak of (more as in `messages.page`); eight conversations at a time.
    """
    entries = inbox.entries(user.id)
    known = [entry for entry in entries if entry.conversation.id in cursors]
    behind = [entry.conversation for entry in known if entry.conversation.head != cursors[entry.conversation.id]]
    with ThreadPoolExecutor(PARALLEL) as pool:
        missed = list(pool.map(lambda conversation: _missed(user.id, conversation, cursors[conversation.id]), behind))
    inside = {entry.conversation.id for entry in entries}
    return Answer(
        conversations=list(_within_bounds(found for found in missed if found is not None)),
        joined=[entry for entry in entries if entry.conversation.id not in cursors],
        gone=[conversation_id for conversation_id in cursors if conversation_id not in inside],
    )


def _missed(user_id: str, conversation: Conversation, cursor: Head) -> Missed | None:
    head = conversation.head
    if cursor.epoch != head.epoch:
        return Missed(conversation, head, reset=True)
    messages = MessageItem.page_after(conversation.id, cursor.seq, EACH_MAX + 1)
    revisions = _revisions(conversation, cursor) if cursor.rev < head.rev else []
    if revisions is None:
        return Missed(conversation, head, reset=True)
    if not messages and not revisions:
        return None
    head = replace(head, seq=max(head.seq, messages[-1].seq if messages else 0))
    more = len(messages) > EACH_MAX or len(revisions) > EACH_MAX
    told = list(_told(user_id, conversation, revisions[:EACH_MAX]))
    messages = for_reader(user_id, conversation.id, messages[:EACH_MAX])
    return Missed(conversation, head, messages, told, more=more)


def _revisions(conversation: Conversation, cursor: Head) -> list[Revision] | None:
    """None where the next one is no longer kept."""
    found = RevisionItem.page_after(conversation.id, cursor.rev, EACH_MAX + 1)
    kept = bool(found) and found[0].rev == cursor.rev + 1
    return found if kept else None


def _told(user_id: str, conversation: Conversation, revisions: Sequence[Revision]) -> Iterable[Revised]:
    """A revision tells the state at that rev or later, so messages and conversation as they are now serve for all."""
    seqs = {found.seq for found in revisions if found.seq is not None}
    found_now = MessageItem.several(conversation.id, seqs)
    messages = {message.seq: message for message in for_reader(user_id, conversation.id, list(found_now.values()))}
    for found in revisions:
        revised = Revised(conversation.id, conversation.epoch, found.rev, found.kind, found.seq)
        if found.seq is None:
            yield replace(revised, conversation=conversation)
        else:
            yield replace(revised, message=messages.get(found.seq))


def _within_bounds(missed: Iterable[Missed]) -> Iterable[Missed]:
    room = response_size.RESPONSE_MAX
    for found in missed:
        messages, room = _fitting(found.messages, character_count, room)
        revisions, room = _fitting(found.revisions, _weight_of_revised, room)
        whole = len(messages) == len(found.messages) and len(revisions) == len(found.revisions)
        yield found if whole else replace(found, messages=messages, revisions=revisions, more=True)


def _fitting(rows: Iterable[Row], weigh: Callable[[Row], int], room: int) -> tuple[list[Row], int]:
    """The first ones that fit, and the room that is left: below zero once something did not."""
    kept: list[Row] = []
    for row in rows:
        room -= weigh(row)
        if room < 0:
            break
        kept.append(row)
    return kept, room


def _weight_of_revised(revised: Revised) -> int:
    return character_count(revised.message) if revised.message else 0
