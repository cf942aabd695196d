"""Telling members of a change, to the conversation itself or to a message in it."""

from accounts.domain import Profile
from chat.domain.events import MessageCreated, RevisionKind
from chat.domain.events import Revised as RevisedEvent
from chat.domain.memberships import Member
from chat.models.changes import Changed
from chat.models.revising import Revised
from chat.models.rosters import RosterItem
from chat.realtime.fan_out import deliver


def tell(changed: Changed, actor: Profile) -> None:
    """To those inside after the act: somebody removed hears nothing more. Reads the roster: 1 RCU."""
    conversation = changed.conversation
    roster = RosterItem.member_ids(conversation.id)
    if changed.line is not None:
        deliver(MessageCreated(conversation.epoch, changed.line, actor), roster)
    revised = RevisedEvent(conversation.id, conversation.epoch, changed.rev, changed.kind, conversation=conversation)
    deliver(revised, roster)


def tell_revised(member: Member, revised: Revised, kind: RevisionKind) -> None:
    """Nothing where nothing was changed."""
    message = revised.message
    if message is not revised.before:
        epoch = member.conversation.epoch
        event = RevisedEvent(message.conversation_id, epoch, message.rev, kind, message.seq, message)
        deliver(event, member.roster)
