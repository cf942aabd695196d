"""Where a person's words are, wherever they are or were a member: read for taking along and for erasing, both rare."""

from typing import Any

from pynamodb.expressions.operand import Path

from chat.domain.messages import Message
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.reports import ReportItem

EXAMINED = 500
Cursor = dict[str, dict[str, str]] | None


def messages_about(user_id: str, cursor: Cursor) -> tuple[list[Message], Cursor]:
    """Written by them, or lines that tell of them. One page of a Scan: about 25 RCU for 500 messages of 800 bytes.

    There is no index by author: keeping one would double the price of every message, for what a person asks once.
    """
    wanted = (MessageItem.author_id == user_id) | Path("system_event").contains(user_id)
    answer = MessageItem._get_connection().scan(
        filter_condition=wanted,
        limit=EXAMINED,
        exclusive_start_key=cursor,  # type: ignore[arg-type]  # a key, as PynamoDB passes it on
        consistent_read=True,
    )
    found = [MessageItem.from_raw_data(raw).to_message() for raw in answer["Items"]]
    return found, answer.get("LastEvaluatedKey")


def clear_drafts(user_id: str) -> None:
    """One Query, and an UpdateItem a draft."""
    for row in MembershipItem.query(user_id, consistent_read=True):
        if row.to_membership().draft:
            MembershipItem.keep(user_id, row.conversation_id, {"draft": ""})


def clear_reports(user_id: str, *, words: bool) -> None:
    """What they wrote to moderators, and with `words` the copies of what they said. A Scan, an UpdateItem a report."""
    wrote = ReportItem.reporter_id == user_id
    said = ReportItem.author_id == user_id
    for row in ReportItem.scan(wrote | said if words else wrote):
        gone: list[Any] = [ReportItem.note.remove()] if row.reporter_id == user_id else []
        gone += [ReportItem.body.remove()] if words and row.author_id == user_id else []
        row.update(actions=gone, condition=ReportItem.report_id.exists())
