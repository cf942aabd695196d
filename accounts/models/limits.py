"""`rate_limits`: how often something was tried in its current window."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError

from chatify.dynamodb import Item, OnDemand, client, table_name


class LimitItem(Item):
    """The TTL is in whole seconds, as DynamoDB has it; a window starts with its first try."""

    class Meta(OnDemand):
        table_name = table_name("rate_limits")

    key = UnicodeAttribute(hash_key=True)
    tries = NumberAttribute()
    expires_at = TTLAttribute()

    @classmethod
    def try_once(cls, key: str, *, limit: int, window: timedelta, now: datetime) -> datetime | None:
        """Count one try; None where it is allowed, else the end of the window.

        The first try of a window and every refused one cost one conditional UpdateItem (1 WCU), the others two: an
        expression cannot choose between starting a window and counting in one.
        """
        while True:
            held = cls._start(key, window=window, now=now)
            if held is None:
                return None
            if held.tries >= limit:
                return held.expires_at
            if held._add(limit):
                return None

    @classmethod
    def _start(cls, key: str, *, window: timedelta, now: datetime) -> "LimitItem | None":
        """None where a window was started, else the one that runs."""
        new = cls(key)
        kwargs = new.get_update_kwargs_from_instance(
            actions=[cls.tries.set(1), cls.expires_at.set(now + window)],
            condition=cls.key.does_not_exist() | (cls.expires_at <= now),
            return_values_on_condition_failure="ALL_OLD",
        )
        table = client("dynamodb")
        try:
            table.update_item(**kwargs, ReturnConsumedCapacity="TOTAL")
        except table.exceptions.ConditionalCheckFailedException as refused:
            return cls.from_raw_data(refused.response["Item"])
        return None

    def _add(self, limit: int) -> bool:
        cls = type(self)
        try:
            self.update(
                actions=[cls.tries.add(1)],
                condition=(cls.tries < limit) & (cls.expires_at == self.expires_at),
            )
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True
