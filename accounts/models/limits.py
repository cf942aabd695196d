"""`rate_limits`: the number of tries in the current window, for each scope and account or address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action

from chatify.core.aws import client
from chatify.core.dynamodb import Item, OnDemand, table_name, try_write


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` tries in a `window`; from try number `patience` on, a pause follows that doubles each time."""

    limit: int
    window: timedelta
    patience: int | None = None
    pause: timedelta = timedelta(seconds=5)

    def pause_after(self, tries: int) -> timedelta | None:
        if self.patience is None or tries < self.patience:
            return None
        factor: int = 2 ** min(tries - self.patience, 20)
        return min(self.pause * factor, self.window)


class LimitItem(Item):
    """The TTL is in whole seconds, as DynamoDB has it; a window starts with its first try."""

    class Meta(OnDemand):
        table_name = table_name("rate_limits")

    key = UnicodeAttribute(hash_key=True)
    tries = NumberAttribute()
    expires_at = TTLAttribute()
    again_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def try_once(cls, key: str, rule: Rule, now: datetime) -> datetime | None:
        """Count one try; return None if it is allowed, else the time of the next allowed one.

        The first try of a window and every refused one cost one conditional UpdateItem (1 WCU), the others two: an
        expression cannot choose between starting a window and counting in one.
        """
        while True:
            window = cls._start(key, rule, now)
            if window is None:
                return None
            if window.tries >= rule.limit:
                return window.expires_at
            if window.again_at is not None and window.again_at > now:
                return window.again_at
            if window._add(rule, now):
                return None

    @classmethod
    def give_back(cls, key: str) -> None:
        """Take one try back, where the window still runs. One UpdateItem."""
        try_write(lambda: cls(key).update(actions=[cls.tries.add(-1), cls.again_at.remove()], condition=cls.tries > 0))

    @classmethod
    def _start(cls, key: str, rule: Rule, now: datetime) -> "LimitItem | None":
        """Start a window and return None, or return the one that runs."""
        new = cls(key)
        kwargs = new.get_update_kwargs_from_instance(
            actions=[cls.tries.set(1), cls.expires_at.set(now + rule.window), cls.again_at.remove()],
            condition=cls.key.does_not_exist() | (cls.expires_at <= now),
            return_values_on_condition_failure="ALL_OLD",
        )
        table = client("dynamodb")
        try:
            table.update_item(**kwargs, ReturnConsumedCapacity="TOTAL")
        except table.exceptions.ConditionalCheckFailedException as refused:
            return cls.from_raw_data(refused.response["Item"])
        return None

    def _add(self, rule: Rule, now: datetime) -> bool:
        """Count one try, unless another was counted meanwhile: the pause depends on the number."""
        cls = type(self)
        tries = int(self.tries) + 1
        pause = rule.pause_after(tries)
        actions: list[Action] = [cls.tries.set(tries), *([cls.again_at.set(now + pause)] if pause else [])]
        unchanged = (cls.tries == self.tries) & (cls.expires_at == self.expires_at)
        return try_write(lambda: self.update(actions=actions, condition=unchanged))
