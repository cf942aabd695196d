"""What system lines say: said at the act, and again without the name of somebody who has gone."""

from collections.abc import Mapping, Sequence
from typing import Any

from chat.domain.conversations import told_change


def words(event: Mapping[str, Any], actor: str, names: Sequence[str] = ()) -> str:
    """By a line's facts, the name of who did it, and of those it was done to."""
    return f"{actor} {_behind(event, ', '.join(names))}"


def _behind(event: Mapping[str, Any], whom: str) -> str:
    match event:
        case {"action": "renamed" | "topic" | "archived" | "unarchived" as action}:
            told = told_change(*CHANGED[action](event))
            return told[0] if told else action
        case {"action": "added" | "removed" as action}:
            return f"{action} {whom}"
    return str(event["action"])


CHANGED: Mapping[str, Any] = {
    "renamed": lambda event: ("name", event["name"]),
    "topic": lambda event: ("topic", event["topic"]),
    "archived": lambda event: ("archived", True),
    "unarchived": lambda event: ("archived", False),
}
