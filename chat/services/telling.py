"""Telling members of a change to the conversation itself."""

from accounts.domain import Profile
from chat.domain.events import MessageCreated, Revised
from chat.models.changes import Changed
from chat.models.rosters import RosterItem
from chat.realtime.fan_out import deliver


def tell(changed: Changed, actor: Profile) -> None:
    """To those inside after the act: somebody removed hears nothing more. Reads the roster: 1 RCU."""
    conversation = changed.conversation
    roster = RosterItem.member_ids(conversation.id)
    if changed.line is not None:
        deliver(MessageCreated(conversation.epoch, changed.line, actor), roster)
    revised = Revised(conversation.id, conversation.epoch, changed.rev, changed.kind, conversation=conversation)
    deliver(revised, roster)
