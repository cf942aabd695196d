"""Hide what people said, and show it again: one message at once, all of a person's by a job.

A hidden message is a tombstone to everybody but the store; its words stay for who judges an objection.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.domain import Profile
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
"""Behind every message."""


def set_hidden(actor: Profile, conversation_id: str, seq: int, *, hidden: bool, reason: str = "") -> bool:
    """Hide or show a message again; False where there was nothing to do. Three calls and 10 WCU.

    Raises `MessageNotFound`, `Contended`.
    """
    record = access.message_as_operator(actor, conversation_id, seq)
    entry = _entry(actor, record.message, hidden, reason)
    request = RevisionRequest("hide", lambda _, message: _with_hidden(message, hidden), extra_writes(entry))
    return _revise(record, request)


def hide_and_resolve(
    actor: Profile, resolution: Resolution, audit_entry: Entry, *, hidden: bool, reason: str = ""
) -> None:
    """Hide or show the reported message and settle its report, together. Raises `MessageNotFound`, `Overtaken`."""
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


def all_since(actor: Profile, author_id: str, *, since: datetime, reason: str = "") -> str:
    """Whatever a person said since then, wherever they are or were: a job, whose id it is."""
    return jobs.start("hide", author_id, {"actor_id": actor.id, "since": since.isoformat(), "reason": reason})


def steps() -> Sequence[jobs.Slice]:
    return [_where_they_are, _wherever_they_were, _note]


def _where_they_are(job: JobItem, cursor: Any) -> Any:
    """A page of one conversation, the newest first: on a large site the next step takes minutes. Two Queries."""
    conversation_id, below = cursor or ("", 0)
    if not below:
        conversation_id, below = MembershipItem.next_of(job.user_id, conversation_id), END
    if conversation_id is None:
        return None
    page = MessageItem.page_before(conversation_id, below, PAGE)
    _hide(job, page)
    is_last = len(page) < PAGE or page[0].sent_at < _since(job)
    return [conversation_id, 0 if is_last else page[0].seq]


def _wherever_they_were(job: JobItem, cursor: Any) -> Any:
    """A page of the whole log: nothing tells which conversations somebody has left."""
    found, after = messages_about(job.user_id, (cursor or {}).get("after"))
    _hide(job, found)
    return {"after": after} if after else None


def _note(job: JobItem, _: Any) -> None:
    """In the person's history, so that operators see that it is done."""
    actor, person = ProfileItem.profile(job.facts["actor_id"]), ProfileItem.profile(job.user_id)
    if actor and person:
        since = {"since": job.facts["since"]}
        AuditItem.keep(operators.entry(actor, "messages hidden", person, job.facts["reason"], since))


def _hide(job: JobItem, messages: Iterable[Message]) -> None:
    """Whoever is gone acts no more: without its actor a job does nothing."""
    wanted = [one for one in messages if one.author_id == job.user_id and one.sent_at >= _since(job) and _is_shown(one)]
    actor = ProfileItem.profile(job.facts["actor_id"]) if wanted else None
    if actor is None:
        return
    for message in wanted:
        with suppress(MessageNotFound):
            set_hidden(actor, message.conversation_id, message.seq, hidden=True, reason=job.facts["reason"])


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
