"""Members report messages to the moderators."""

from accounts.services import limits
from chat.domain.memberships import Member
from chat.domain.messages import Message, check_not_deleted
from chat.models.reports import Report, ReportItem, report_id
from chatify.core.clock import now
from chatify.core.errors import Forbidden


def report(member: Member, message: Message, *, reason: str, note: str = "") -> None:
    """File a report, once per person and message. One UpdateItem for the limit, and one PutItem.

    Raises `MessageDeleted`, `Throttled`, and `Forbidden` for one's own messages and system lines.
    """
    if message.author_id == member.user_id or message.kind == "system":
        raise Forbidden
    check_not_deleted(message)
    limits.hit("report", member.user_id)
    ReportItem.file(
        Report(
            id=report_id(member.user_id, message.conversation_id, message.seq),
            reporter_id=member.user_id,
            author_id=message.author_id,
            conversation_id=message.conversation_id,
            seq=message.seq,
            body=message.body,
            reason=reason,
            note=note.strip(),
            created_at=now(),
        )
    )
