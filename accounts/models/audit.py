"""`audit_log`: who did what to whom as an operator, and why. Nothing here changes or deletes a row.

An entry is written in the transaction of its act, so that neither exists without the other. It names people by their
ids alone, because it cannot be changed when they erase their data. `accounts.services.audit` adds the names.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from accounts.domain import Profile
from chatify.core import clock
from chatify.core.dynamodb import Item, OnDemand, table_name

logger = logging.getLogger(__name__)

SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`object` is `person:<id>`, `report:<id>`, `conversation:<id>`, `message:<conversation>/<seq>`, `rule:<id>`.

    Neither `name` nor `facts` hold anybody's name or handle.
    """

    actor: Profile
    action: str
    object: str
    name: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def put(self, transaction: TransactWrite) -> None:
        """Add the entry to a transaction: 2 WCU, and 2 for each index."""
        transaction.save(AuditItem.of(self), condition=AuditItem.day.does_not_exist())


class ByActor(GlobalSecondaryIndex["AuditItem"]):
    class Meta:
        index_name = "by_actor"
        projection = AllProjection()

    actor_id = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True)


class ByObject(GlobalSecondaryIndex["AuditItem"]):
    class Meta:
        index_name = "by_object"
        projection = AllProjection()

    object = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True)


class AuditItem(Item):
    """An entry of the log. `entry_id` sorts by time, also across days."""

    class Meta(OnDemand):
        table_name = table_name("audit_log")

    day = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True)
    at = UTCDateTimeAttribute()
    actor_id = UnicodeAttribute()
    action = UnicodeAttribute()
    object = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    facts = JSONAttribute(null=True)

    by_actor = ByActor()
    by_object = ByObject()

    actor = ""
    """The actor's handle, for display: not stored."""

    @property
    def person_id(self) -> str:
        """The id of the person that the entry is about; empty for other objects."""
        kind, _, object_id = self.object.partition(":")
        return object_id if kind == "person" else ""

    @classmethod
    def of(cls, entry: Entry) -> "AuditItem":
        at = clock.now()
        # The function's log has the request's id, and also those acts whose transaction failed.
        logger.info("operator: %s", entry.action, extra={"actor": entry.actor.id, "object": entry.object})
        return cls(
            f"{at:%Y-%m-%d}",
            f"{clock.rfc3339(at)}-{token_hex(4)}",
            at=at,
            actor_id=entry.actor.id,
            action=entry.action,
            object=entry.object,
            name=entry.name or None,
            reason=entry.reason or None,
            facts=dict(entry.facts) or None,
        )

    @classmethod
    def append(cls, entry: Entry) -> None:
        """Write the entry of an act that writes nothing else, such as looking. One PutItem: 3 WCU with its indexes."""
        cls.of(entry).save(condition=cls.day.does_not_exist())

    @classmethod
    def about(cls, object_: str, limit: int) -> list["AuditItem"]:
        """Return the entries about an object, newest first. One Query of an index; it may lag a second."""
        return list(cls.by_object.query(object_, scan_index_forward=False, limit=limit))

    @classmethod
    def by(cls, actor_id: str, limit: int) -> list["AuditItem"]:
        """Return the entries of an actor, newest first. One Query of an index."""
        return list(cls.by_actor.query(actor_id, scan_index_forward=False, limit=limit))

    @classmethod
    def on(cls, day: str) -> Iterator["AuditItem"]:
        """Return all entries of a day, newest first. One Query per MB."""
        return iter(cls.query(day, scan_index_forward=False))


def days_back(now: datetime, days: int = SHOWN_DAYS) -> list[str]:
    """Return today and the days before it as partition keys."""
    return [f"{now - timedelta(days=age):%Y-%m-%d}" for age in range(days)]
