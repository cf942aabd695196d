"""What a moderator may see of a conversation: a reported message with a few around it, and nothing else.

Looking is recorded: the audit log has it before anything is shown.
"""

from dataclasses import dataclass

from accounts.domain import FORMER_MEMBER, Profile
from accounts.models.audit import AuditItem, Entry
from accounts.models.profiles import ProfileItem
from accounts.services.audit import add_names
from chat.domain.messages import Message
from chat.models.messages import MessageItem
from chat.models.reports import Report, ReportItem
from chat.models.versions import Version, VersionItem

EACH_SIDE = 5
EARLIER_MAX = 20


@dataclass(frozen=True, slots=True)
class ReportContext:
    messages: list[tuple[Message, str]]
    """With their authors' names, the reported one among them."""
    versions: list[Version]
    """Earlier versions of the reported message."""
    earlier: list[Report]
    """Other reports about the same person."""
    acts: list[AuditItem]
    """What operators did about the same person."""


def around(actor: Profile, report: Report) -> ReportContext:
    """Return what surrounds the reported message. One PutItem, then five Queries and two BatchGetItems."""
    place = f"{report.conversation_id}/{report.seq}"
    AuditItem.append(Entry(actor=actor, action="looked at context", object=f"report:{report.id}", name=place))
    messages = [
        *MessageItem.page_before(report.conversation_id, report.seq, EACH_SIDE),
        *MessageItem.page_after(report.conversation_id, report.seq - 1, EACH_SIDE + 1),
    ]
    people = ProfileItem.profiles(message.author_id for message in messages)
    names = {user_id: f"{person.name} (@{person.handle})" for user_id, person in people.items()}
    return ReportContext(
        messages=[(message, names.get(message.author_id, FORMER_MEMBER)) for message in messages],
        versions=VersionItem.newest(report.conversation_id, report.seq, EARLIER_MAX),
        earlier=[earlier for earlier in ReportItem.against(report.author_id, EARLIER_MAX) if earlier.id != report.id],
        acts=add_names(AuditItem.about(f"person:{report.author_id}", EARLIER_MAX)),
    )
