"""`jobs`: long work for or about a person, as far as it has come. Whoever runs it holds it for a minute at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Literal

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition

from chatify.core.dynamodb import Item, OnDemand, table_name, try_write

HELD_FOR = timedelta(minutes=1)
DOUBLINGS = 11
"""Of the wait for another try: a day and a half at most."""
KEPT_AFTER = timedelta(days=7)
Kind = Literal["export", "delete", "hide"]


class JobItem(Item):
    """`step` and `cursor` say what comes next; `facts` what it is about, emptied with the end."""

    class Meta(OnDemand):
        table_name = table_name("jobs")

    job_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    user_id = UnicodeAttribute()
    step = NumberAttribute(default=0)
    cursor = JSONAttribute(null=True)
    facts = JSONAttribute(null=True)
    held_until = UTCDateTimeAttribute(null=True)
    tries = NumberAttribute(default=0)
    """Since it last came further."""
    done_at = UTCDateTimeAttribute(null=True)
    expires_at = TTLAttribute(null=True)

    @classmethod
    def make(cls, kind: Kind, user_id: str, facts: Mapping[str, Any]) -> "JobItem":
        """One PutItem. Its id is a secret: whoever has it may look how far it is."""
        job = cls(token_hex(16), kind=kind, user_id=user_id, step=0, facts=dict(facts))
        job.save()
        return job

    @classmethod
    def unfinished(cls) -> list["JobItem"]:
        """One Scan."""
        return list(cls.scan(cls.done_at.does_not_exist()))

    def is_due(self, now: datetime) -> bool:
        """Nobody is at it; what failed again and again waits twice as long each time, but is never given up."""
        doublings = min(max(int(self.tries) - 1, 0), DOUBLINGS)
        return self.held_until is None or bool(now > self.held_until + HELD_FOR * (2**doublings - 1))

    def hold(self, now: datetime) -> bool:
        """False where somebody else is at it, or it is done. One UpdateItem."""
        held = JobItem.held_until
        return self._change(
            [held.set(now + HELD_FOR), JobItem.tries.set((JobItem.tries | 0) + 1)],
            (held.does_not_exist() | (held < now)) & JobItem.done_at.does_not_exist(),
        )

    def let_go(self) -> None:
        """So that whoever comes next need not wait a minute. Nothing where another has it by now. One UpdateItem."""
        self._change([JobItem.held_until.remove()], self._ours())

    def stay(self, now: datetime) -> bool:
        """Amid a long slice: a minute more. False where it was taken from us. One UpdateItem."""
        return self._change([JobItem.held_until.set(now + HELD_FOR)], self._ours())

    def reach(self, step: int, cursor: Any, now: datetime) -> bool:
        """From here it goes on, whatever becomes of us. False where it was taken from us. One UpdateItem."""
        next_place = JobItem.cursor.set(cursor) if cursor is not None else JobItem.cursor.remove()
        actions = [JobItem.step.set(step), next_place, JobItem.held_until.set(now + HELD_FOR), JobItem.tries.set(0)]
        return self._change(actions, self._ours())

    def finish(self, facts: Mapping[str, Any], now: datetime) -> None:
        """One UpdateItem."""
        actions = [
            JobItem.done_at.set(now),
            JobItem.expires_at.set(now + KEPT_AFTER),
            JobItem.cursor.remove(),
            JobItem.held_until.remove(),
            JobItem.facts.set(dict(facts)),
        ]
        self._change(actions, JobItem.job_id.exists())

    def _ours(self) -> Condition:
        """As it was when we last saw it."""
        held = JobItem.held_until
        return held == self.held_until if self.held_until else held.does_not_exist()

    def _change(self, actions: list[Any], condition: Any) -> bool:
        return try_write(lambda: self.update(actions=actions, condition=condition))
