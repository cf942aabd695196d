"""`jobs`: long work for or about a person, and its progress. A runner holds a job for a minute at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition

from chatify.core.dynamodb import Item, OnDemand, table_name, try_write

HELD_FOR = timedelta(minutes=1)
DOUBLINGS = 11
"""The wait for another try doubles so often: it ends at a day and a half."""
KEPT_AFTER = timedelta(days=7)


class JobItem(Item):
    """A job. `step` and `cursor` say what comes next; `facts` says what it is about and is emptied at the end."""

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
    """Tries since the job last made progress."""
    done_at = UTCDateTimeAttribute(null=True)
    expires_at = TTLAttribute(null=True)

    @classmethod
    def make(cls, kind: str, user_id: str, facts: Mapping[str, Any]) -> "JobItem":
        """Store a new job. Its id is a secret: whoever has it may see the progress. One PutItem."""
        job = cls(token_hex(16), kind=kind, user_id=user_id, step=0, facts=dict(facts))
        job.save()
        return job

    @classmethod
    def unfinished(cls) -> list["JobItem"]:
        """Return the jobs that are not done. One Scan."""
        return list(cls.scan(cls.done_at.does_not_exist()))

    def is_due(self, now: datetime) -> bool:
        """Return whether nobody holds the job and its wait is over, which doubles with each failed try."""
        doublings = min(max(int(self.tries) - 1, 0), DOUBLINGS)
        return self.held_until is None or bool(now > self.held_until + HELD_FOR * (2**doublings - 1))

    def hold(self, now: datetime) -> bool:
        """Hold the job for a minute; return False if another process holds it, or it is done. One UpdateItem."""
        held_until = JobItem.held_until
        return self._change(
            [held_until.set(now + HELD_FOR), JobItem.tries.set((JobItem.tries | 0) + 1)],
            (held_until.does_not_exist() | (held_until < now)) & JobItem.done_at.does_not_exist(),
        )

    def let_go(self) -> None:
        """Give the job up before its minute is over, unless another process has it by now. One UpdateItem."""
        self._change([JobItem.held_until.remove()], self._ours())

    def prolong(self, now: datetime) -> bool:
        """Hold the job for another minute. False if another process has taken it over. One UpdateItem."""
        return self._change([JobItem.held_until.set(now + HELD_FOR)], self._ours())

    def reach(self, step: int, cursor: Any, now: datetime) -> bool:
        """Store where the job continues; return False if another process has taken it over. One UpdateItem."""
        next_cursor = JobItem.cursor.set(cursor) if cursor is not None else JobItem.cursor.remove()
        actions = [JobItem.step.set(step), next_cursor, JobItem.held_until.set(now + HELD_FOR), JobItem.tries.set(0)]
        return self._change(actions, self._ours())

    def finish(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Mark the job as done. One UpdateItem."""
        actions = [
            JobItem.done_at.set(now),
            JobItem.expires_at.set(now + KEPT_AFTER),
            JobItem.cursor.remove(),
            JobItem.held_until.remove(),
            JobItem.facts.set(dict(facts)),
        ]
        self._change(actions, JobItem.job_id.exists())

    def _ours(self) -> Condition:
        """Return the condition that nobody has changed the hold since we last saw it."""
        held_until = JobItem.held_until
        return held_until == self.held_until if self.held_until else held_until.does_not_exist()

    def _change(self, actions: list[Any], condition: Any) -> bool:
        return try_write(lambda: self.update(actions=actions, condition=condition))
