"""A person's data in conversations: for their export, and for the erasure of their account."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from accounts.domain import FORMER_MEMBER, PersonNotFound, Profile
from accounts.models.profiles import ProfileItem
from chat.domain import system_messages
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound, LastOwner, MessageNotFound, NotForDirect
from chat.domain.events import RevisionKind
from chat.domain.memberships import Member
from chat.domain.messages import Message, tombstone
from chat.models import personal_data as kept
from chat.models.blocks import BlockItem
from chat.models.conversations import ConversationItem
from chat.models.message_revisions import RevisionRequest, revise
from chat.models.reactions import ReactionItem
from chat.models.versions import VersionItem
from chat.realtime import wire
from chat.services import access, inbox, members
from chatify.core.clock import rfc3339

VERSIONS_MAX = 1_000
ABOUT = {
    "conversations.json": "The conversations you are in, with your role, what you have read, and your draft.",
    "messages.json": "Every message you wrote, even in conversations you left.",
    "versions.json": "What your messages said before you edited them.",
    "reactions.json": "Your reactions.",
    "reports.json": "What you reported to moderators, and what you wrote to them.",
    "invitations.json": "The invitations to conversations that you made.",
    "blocked.json": "The ids of the people whom you blocked.",
}


def rows(person: Profile) -> Iterator[tuple[str, Any]]:
    """Yield file names and rows of the export; a row is None where only time has passed.

    A Query, a BatchGetItem, and four Scans in pages.
    """
    for entry in inbox.entries(person.id):
        yield "conversations.json", wire.conversation(entry.conversation, entry.membership, entry.peer)
    for user_id in BlockItem.blocked_by(person.id):
        yield "blocked.json", user_id
    yield from kept.activity_of(person.id)
    cursor: Any = None
    while True:
        found, cursor = kept.messages_about(person.id, cursor)
        for message in found:
            if message.author_id == person.id:
                yield "messages.json", wire.message(message, person.id)
                yield from _versions(message)
        yield "messages.json", None
        if cursor is None:
            return


def _versions(message: Message) -> Iterator[tuple[str, Any]]:
    if message.edited_at is None:
        return
    of = {"conversation_id": message.conversation_id, "seq": message.seq}
    for version in VersionItem.newest(message.conversation_id, message.seq, VERSIONS_MAX):
        yield "versions.json", of | {"body": version.body, "written_at": rfc3339(version.written_at)}


def erase(user_id: str, *, words: bool, cursor: Any) -> Any:
    """Erase one slice and return the next cursor: first leave every conversation, then go through the log.

    With `words` also the text of their messages; their seqs stay. Each slice may be repeated.
    """
    if cursor is None:
        _leave_all(user_id)
        BlockItem.forget(user_id)
        kept.clear_drafts(user_id)
        kept.clear_reports(user_id, words=words)
        return {"after": None}
    messages, after = kept.messages_about(user_id, cursor["after"])
    for message in messages:
        _erase_message(message, user_id, words=words)
    return {"after": after} if after else None


def _leave_all(user_id: str) -> None:
    """Leave every conversation as a former member.

    Their profile says so by now: the lines that tell of it must not bring the name back.
    """
    person = ProfileItem.profile(user_id)
    if person is None:
        return
    for entry in inbox.entries(user_id):
        with suppress(ConversationNotFound, NotForDirect):
            _leave(access.load_member(person, entry.conversation.id))


def _leave(member: Member) -> None:
    try:
        members.leave(member)
    except LastOwner:
        # Somebody may have joined while the member was leaving: only a fresh roster has them.
        if _hand_over(access.reload(member)):
            members.leave(access.reload(member))


def _hand_over(member: Member) -> bool:
    """Make the first other member an owner: a conversation without an owner could never be changed again."""
    rows, _ = members.page(member, None, 100)
    for row in rows:
        if row.person.id != member.user_id:
            with suppress(PersonNotFound):
                members.assign(member, row.person.id, "owner")
                return True
    return False


def _erase_message(message: Message, user_id: str, *, words: bool) -> None:
    def change(_: Conversation, current: Message) -> Message:
        if current.kind == "system":
            body = _line_without(current, user_id)
            return current if body == current.body else replace(current, body=body)
        return tombstone(current, user_id, may_moderate=False) if words and not current.deleted else current

    conversation = ConversationItem.find(message.conversation_id)
    if conversation is None:
        return
    kind: RevisionKind = "edit" if message.kind == "system" else "delete"
    with suppress(MessageNotFound, ConversationNotFound):
        revise(conversation.to_conversation(), message, RevisionRequest(kind, change))
    if words and message.author_id == user_id:
        VersionItem.erase(message.conversation_id, message.seq)
        ReactionItem.erase(message.conversation_id, message.seq)


def _line_without(line: Message, erased_id: str) -> str:
    """Return a system line with the names that people have by now, and none for the person who is erased."""
    event = line.event or {}
    whom = [str(user_id) for user_id in event.get("user_ids", ())]
    people = ProfileItem.profiles({line.author_id, *whom} - {erased_id})
    name = {user_id: person.name for user_id, person in people.items()}
    return system_messages.describe_event(
        event, name.get(line.author_id, FORMER_MEMBER), [name.get(user_id, FORMER_MEMBER) for user_id in whom]
    )
