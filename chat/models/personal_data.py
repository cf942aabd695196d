"""Everything that one person wrote or did, in whatever conversation: for the export and the erasure, both rare."""

from collections.abc import Callable, Iterator
from typing import Any

from pynamodb.expressions.operand import Path

from chat.domain.messages import Message
from chat.models.invites import InviteItem
from chat.models.keys import parse_message_key
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.reactions import ReactionItem
from chat.models.reports import ReportItem
from chatify.core.clock import rfc3339

EXAMINED = 500
Cursor = dict[str, dict[str, str]] | None


def messages_about(user_id: str, cursor: Cursor) -> tuple[list[Message], Cursor]:
    """Return messages that they wrote and system lines about them, and the next cursor.

    One page of a Scan: about 25 RCU for 500 messages of 800 bytes. There is no index by author: it would double the
    price of every message, for a question that a person asks once.
    """
    condition = (MessageItem.author_id == user_id) | Path("system_event").contains(user_id)
    answer = MessageItem._get_connection().scan(
        filter_condition=condition,
        limit=EXAMINED,
        exclusive_start_key=cursor,  # type: ignore[arg-type]  # PynamoDB passes the key on as it is.
        consistent_read=True,
    )
    messages = [MessageItem.from_raw_data(raw).to_message() for raw in answer["Items"]]
    return messages, answer.get("LastEvaluatedKey")


def activity_of(user_id: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield file names and rows of their reactions, reports and invitations; a row is None after each page.

    A Scan of three tables, in pages.
    """
    sources: tuple[tuple[str, Any, Any, Callable[[Any], dict[str, Any]]], ...] = (
        ("reactions.json", ReactionItem, ReactionItem.user_emoji.startswith(f"{user_id}#"), _reaction),
        ("reports.json", ReportItem, ReportItem.reporter_id == user_id, _report),
        ("invitations.json", InviteItem, InviteItem.created_by == user_id, _invite),
    )
    for name, item, condition, as_json in sources:
        for page in item.scan(condition, page_size=EXAMINED, consistent_read=True).page_iter:
            yield from ((name, as_json(item.from_raw_data(raw))) for raw in page["Items"])
            yield name, None


def _reaction(row: ReactionItem) -> dict[str, Any]:
    conversation_id, seq = parse_message_key(row.message)
    return {"conversation_id": conversation_id, "seq": seq, "emoji": row.to_reaction().emoji}


def _report(row: ReportItem) -> dict[str, Any]:
    of = {"conversation_id": row.conversation_id, "seq": int(row.seq), "reason": row.reason, "note": row.note or ""}
    return of | {"created_at": rfc3339(row.created_at)}


def _invite(row: InviteItem) -> dict[str, Any]:
    of = {"conversation_id": row.conversation_id, "uses": int(row.uses)}
    return of | {"created_at": rfc3339(row.created_at), "expires_at": rfc3339(row.expires_at)}


def clear_drafts(user_id: str) -> None:
    """Delete the person's drafts. One Query, and an UpdateItem for each draft."""
    for row in MembershipItem.query(user_id, consistent_read=True):
        if row.to_membership().draft:
            MembershipItem.change(user_id, row.conversation_id, {"draft": ""})


def clear_reports(user_id: str, *, words: bool) -> None:
    """Delete the notes that they wrote to moderators; with `words` also the copies of their reported messages.

    A Scan, and an UpdateItem for each report.
    """
    is_reporter = ReportItem.reporter_id == user_id
    is_author = ReportItem.author_id == user_id
    for row in ReportItem.scan(is_reporter | is_author if words else is_reporter):
        actions: list[Any] = [ReportItem.note.remove()] if row.reporter_id == user_id else []
        actions += [ReportItem.body.remove()] if words and row.author_id == user_id else []
        row.update(actions=actions, condition=ReportItem.report_id.exists())
