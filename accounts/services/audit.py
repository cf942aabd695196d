"""Entries of the audit log as people read them: they hold ids alone, so that whoever goes leaves no name there."""

from collections.abc import Iterable

from accounts.domain import FORMER, Profile
from accounts.models.audit import AuditItem
from accounts.models.profiles import ProfileItem

CONSOLE, COGNITO = "console", "cognito"
"""The ids of whoever runs commands on the server, and of whoever changes groups in Cognito’s own console."""


def named(items: Iterable[AuditItem]) -> list[AuditItem]:
    """With the handles and names that people have now. One BatchGetItem a hundred people."""
    entries = list(items)
    ids = {user_id for entry in entries for user_id in (entry.actor_id, entry.person_id)}
    people = ProfileItem.profiles(ids - {"", CONSOLE, COGNITO})
    for entry in entries:
        _name(entry, people)
    return entries


def _name(entry: AuditItem, people: dict[str, Profile]) -> None:
    actor = people.get(entry.actor_id)
    entry.actor = actor.handle if actor else entry.actor_id if entry.actor_id in (CONSOLE, COGNITO) else FORMER
    if entry.person_id:
        person = people.get(entry.person_id)
        entry.name = f"{person.name} (@{person.handle})" if person else FORMER
