"""Telling moderators of a message."""

from accounts.domain import Profile
from accounts.services import limits
from chat.domain.messages import check_not_deleted
from chat.models.reports import Report, ReportItem, report_id
from chat.services import access
from chatify.core.clock import now
from chatify.core.errors import Forbidden


def report(user: Profile, conversation_id: str, seq: int, *, reason: str, note: str = "") -> None:
    """Once per person and message; again changes nothing. A BatchGetItem, an UpdateItem for the limit, a PutItem.

    Raises `ConversationNotFound`, `MessageNotFound`, `MessageDeleted`, `Forbidden` for one's own, `Throttled`.
    """
    _, message, _ = access.at(user.id, conversation_id, seq)
    if message.author_id == user.id or message.kind == "system":
        raise Forbidden
    check_not_deleted(message)
    limits.hit("report", user.id)
    ReportItem.file(
        Report(
            id=report_id(user.id, conversation_id, seq),
            reporter_id=user.id,
            author_id=message.author_id,
            conversation_id=conversation_id,
            seq=seq,
            body=message.body,
            reason=reason,
            note=note.strip(),
            created_at=now(),
        )
    )
