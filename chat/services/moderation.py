"""What moderators do about what people say. Each act is one transaction with its audit entry and the report it settles.

Two moderators may look at one report: the first act is done, the second raises `Overtaken` and does nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.domain import Profile
from accounts.models.acts import Overtaken
from accounts.models.audit import Entry
from accounts.models.profiles import ProfileItem
from accounts.services import operators
from chat.domain.conversations import Conversation
from chat.domain.errors import MessageNotFound
from chat.domain.events import Revised
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.reports import RULE, Outcome, Report, ReportItem
from chat.models.revising import Act, revise
from chat.models.rosters import RosterItem
from chat.models.settling import beside, settle
from chat.realtime.fan_out import deliver
from chat.services import notices
from chatify.clock import now
from chatify.dynamodb import batch_get

RECENT = timedelta(hours=24)
HIDDEN_AT_ONCE_MAX = 300
PAGE = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A message where it stands, as operators see it: they need not be members."""

    conversation: Conversation
    message: Message
    roster: frozenset[str]


def dismiss(actor: Profile, report: Report) -> None:
    """It can stay; what a rule held for review is shown. Raises `Overtaken`."""
    if report.reporter_id.startswith(RULE):
        _veil(actor, report, "dismissed", hidden=False)
    else:
        settle((report, "dismissed", actor.id), _settled(actor, report, "dismissed"))
    _thank(report, acted=False)


def hide(actor: Profile, report: Report, *, reason: str = "") -> None:
    """Everybody who has it open sees a tombstone at once. Raises `Overtaken`."""
    _veil(actor, report, "hidden", reason=reason)
    notices.hidden(_person(report.author_id), reason)
    _thank(report, acted=True)


def hide_recent(actor: Profile, report: Report, *, reason: str = "", since: timedelta = RECENT) -> int:
    """That one, and all the person said since then: how many more. Raises `Overtaken`."""
    _veil(actor, report, "hidden_recent", reason=reason)
    count = hide_all(actor, report.author_id, since=now() - since, reason=reason)
    notices.hidden(_person(report.author_id), reason)
    _thank(report, acted=True)
    return count


def warn(actor: Profile, report: Report, *, reason: str) -> None:
    """Raises `Overtaken`, `Forbidden`."""
    person = _known(report.author_id)
    operators.check_may_act(actor, person)
    told = operators.entry(actor, "warned", person, reason, {"report": report.id})
    settle((report, "warned", actor.id), told, _settled(actor, report, "warned", reason))
    notices.warned(person, reason)
    _thank(report, acted=True)


def mute(actor: Profile, report: Report, *, until: datetime, reason: str) -> None:
    """Raises `Overtaken`, `Forbidden`."""
    person = _known(report.author_id)
    operators.mute(actor, person, until=until, reason=reason, beside=_settling(actor, report, "muted", reason))
    notices.muted(person, until, reason)
    _thank(report, acted=True)


def ban(actor: Profile, report: Report, *, until: datetime | None, reason: str, purge: timedelta | None = None) -> int:
    """Until then or for good (None); with `purge` also hides what they said since: how many.

    Raises `Overtaken`, `Forbidden`.
    """
    person = _known(report.author_id)
    operators.ban(actor, person, until=until, reason=reason, beside=_settling(actor, report, "banned", reason))
    hidden = hide_all(actor, person.id, since=now() - purge, reason=reason) if purge else 0
    notices.banned(person, until, reason)
    _thank(report, acted=True)
    return hidden


def hide_all(actor: Profile, author_id: str, *, since: datetime, reason: str = "") -> int:
    """What a person said since then where they are a member; at most 300 at once, so ask again while it answers 300.

    One Query a conversation and page; for each message three calls and 10 WCU.
    """
    count = 0
    for conversation_id, seq in _said_by(author_id, since):
        count += set_hidden(actor, conversation_id, seq, hidden=True, reason=reason)
        if count == HIDDEN_AT_ONCE_MAX:
            break
    return count


def set_hidden(actor: Profile, conversation_id: str, seq: int, *, hidden: bool, reason: str = "") -> bool:
    """Hide or show a message again; False where there was nothing to do. Raises `MessageNotFound`, `Contended`."""
    place = _place(conversation_id, seq)
    entry = _entry(actor, "hidden" if hidden else "shown again", place.message, reason)
    return _revise(place, Act("hide", lambda _, message: _as(message, hidden), beside(entry)))


def _veil(actor: Profile, report: Report, outcome: Outcome, *, hidden: bool = True, reason: str = "") -> None:
    """Hide or show the reported message and settle the report, together."""
    place = _place(report.conversation_id, report.seq)
    entries = (
        _entry(actor, "hidden" if hidden else "shown again", place.message, reason),
        _settled(actor, report, outcome, reason),
    )

    def change(_: Conversation, message: Message) -> Message:
        fresh = ReportItem.one(report.id)
        if fresh is None or fresh.status != "open":
            raise Overtaken
        return _as(message, hidden)

    settles = (report, outcome, actor.id)
    if not _revise(place, Act("hide", change, beside(*entries, settles=settles))):
        settle(settles, entries[1])


def _as(message: Message, hidden: bool) -> Message:
    if message.deleted or message.hidden == hidden:
        return message
    return replace(message, hidden=hidden, pinned_by=None if hidden else message.pinned_by)


def _revise(place: Place, act: Act) -> bool:
    """The same machinery as edits: one transaction, one slot of the second log, told to all who are inside."""
    revised = revise(place.conversation, place.message, act)
    if revised.message is revised.before:
        return False
    message, room = revised.message, place.conversation
    deliver(Revised(room.id, room.epoch, message.rev, "hide", message.seq, message), place.roster)
    return True


def _place(conversation_id: str, seq: int) -> Place:
    """One BatchGetItem: 3 RCU."""
    found = batch_get(
        (ConversationItem, [(conversation_id,)]),
        (RosterItem, [(conversation_id,)]),
        (MessageItem, [(conversation_id, seq)]),
    )
    if not (found[ConversationItem] and found[MessageItem]):
        raise MessageNotFound
    members = frozenset(found[RosterItem][0].members or ()) if found[RosterItem] else frozenset()
    return Place(found[ConversationItem][0].to_conversation(), found[MessageItem][0].to_message(), members)


def _said_by(author_id: str, since: datetime) -> Iterator[tuple[str, int]]:
    for membership in MembershipItem.of_user(author_id):
        below = 2**53
        while page := MessageItem.page_before(membership.conversation_id, below, PAGE):
            for message in reversed(page):
                if message.sent_at < since:
                    break
                if (
                    message.author_id == author_id
                    and message.kind == "user"
                    and not (message.hidden or message.deleted)
                ):
                    yield message.conversation_id, message.seq
            if page[0].sent_at < since or page[0].seq == 1:
                break
            below = page[0].seq


def _may_be_hidden(message: Message) -> bool:
    return message.kind == "user" and not (message.hidden or message.deleted)


def _settling(actor: Profile, report: Report, outcome: Outcome, reason: str) -> Callable[..., None]:
    return beside(_settled(actor, report, outcome, reason), settles=(report, outcome, actor.id))


def _settled(actor: Profile, report: Report, outcome: str, reason: str = "") -> Entry:
    named = f"report of {report.reason} in {report.conversation_id}/{report.seq}"
    return Entry(actor=actor, action=f"settled: {outcome}", object=f"report:{report.id}", name=named, reason=reason)


def _entry(actor: Profile, action: str, message: Message, reason: str) -> Entry:
    place = f"{message.conversation_id}/{message.seq}"
    facts = {"author_id": message.author_id}
    return Entry(actor=actor, action=action, object=f"message:{place}", name=place, reason=reason, facts=facts)


def _known(user_id: str) -> Profile:
    person = _person(user_id)
    if person is None:
        raise MessageNotFound
    return person


def _person(user_id: str) -> Profile | None:
    return ProfileItem.profile(user_id)


def _thank(report: Report, *, acted: bool) -> None:
    if not report.reporter_id.startswith(RULE):
        notices.thank(_person(report.reporter_id), acted=acted)
