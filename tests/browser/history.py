"""Write many old messages straight into the log: `python -m tests.browser.history CONVERSATION AUTHOR COUNT`."""

import os
import subprocess
import sys

import django

from tests.bench.site import ROOT, Site


def write_history(site: Site, conversation_id: str, author_id: str, count: int) -> None:
    """Write `count` messages from a process of its own, which finds the site's tables as `manage.py` does."""
    command = [sys.executable, "-m", "tests.browser.history", conversation_id, author_id, str(count)]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True, timeout=300)


def main(conversation_id: str, author_id: str, count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    django.setup()
    from chat.domain.messages import Message  # needs the settings above
    from chat.models.conversations import ConversationItem
    from chat.models.messages import MessageItem
    from chatify.core import clock

    head = max((message.seq for message in MessageItem.newest(conversation_id, 1)), default=0)
    with MessageItem.batch_write() as batch:
        for seq in range(head + 1, head + count + 1):
            row = MessageItem(conversation_id=conversation_id, seq=seq, author_id=author_id, sent_at=clock.now())
            row.client_id, row.body = f"history-{seq}", f"message {seq}{', and a longer one' * (seq % 7 * 3)}"
            batch.save(row)
    last_message = Message(
        conversation_id=conversation_id,
        seq=head + count,
        client_id=None,
        author_id=author_id,
        body=f"message {head + count}",
        sent_at=clock.now(),
    )
    ConversationItem.raise_head(last_message)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
