"""`audit_log`: who did what to whom as an operator, and why. Append only: nothing here changes or deletes a row.

An entry is put in the transaction of the act it tells of, so that neither can be without the other. People stand in it
by their ids alone: what can't be changed must not hold what they may have erased. `accounts.services.audit` names them.
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
        """In a transaction: 2 WCU, and 2 for each index."""
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
    """`entry_id` sorts by time, over days too."""

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
    """The handle: not kept, only shown."""

    @property
    def person_id(self) -> str:
        """Whom it is about; empty for anything but a person."""
        kind, _, found = self.object.partition(":")
        return found if kind == "person" else ""

    @classmethod
    def of(cls, entry: Entry) -> "AuditItem":
        at = clock.now()
        # Also in the function's log, beside the request's id: a try that failed is told of there, too.
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
    def keep(cls, entry: Entry) -> None:
        """For acts that write nothing else, as looking is one. One PutItem: 3 WCU with its indexes."""
        cls.of(entry).save(condition=cls.day.does_not_exist())

    @classmethod
    def about(cls, object_: str, limit: int) -> list["AuditItem"]:
        """Newest first. One Query of an index; it may lag a second."""
        return list(cls.by_object.query(object_, scan_index_forward=False, limit=limit))

    @classmethod
    def by(cls, actor_id: str, limit: int) -> list["AuditItem"]:
        """A person's own acts, newest first. One Query of an index."""
        return list(cls.by_actor.query(actor_id, scan_index_forward=False, limit=limit))

    @classmethod
    def on(cls, day: str) -> Iterator["AuditItem"]:
        """All of a day, newest first. One Query per MB."""
        return iter(cls.query(day, scan_index_forward=False))


def days_back(now: datetime, days: int = SHOWN_DAYS) -> list[str]:
    """Today and the days before it, as partitions."""
    return [f"{now - timedelta(days=back):%Y-%m-%d}" for back in range(days)]
