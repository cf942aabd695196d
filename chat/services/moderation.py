"""What moderators do about a reported message. Each act is one transaction with its audit entry and its report.

Two moderators may look at one report: the first act is done, the second raises `Overtaken` and does nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.domain import ADMINS, STAFF, Profile
from accounts.models.audit import Entry
from accounts.models.profiles import ProfileItem
from accounts.services import moderation_mail, operators
from chat.domain.errors import MessageNotFound
from chat.models.report_resolution import extra_writes, resolve
from chat.models.reports import RULE, Outcome, Report
from chat.services import message_hiding
from chatify.core.clock import now
from chatify.core.errors import Forbidden

RECENT = timedelta(hours=24)


def dismiss(actor: Profile, report: Report) -> None:
    """Let the message stay; one that a rule held for review is shown. Raises `Overtaken`, `Forbidden`."""
    _check_author(actor, report)
    if report.reporter_id.startswith(RULE):
        _set_hidden(actor, report, "dismissed", hidden=False)
    else:
        resolve((report, "dismissed", actor.id), _resolution_entry(actor, report, "dismissed"))
    _thank_reporter(report, acted=False)


def hide(actor: Profile, report: Report, *, reason: str = "") -> None:
    """Hide the message: everybody who has it open sees a tombstone at once. Raises `Overtaken`, `Forbidden`."""
    author = _check_author(actor, report)
    _set_hidden(actor, report, "hidden", reason=reason)
    moderation_mail.send("hidden", author, reason=reason)
    _thank_reporter(report, acted=True)


def show(actor: Profile, report: Report) -> bool:
    """Show the message again; return False if it was not hidden. Raises `Forbidden`."""
    _check_author(actor, report)
    return message_hiding.set_hidden(actor, report.conversation_id, report.seq, hidden=False)


def hide_recent(actor: Profile, report: Report, *, reason: str = "", since: timedelta = RECENT) -> None:
    """Hide the message at once, and by a job all that its author wrote since then. Raises `Overtaken`, `Forbidden`."""
    author = _check_author(actor, report)
    _set_hidden(actor, report, "hidden_recent", reason=reason)
    message_hiding.hide_all_since(actor, report.author_id, since=now() - since, reason=reason)
    moderation_mail.send("hidden", author, reason=reason)
    _thank_reporter(report, acted=True)


def warn(actor: Profile, report: Report, *, reason: str) -> None:
    """Warn the author by mail. Raises `Overtaken`, `Forbidden`."""
    person = _existing_author(report.author_id)
    operators.check_may_act(actor, person)
    entry = operators.audit_entry(actor, "warned", person, reason, {"report": report.id})
    resolve((report, "warned", actor.id), entry, _resolution_entry(actor, report, "warned", reason))
    moderation_mail.send("warned", person, reason=reason)
    _thank_reporter(report, acted=True)


def mute(actor: Profile, report: Report, *, until: datetime, reason: str) -> None:
    """Keep the author from writing until then. Raises `Overtaken`, `Forbidden`."""
    person = _existing_author(report.author_id)
    operators.mute(
        actor, person, until=until, reason=reason, extra_writes=_resolution_writes(actor, report, "muted", reason)
    )
    _thank_reporter(report, acted=True)


def ban(actor: Profile, report: Report, *, until: datetime | None, reason: str, purge: timedelta | None = None) -> None:
    """Ban the author until then or for good (None); with `purge` a job also hides what they wrote since.

    Raises `Overtaken`, `Forbidden`.
    """
    person = _existing_author(report.author_id)
    operators.ban(
        actor, person, until=until, reason=reason, extra_writes=_resolution_writes(actor, report, "banned", reason)
    )
    if purge:
        message_hiding.hide_all_since(actor, person.id, since=now() - purge, reason=reason)
    _thank_reporter(report, acted=True)


def _check_author(actor: Profile, report: Report) -> Profile | None:
    """Return the author, None for a deleted account. Raises `Forbidden` if only an admin may judge them."""
    author = _person(report.author_id)
    if author and author.groups & STAFF and ADMINS not in actor.groups:
        raise Forbidden("An operator wrote this. Only an admin can do that.")
    return author


def _set_hidden(actor: Profile, report: Report, outcome: Outcome, *, hidden: bool = True, reason: str = "") -> None:
    entry = _resolution_entry(actor, report, outcome, reason)
    message_hiding.hide_and_resolve(actor, (report, outcome, actor.id), entry, hidden=hidden, reason=reason)


def _resolution_writes(actor: Profile, report: Report, outcome: Outcome, reason: str) -> Callable[..., None]:
    return extra_writes(_resolution_entry(actor, report, outcome, reason), resolution=(report, outcome, actor.id))


def _resolution_entry(actor: Profile, report: Report, outcome: str, reason: str = "") -> Entry:
    named = f"report of {report.reason} in {report.conversation_id}/{report.seq}"
    return Entry(actor=actor, action=f"resolved: {outcome}", object=f"report:{report.id}", name=named, reason=reason)


def _existing_author(user_id: str) -> Profile:
    person = _person(user_id)
    if person is None:
        raise MessageNotFound
    return person


def _person(user_id: str) -> Profile | None:
    return ProfileItem.profile(user_id)


def _thank_reporter(report: Report, *, acted: bool) -> None:
    if not report.reporter_id.startswith(RULE):
        moderation_mail.send("thanks", _person(report.reporter_id), acted=acted)
