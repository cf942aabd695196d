"""Hiding messages and showing them again: one at once, all of a person's by a job.

Everybody sees a hidden message as a tombstone; its text stays in the store for whoever judges an appeal.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.domain import Profile
from accounts.hooks import JobStep
from accounts.models.audit import AuditItem, Entry
from accounts.models.jobs import JobItem
from accounts.models.operator_transactions import Overtaken
from accounts.models.profiles import ProfileItem
from accounts.services import jobs, operators
from chat.domain.conversations import Conversation
from chat.domain.errors import MessageNotFound
from chat.domain.events import Revised
from chat.domain.messages import Message
from chat.models.access import MessageRecord
from chat.models.memberships import MembershipItem
from chat.models.message_revisions import RevisionRequest, revise
from chat.models.messages import MessageItem
from chat.models.personal_data import messages_about
from chat.models.report_resolution import Resolution, extra_writes, resolve
from chat.models.reports import ReportItem
from chat.realtime.fan_out import deliver
from chat.services import access

PAGE = 100
END = 2**53
"""A seq above every message."""


def set_hidden(actor: Profile, conversation_id: str, seq: int, *, hidden: bool, reason: str = "") -> bool:
    """Hide or show a message again; return False if there was nothing to do. Three calls and 10 WCU.

    Raises `Forbidden`, `MessageNotFound`, `Contended`.
    """
    return _set_hidden(actor, access.message_as_operator(actor, conversation_id, seq), hidden=hidden, reason=reason)


def _set_hidden(actor: Profile, record: MessageRecord, *, hidden: bool, reason: str) -> bool:
    entry = _entry(actor, record.message, hidden, reason)
    request = RevisionRequest("hide", lambda _, message: _with_hidden(message, hidden), extra_writes(entry))
    return _revise(record, request)


def hide_and_resolve(
    actor: Profile, resolution: Resolution, audit_entry: Entry, *, hidden: bool, reason: str = ""
) -> None:
    """Hide or show the reported message and resolve its report, together. Raises `MessageNotFound`, `Overtaken`."""
    report = resolution[0]
    record = access.message_as_operator(actor, report.conversation_id, report.seq)

    def change(_: Conversation, message: Message) -> Message:
        fresh = ReportItem.find_report(report.id)
        if fresh is None or fresh.status != "open":
            raise Overtaken
        return _with_hidden(message, hidden)

    entries = (_entry(actor, record.message, hidden, reason), audit_entry)
    if not _revise(record, RevisionRequest("hide", change, extra_writes(*entries, resolution=resolution))):
        resolve(resolution, audit_entry)


def hide_all_since(actor: Profile, author_id: str, *, since: datetime, reason: str = "") -> str:
    """Start a job that hides all that a person wrote since then, wherever they are or were a member; return its id."""
    return jobs.start("hide", author_id, {"actor_id": actor.id, "since": since.isoformat(), "reason": reason})


def _hide_in_present_conversations(job: JobItem, cursor: Any) -> Any:
    """Hide a page of messages in one of the person's conversations, the newest first. Two Queries.

    This step comes first, because on a large site the next one takes minutes.
    """
    conversation_id, below = cursor or ("", 0)
    if not below:
        conversation_id, below = MembershipItem.next_of(job.user_id, conversation_id), END
    if conversation_id is None:
        return None
    page = MessageItem.page_before(conversation_id, below, PAGE)
    _hide(job, page)
    is_last = len(page) < PAGE or page[0].sent_at < _since(job)
    return [conversation_id, 0 if is_last else page[0].seq]


def _hide_in_all_conversations(job: JobItem, cursor: Any) -> Any:
    """Hide a page of messages of the whole log: nothing tells which conversations somebody has left."""
    messages, after = messages_about(job.user_id, (cursor or {}).get("after"))
    _hide(job, messages)
    return {"after": after} if after else None


def _record_in_audit_log(job: JobItem, _: Any) -> None:
    """Write to the person's history, so that operators see that it is done."""
    actor, person = ProfileItem.profile(job.facts["actor_id"]), ProfileItem.profile(job.user_id)
    if actor and person:
        since = {"since": job.facts["since"]}
        AuditItem.append(operators.audit_entry(actor, "messages hidden", person, job.facts["reason"], since))


def _hide(job: JobItem, messages: Iterable[Message]) -> None:
    """Hide those of the messages that the job is about; nothing where its actor has deleted their account."""
    to_hide = [
        message
        for message in messages
        if message.author_id == job.user_id and message.sent_at >= _since(job) and _is_shown(message)
    ]
    actor = ProfileItem.profile(job.facts["actor_id"]) if to_hide else None
    if actor is None:
        return
    for message in to_hide:
        with suppress(MessageNotFound):
            record = access.message_of_job(message.conversation_id, message.seq)
            _set_hidden(actor, record, hidden=True, reason=job.facts["reason"])


def _since(job: JobItem) -> datetime:
    return datetime.fromisoformat(job.facts["since"])


def _is_shown(message: Message) -> bool:
    return message.kind == "user" and not (message.hidden or message.deleted)


def _with_hidden(message: Message, hidden: bool) -> Message:
    if message.deleted or message.hidden == hidden:
        return message
    return replace(message, hidden=hidden, pinned_by=None if hidden else message.pinned_by)


def _revise(record: MessageRecord, request: RevisionRequest) -> bool:
    """Revise as an edit does: one transaction, one slot of the second log, an event to all members."""
    result = revise(record.conversation, record.message, request)
    if result.message is result.before:
        return False
    message, conversation = result.message, record.conversation
    event = Revised(conversation.id, conversation.epoch, message.rev, "hide", message.seq, message)
    deliver(event, record.roster)
    return True


def _entry(actor: Profile, message: Message, hidden: bool, reason: str) -> Entry:
    place, facts = f"{message.conversation_id}/{message.seq}", {"author_id": message.author_id}
    action = "hidden" if hidden else "shown again"
    return Entry(actor=actor, action=action, object=f"message:{place}", name=place, reason=reason, facts=facts)


STEPS: tuple[JobStep, ...] = (_hide_in_present_conversations, _hide_in_all_conversations, _record_in_audit_log)
"""The steps of the job that hides all of a person's messages."""
