"""The audit log as Django's log entries, for its history pages and “Recent actions”. Never saved."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.models.audit import AuditItem
from accounts.models.user import User
from accounts.services.audit import add_names

FLAGS = {"added": ADDITION, "deleted": DELETION, "revoked": DELETION}


def log_entries(site: Any, items: Iterable[AuditItem]) -> list[LogEntry]:
    """Return the items as unsaved log entries, with people's names."""
    models = {
        model_admin.audited: model
        for model, model_admin in site._registry.items()
        if getattr(model_admin, "audited", "")
    }
    return [_log_entry(item, models) for item in add_names(items)]


def _log_entry(item: AuditItem, models: dict[str, Any]) -> LogEntry:
    kind, _, pk = item.object.partition(":")
    entry = LogEntry(
        action_time=item.at,
        object_id=pk,
        object_repr=item.name or item.object,
        action_flag=FLAGS.get(item.action, CHANGE),
        change_message=describe(item),
    )
    entry.user = User(id=item.actor_id, handle=item.actor, name=item.actor)
    model = models.get(kind)
    entry.content_type = ContentType.objects.get_for_model(model) if model else None
    return entry


def describe(item: AuditItem) -> str:
    """Return in one line what was done, what changed and why."""
    facts = "; ".join(f"{name}: {_format_value(value)}" for name, value in (item.facts or {}).items())
    why = f" Reason: {item.reason}" if item.reason else ""
    return f"{item.action.capitalize()}{f' ({facts})' if facts else ''}.{why}"


def _format_value(value: Any) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list) else str(value)
