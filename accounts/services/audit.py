"""Names for the audit log. Its entries hold only ids, so that a deleted account leaves no name in it."""

from collections.abc import Iterable

from accounts.domain import FORMER_MEMBER, Profile
from accounts.models.audit import AuditItem
from accounts.models.profiles import ProfileItem

CONSOLE, COGNITO = "console", "cognito"
"""Ids of actors without a profile: a command on the server, and a change of groups in Cognito’s own console."""


def add_names(items: Iterable[AuditItem]) -> list[AuditItem]:
    """Add to each entry the handles and names that people have now. One BatchGetItem a hundred people."""
    entries = list(items)
    ids = {user_id for entry in entries for user_id in (entry.actor_id, entry.person_id)}
    people = ProfileItem.profiles(ids - {"", CONSOLE, COGNITO})
    for entry in entries:
        _add_name(entry, people)
    return entries


def _add_name(entry: AuditItem, people: dict[str, Profile]) -> None:
    actor = people.get(entry.actor_id)
    entry.actor = actor.handle if actor else entry.actor_id if entry.actor_id in (CONSOLE, COGNITO) else FORMER_MEMBER
    if entry.person_id:
        person = people.get(entry.person_id)
        entry.name = f"{person.name} (@{person.handle})" if person else FORMER_MEMBER
