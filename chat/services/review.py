"""What a moderator may see of a conversation: a reported message with a little on both sides, and nothing else.

Looking is an act: it is in the audit log before anything is shown.
"""

from dataclasses import dataclass

from accounts.domain import FORMER, Profile
from accounts.models.audit import AuditItem, Entry
from accounts.models.profiles import ProfileItem
from accounts.services.audit import named
from chat.domain.messages import Message
from chat.models.messages import MessageItem
from chat.models.reports import Report, ReportItem
from chat.models.versions import Version, VersionItem

EACH_SIDE = 5
EARLIER_MAX = 20


@dataclass(frozen=True, slots=True)
class Seen:
    messages: list[tuple[Message, str]]
    """With their authors' names, the reported one among them."""
    versions: list[Version]
    """What the reported message said before it was edited."""
    earlier: list[Report]
    """Other reports about the same person."""
    acts: list[AuditItem]
    """What operators did to the same person."""


def around(actor: Profile, report: Report) -> Seen:
    """One PutItem, then five Queries and two BatchGetItems."""
    place = f"{report.conversation_id}/{report.seq}"
    AuditItem.keep(Entry(actor=actor, action="looked at context", object=f"report:{report.id}", name=place))
    messages = [
        *MessageItem.page_before(report.conversation_id, report.seq, EACH_SIDE),
        *MessageItem.page_after(report.conversation_id, report.seq - 1, EACH_SIDE + 1),
    ]
    people = ProfileItem.profiles(message.author_id for message in messages)
    names = {user_id: f"{one.name} (@{one.handle})" for user_id, one in people.items()}
    return Seen(
        messages=[(message, names.get(message.author_id, FORMER)) for message in messages],
        versions=VersionItem.newest(report.conversation_id, report.seq, EARLIER_MAX),
        earlier=[one for one in ReportItem.against(report.author_id, EARLIER_MAX) if one.id != report.id],
        acts=named(AuditItem.about(f"person:{report.author_id}", EARLIER_MAX)),
    )
