"""System messages: lines in a conversation that tell of a change of its settings or members.

The facts (`event`) are stored beside the words, so that the words can be written again without the name of somebody
who has deleted their account.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chat.domain.messages import Draft


def settings_event(name: str, value: Any) -> dict[str, Any] | None:
    """Return the facts of a changed setting, or None for a setting whose change gets no message."""
    match name, value:
        case "name", _:
            return {"action": "renamed", "name": value or None}
        case "topic", _:
            return {"action": "topic", "topic": value}
        case "archived", bool():
            return {"action": "archived" if value else "unarchived"}
    return None


def describe_event(event: Mapping[str, Any], actor_name: str, names: Sequence[str] = ()) -> str:
    """Put the facts into words. `names` are the people whom the actor added or removed."""
    return f"{actor_name} {_predicate(event, ', '.join(names))}"


def _predicate(event: Mapping[str, Any], names: str) -> str:
    match event:
        case {"action": "renamed", "name": name}:
            return f"renamed this to “{name}”" if name else "removed the name"
        case {"action": "topic", "topic": topic}:
            return f"changed the topic to “{topic}”" if topic else "removed the topic"
        case {"action": "archived"}:
            return "archived this conversation"
        case {"action": "unarchived"}:
            return "took this conversation out of the archive"
        case {"action": "added" | "removed" as action}:
            return f"{action} {names}"
    return str(event["action"])


def compose_system_message(
    conversation_id: str, actor_id: str, *, body: str, event: Mapping[str, Any], now: datetime
) -> Draft:
    """Make the draft of a system message: the words in `body`, the facts in `event`."""
    return Draft(
        conversation_id=conversation_id,
        client_id=None,
        author_id=actor_id,
        body=body,
        sent_at=now,
        kind="system",
        event=event,
    )
