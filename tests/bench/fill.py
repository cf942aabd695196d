"""`python -m tests.bench.fill <conversation> <members>`: fills a room up with people who never come, straight in the store.

Signing two thousand up would take longer than everything that is measured; a send reads their ids and no more.
"""

import os
import sys
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
django.setup()

from chat.models.conversations import ConversationItem  # noqa: E402  # needs the settings above
from chat.models.rosters import RosterItem  # noqa: E402


def fill(conversation_id: str, size: int) -> None:
    missing = size - len(RosterItem.member_ids(conversation_id))
    absent = {str(uuid4()) for _ in range(missing)}
    RosterItem(conversation_id).update(actions=[RosterItem.members.add(absent)])
    ConversationItem(conversation_id).update(actions=[ConversationItem.member_count.set(size)])


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
