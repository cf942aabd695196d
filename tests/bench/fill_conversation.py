"""Fill a conversation with absent members: `python -m tests.bench.fill_conversation CONVERSATION MEMBERS`.

Only their ids are written, straight into the store: a send reads nothing else of them, and two thousand sign-ups would
take longer than everything that is measured.
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
    new_ids = {str(uuid4()) for _ in range(missing)}
    RosterItem(conversation_id).update(actions=[RosterItem.members.add(new_ids)])
    ConversationItem(conversation_id).update(actions=[ConversationItem.member_count.set(size)])


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
