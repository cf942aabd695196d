"""Where a person's conversations stand, against where a client believes they stand."""

from collections.abc import Mapping

from chat.domain.conversations import Head
from chat.models.heads import heads
from chat.models.memberships import MembershipItem


def moved(user_id: str, cursors: Mapping[str, Head]) -> dict[str, Head]:
    """Heads that differ from the cursors, of the person's own conversations only. One Query and one BatchGetItem."""
    if not cursors:
        return {}
    inside = {membership.conversation_id for membership in MembershipItem.of_user(user_id)}
    return {found: head for found, head in heads(inside & cursors.keys()).items() if head != cursors[found]}
