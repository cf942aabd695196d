"""What operators do to a person. Each act is one transaction with its entry in the audit log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts import validation
from accounts.cognito import admin
from accounts.domain import ADMINS, FOR_GOOD, STAFF, Profile, normal_handle
from accounts.models import operator_transactions
from accounts.models.audit import Entry
from accounts.models.operator_transactions import Beside
from accounts.models.sessions import SessionItem
from accounts.services import moderation_mail, sign_out
from accounts.signals import signed_out
from chatify.core.errors import Forbidden


def check_may_act(actor: Profile, person: Profile) -> None:
    """Nobody judges themselves, and staff is judged by admins alone. Raises `Forbidden`."""
    if actor.id == person.id:
        raise Forbidden("You can’t do that to yourself. Ask another operator.")
    if person.groups & STAFF and ADMINS not in actor.groups:
        raise Forbidden(f"@{person.handle} is an operator too. Only an admin can do that.")


def ban(actor: Profile, person: Profile, *, until: datetime | None, reason: str, beside: Beside | None = None) -> None:
    """Until then, or for good (None). Every sign-in ends, sockets close, and signing in again says why.

    Raises `Forbidden`, `Overtaken`.
    """
    check_may_act(actor, person)
    ends = until or FOR_GOOD
    facts = {"until": ends.isoformat() if until else "for good"}
    changes = {"banned_until": ends, "ban_reason": reason}
    operator_transactions.change_person(
        person, changes, entry(actor, "banned", person, reason, facts), beside=beside, ends_sign_ins=True
    )
    signed_out.send(sender=SessionItem, user_id=person.id, session_id=None, reason="banned")
    sign_out.at_cognito(person.id)
    moderation_mail.tell("banned", person, until=until, reason=reason)


def unban(actor: Profile, person: Profile, *, reason: str = "") -> None:
    check_may_act(actor, person)
    operator_transactions.change_person(
        person, {"banned_until": None, "ban_reason": None}, entry(actor, "unbanned", person, reason)
    )
    moderation_mail.tell("unbanned", person)


def mute(actor: Profile, person: Profile, *, until: datetime, reason: str, beside: Beside | None = None) -> None:
    """They read on and write nothing until then. Raises `Forbidden`, `Overtaken`."""
    check_may_act(actor, person)
    facts = {"until": until.isoformat()}
    operator_transactions.change_person(
        person, {"muted_until": until}, entry(actor, "muted", person, reason, facts), beside=beside
    )
    moderation_mail.tell("muted", person, until=until, reason=reason)


def unmute(actor: Profile, person: Profile, *, reason: str = "") -> None:
    check_may_act(actor, person)
    operator_transactions.change_person(person, {"muted_until": None}, entry(actor, "unmuted", person, reason))


def edit(actor: Profile, person: Profile, *, name: str | None = None, handle: str | None = None) -> None:
    """One's own name, too. Raises `Forbidden`, `Invalid`, `HandleTaken`."""
    if actor.id != person.id:
        check_may_act(actor, person)
    wanted = {"name": name and name.strip(), "handle": handle and normal_handle(handle)}
    held = {"name": person.name, "handle": person.handle}
    changed = {key: value for key, value in wanted.items() if value is not None and value != held[key]}
    if not changed:
        return
    validation.check(changed)
    told = entry(actor, "edited", person, "", {"changed": ", ".join(changed)})
    new_handle = changed.pop("handle", None)
    if new_handle:
        operator_transactions.rename_person(person, new_handle, changed, told)
    else:
        operator_transactions.change_person(person, changed, told)


def set_groups(actor: Profile, person: Profile, groups: Iterable[str]) -> None:
    """Of an operator. Every sign-in ends, so that the old rights do. Raises `Forbidden`."""
    wanted = frozenset(groups) & STAFF
    if ADMINS not in actor.groups:
        raise Forbidden("Only an admin can choose operators.")
    if actor.id == person.id:
        raise Forbidden("You can’t do that to yourself. Ask another admin.")
    if wanted != person.groups & STAFF:
        give_groups(actor, person, wanted)


def give_groups(actor: Profile, person: Profile, wanted: frozenset[str]) -> None:
    """Without asking who may. Cognito first: it is what counts at the next sign-in."""
    held = person.groups & STAFF
    admin.set_groups(person.id, joined=sorted(wanted - held), left=sorted(held - wanted))
    keep_groups(actor, person, wanted)
    sign_out.at_cognito(person.id)


def keep_groups(actor: Profile, person: Profile, held: frozenset[str]) -> None:
    """As Cognito has them already. Every sign-in of before ends."""
    facts = {"groups": [sorted(person.groups & STAFF), sorted(held)]}
    others = person.groups - STAFF
    told = entry(actor, "groups changed", person, "", facts)
    operator_transactions.change_person(person, {"groups": set(held | others) or None}, told, ends_sign_ins=True)
    sign_out.clear(person.id)


def end_sessions(actor: Profile, person: Profile) -> None:
    """All of them."""
    check_may_act(actor, person)
    operator_transactions.change_person(person, {}, entry(actor, "sessions ended", person), ends_sign_ins=True)
    _signed_out_everywhere(person)


def end_session(actor: Profile, person: Profile, session_id: str) -> None:
    """One sign-in."""
    check_may_act(actor, person)
    operator_transactions.end_session(session_id, entry(actor, "session ended", person))
    signed_out.send(sender=SessionItem, user_id=person.id, session_id=session_id, reason="revoked")


def reset_second_step(actor: Profile, person: Profile, *, reason: str) -> None:
    """Whoever lost their authenticator signs in by password alone, once it is shown that they are who they say."""
    check_may_act(actor, person)
    admin.stop_totp(person.id)
    operator_transactions.change_person(
        person, {}, entry(actor, "second step reset", person, reason), ends_sign_ins=True
    )
    _signed_out_everywhere(person)
    moderation_mail.tell("second_step_reset", person)


def entry(actor: Profile, action: str, person: Profile, reason: str = "", facts: Any = None) -> Entry:
    return Entry(actor=actor, action=action, object=f"person:{person.id}", reason=reason, facts=facts or {})


def _signed_out_everywhere(person: Profile) -> None:
    sign_out.clear(person.id)
    sign_out.at_cognito(person.id)
