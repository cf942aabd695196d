"""What operators do to a person. Each act and its entry in the audit log are one transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts import validation
from accounts.cognito import admin
from accounts.domain import ADMINS, FOR_GOOD, STAFF, Profile, normal_handle
from accounts.hooks import signed_out
from accounts.models import operator_transactions
from accounts.models.audit import Entry
from accounts.models.operator_transactions import ExtraWrites
from accounts.models.sessions import SessionItem
from accounts.services import moderation_mail, sign_out
from chatify.core.errors import Forbidden


def check_may_act(actor: Profile, person: Profile) -> None:
    """Check that nobody acts on themselves, and only admins on operators. Raises `Forbidden`."""
    if actor.id == person.id:
        raise Forbidden("You can’t do that to yourself. Ask another operator.")
    if person.groups & STAFF and ADMINS not in actor.groups:
        raise Forbidden(f"@{person.handle} is an operator too. Only an admin can do that.")


def ban(
    actor: Profile, person: Profile, *, until: datetime | None, reason: str, extra_writes: ExtraWrites | None = None
) -> None:
    """Ban a person until a time, or for good (None): every sign-in and socket ends, and signing in says why.

    Raises `Forbidden`, `Overtaken`.
    """
    check_may_act(actor, person)
    ends = until or FOR_GOOD
    facts = {"until": ends.isoformat() if until else "for good"}
    changes = {"banned_until": ends, "ban_reason": reason}
    operator_transactions.change_person(
        person,
        changes,
        audit_entry(actor, "banned", person, reason, facts),
        extra_writes=extra_writes,
        ends_sign_ins=True,
    )
    signed_out.send(sender=SessionItem, user_id=person.id, session_id=None, reason="banned")
    sign_out.revoke_tokens(person.id)
    moderation_mail.send("banned", person, until=until, reason=reason)


def unban(actor: Profile, person: Profile, *, reason: str = "") -> None:
    """Let a banned person sign in again. Raises `Forbidden`."""
    check_may_act(actor, person)
    operator_transactions.change_person(
        person, {"banned_until": None, "ban_reason": None}, audit_entry(actor, "unbanned", person, reason)
    )
    moderation_mail.send("unbanned", person)


def mute(
    actor: Profile, person: Profile, *, until: datetime, reason: str, extra_writes: ExtraWrites | None = None
) -> None:
    """Keep a person from writing until a time; they can read on. Raises `Forbidden`, `Overtaken`."""
    check_may_act(actor, person)
    facts = {"until": until.isoformat()}
    operator_transactions.change_person(
        person, {"muted_until": until}, audit_entry(actor, "muted", person, reason, facts), extra_writes=extra_writes
    )
    moderation_mail.send("muted", person, until=until, reason=reason)


def unmute(actor: Profile, person: Profile, *, reason: str = "") -> None:
    """Let a muted person write again. Raises `Forbidden`."""
    check_may_act(actor, person)
    operator_transactions.change_person(person, {"muted_until": None}, audit_entry(actor, "unmuted", person, reason))


def edit(actor: Profile, person: Profile, *, name: str | None = None, handle: str | None = None) -> None:
    """Change a name or a handle, also the actor's own. Raises `Forbidden`, `Invalid`, `HandleTaken`."""
    if actor.id != person.id:
        check_may_act(actor, person)
    requested = {"name": name and name.strip(), "handle": handle and normal_handle(handle)}
    present = {"name": person.name, "handle": person.handle}
    changed = {key: value for key, value in requested.items() if value is not None and value != present[key]}
    if not changed:
        return
    validation.check(changed)
    entry = audit_entry(actor, "edited", person, "", {"changed": ", ".join(changed)})
    new_handle = changed.pop("handle", None)
    if new_handle:
        operator_transactions.rename_person(person, new_handle, changed, entry)
    else:
        operator_transactions.change_person(person, changed, entry)


def set_groups(actor: Profile, person: Profile, groups: Iterable[str]) -> None:
    """Make a person an operator or end that, as an admin. Every sign-in of theirs ends. Raises `Forbidden`."""
    requested = frozenset(groups) & STAFF
    if ADMINS not in actor.groups:
        raise Forbidden("Only an admin can choose operators.")
    if actor.id == person.id:
        raise Forbidden("You can’t do that to yourself. Ask another admin.")
    if requested != person.groups & STAFF:
        change_groups(actor, person, requested)


def change_groups(actor: Profile, person: Profile, groups: frozenset[str]) -> None:
    """Change an operator's groups without asking who may, first at Cognito: the next sign-in reads them there."""
    present = person.groups & STAFF
    admin.set_groups(person.id, joined=sorted(groups - present), left=sorted(present - groups))
    store_groups(actor, person, groups)
    sign_out.revoke_tokens(person.id)


def store_groups(actor: Profile, person: Profile, groups: frozenset[str]) -> None:
    """Store the groups that Cognito has already. Every earlier sign-in ends."""
    facts = {"groups": [sorted(person.groups & STAFF), sorted(groups)]}
    others = person.groups - STAFF
    entry = audit_entry(actor, "groups changed", person, "", facts)
    operator_transactions.change_person(person, {"groups": set(groups | others) or None}, entry, ends_sign_ins=True)
    sign_out.remove_ended_sessions(person.id)


def end_sessions(actor: Profile, person: Profile) -> None:
    """End every sign-in of a person. Raises `Forbidden`."""
    check_may_act(actor, person)
    operator_transactions.change_person(person, {}, audit_entry(actor, "sessions ended", person), ends_sign_ins=True)
    _remove_sign_ins(person)


def end_session(actor: Profile, person: Profile, session_id: str) -> None:
    """End one sign-in of a person. Raises `Forbidden`."""
    check_may_act(actor, person)
    operator_transactions.end_session(session_id, audit_entry(actor, "session ended", person))
    signed_out.send(sender=SessionItem, user_id=person.id, session_id=session_id, reason="revoked")


def reset_second_step(actor: Profile, person: Profile, *, reason: str) -> None:
    """Turn a person's second step off, for somebody who lost their authenticator. Raises `Forbidden`."""
    check_may_act(actor, person)
    admin.turn_off_totp(person.id)
    operator_transactions.change_person(
        person, {}, audit_entry(actor, "second step reset", person, reason), ends_sign_ins=True
    )
    _remove_sign_ins(person)
    moderation_mail.send("second_step_reset", person)


def audit_entry(actor: Profile, action: str, person: Profile, reason: str = "", facts: Any = None) -> Entry:
    """Return an entry of the audit log about a person."""
    return Entry(actor=actor, action=action, object=f"person:{person.id}", reason=reason, facts=facts or {})


def _remove_sign_ins(person: Profile) -> None:
    sign_out.remove_ended_sessions(person.id)
    sign_out.revoke_tokens(person.id)
